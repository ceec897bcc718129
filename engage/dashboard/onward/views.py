"""Pages that lead from a text that needs action to a need, or to a proposal of a budget."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from engage.accounts.permissions import Permission, may, staff
from engage.budget.models import Cycle
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import lines
from engage.config import secret
from engage.dashboard.onward import services
from engage.dashboard.onward.forms import NeedForm, ProposalForm
from engage.dashboard.onward.queries import Marked, cycles_for, marked, places_for
from engage.errors import EngageError, NotAllowed
from engage.i18n import _, _l, pick
from engage.needs.desk_words import KIND_NAMES
from engage.sensitive import findings
from engage.surveys.queries.texts import pieces
from engage.transaction import in_transaction

bp = Blueprint("survey_onward", __name__, url_prefix="/staff/survey-texts/<int:action_id>")


@bp.get("/need")
@staff(Permission.SEE_SURVEYS)
def need(action_id: int) -> ResponseReturnValue:
    found = _found(action_id, Permission.MODERATE_NEEDS)
    if used := _used(found):
        return used
    form = NeedForm(None)
    places = _offer_places(form, found)
    form.text.data = found.text
    form.area_id.data = next((str(place.id) for place in places if place.id == found.area.id), "")
    return _need_page(found, form, places)


@bp.post("/need")
@staff(Permission.SEE_SURVEYS)
def make_need(action_id: int) -> ResponseReturnValue:
    found, form = _found(action_id, Permission.MODERATE_NEEDS), NeedForm()
    places = _offer_places(form, found)
    is_valid = form.validate_on_submit()
    area = next((place for place in places if str(place.id) == form.area_id.data), None)
    if not (is_valid and _is_clean(form, [form.text])) or area is None:
        return _need_page(found, form, places), 422
    words = services.NeedWords(area, form.category.data, form.text.data, found.language)
    try:
        made = in_transaction(
            services.make_need, action_id, words, secret=secret(), actor_id=current_user.id, now=utcnow()
        )
    except EngageError as error:
        return _need_page(_found(action_id, Permission.MODERATE_NEEDS), form, places, problem=str(error)), error.status
    flash(_("The need is on the desk. Publish it when it is ready."), "success")
    return redirect(url_for("need_desk.need", need_id=made.id), 303)


@bp.get("/proposal")
@staff(Permission.SEE_SURVEYS)
def proposal(action_id: int) -> ResponseReturnValue:
    found = _found(action_id, Permission.RUN_CYCLES)
    if used := _used(found):
        return used
    form = ProposalForm(None, form_token=secrets.token_hex(16))
    cycles = _offer_cycles(form, found)
    (form.text_en if found.language == "en" else form.text_zh).data = found.text
    return _proposal_page(found, form, cycles)


@bp.post("/proposal")
@staff(Permission.SEE_SURVEYS)
def make_proposal(action_id: int) -> ResponseReturnValue:
    found, form = _found(action_id, Permission.RUN_CYCLES), ProposalForm()
    cycles = _offer_cycles(form, found)
    is_valid = form.validate_on_submit()
    chosen = next((cycle for cycle in cycles if cycle.id == form.cycle.data), None)
    public = [form.title_zh, form.title_en, form.text_zh, form.text_en]
    if not (is_valid and _is_clean(form, public)) or chosen is None:
        return _proposal_page(found, form, cycles), 422
    terms = form.read_terms(chosen.currency, area_id=found.area.id if chosen.area.contains(found.area) else None)
    if terms is None:
        return _proposal_page(found, form, cycles), 422
    try:
        made = in_transaction(
            services.make_proposal, action_id, chosen.id, terms, token=form.form_token.data,
            actor_id=current_user.id, now=utcnow(),
        )  # fmt: skip
    except EngageError as error:
        found = _found(action_id, Permission.RUN_CYCLES)
        return _proposal_page(found, form, _offer_cycles(form, found), problem=str(error)), error.status
    flash(_("The proposal is in the budget. Work it out there."), "success")
    return redirect(url_for("proposals.edit", proposal_id=made.id), 303)


def _found(action_id: int, permission: Permission) -> Marked:
    """Return the text. Raises `NotAllowed` for whoever may do nothing further with it anywhere in the survey's area."""
    found = marked(action_id)
    if not may(current_user, permission, found.survey.area):
        raise NotAllowed(_l("You may read the survey, but not make this of it."))
    return found


def _used(found: Marked) -> ResponseReturnValue | None:
    """Lead on to what was made of the text, if anything."""
    if found.action.need_id:
        return redirect(url_for("need_desk.need", need_id=found.action.need_id), 303)
    if found.action.proposal_id:
        return redirect(url_for("proposals.edit", proposal_id=found.action.proposal_id), 303)
    return None


def _offer_places(form: NeedForm, found: Marked) -> Sequence[Area]:
    places = places_for(current_user, found)
    above = lines(places)
    names = [
        (str(place.id), " · ".join(pick(area.name_zh, area.name_en) for area in above[place.id][-3:]))
        for place in places
    ]
    form.area_id.choices = [("", _("Please choose")), *names]
    return places


def _offer_cycles(form: ProposalForm, found: Marked) -> Sequence[Cycle]:
    cycles = cycles_for(current_user, found, utcnow())
    form.offer(cycles)
    return cycles


def _is_clean(form: NeedForm | ProposalForm, fields: Sequence[Field]) -> bool:
    """Tell whether the fields hold nothing that looks personal, or somebody has checked it; else say so beside them."""
    is_clean = True
    for field in [] if form.is_read.data else fields:
        if kinds := dict.fromkeys(str(KIND_NAMES[finding.kind]) for finding in findings(field.data or "")):
            sentence = _(
                "This looks like %(kinds)s. Take it out, or tick below that it may stay.", kinds=", ".join(kinds)
            )
            field.errors = [*field.errors, sentence]
            is_clean = False
    return is_clean


def _need_page(found: Marked, form: NeedForm, places: Sequence[Area], *, problem: str = "") -> str:
    return render_template(
        "dashboard/onward/need.html", found=found, pieces=pieces(found.text), form=form, places=places, problem=problem
    )


def _proposal_page(found: Marked, form: ProposalForm, cycles: Sequence[Cycle], *, problem: str = "") -> str:
    return render_template(
        "dashboard/onward/proposal.html", found=found, pieces=pieces(found.text), form=form, cycles=cycles,
        problem=problem,
    )  # fmt: skip
