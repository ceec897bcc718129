"""Officials' forms of proposals, with their pictures."""

import secrets

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectChoice

from engage.accounts.permissions import Permission, staff
from engage.budget import queries, services
from engage.budget.forms import ProposalForm
from engage.budget.models import Cycle, Proposal
from engage.budget.services.guard import refuse_frozen
from engage.budget.terms import ProposalTerms, proposal_terms
from engage.clock import utcnow
from engage.communities.models import Area
from engage.errors import EngageError
from engage.i18n import _, pick
from engage.pictures.queries import data_uri, thumbnail
from engage.pictures.reencode import MAX_BYTES, PictureRefused, reencode
from engage.pictures.services import store_picture
from engage.transaction import transaction

# Larger than the largest picture taken: one that is too large is refused beside its field, and the rest is kept.
MOST_BYTES = 60 * 1024 * 1024

bp = Blueprint("proposals", __name__, url_prefix="/staff")


@bp.url_value_preprocessor
def take_large_bodies(_endpoint: str | None, _values: object) -> None:
    # This runs before anything reads the form, so that the form token is found in a large body as well.
    request.max_content_length = MOST_BYTES


@bp.get("/cycles/<int:cycle_id>/proposals/new")
@staff(Permission.RUN_CYCLES)
def new(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.any_cycle(cycle_id)
    refuse_frozen(cycle, utcnow())
    return _page(cycle, ProposalForm(None, form_token=secrets.token_hex(16)))


@bp.post("/cycles/<int:cycle_id>/proposals/new")
@staff(Permission.RUN_CYCLES)
def add(cycle_id: int) -> ResponseReturnValue:
    cycle, form = queries.any_cycle(cycle_id), ProposalForm()
    try:
        terms = _read(form, cycle)
        if terms is None:
            return _page(cycle, form, problem=_problem(), status=422)
        with transaction():
            made = services.add_proposal(
                cycle_id, terms, actor_id=current_user.id, now=utcnow(), token=form.form_token.data
            )
            is_same = proposal_terms(made) == terms
            number, proposal_id = made.number, made.id
    except EngageError as error:
        return _page(cycle, form, problem=str(error), status=error.status)
    if not is_same:
        flash(_("This form had already made proposal %(number)s. Sending it again changed nothing: edit it here.",
                number=number), "warn")  # fmt: skip
        return redirect(url_for(".edit", proposal_id=proposal_id), 303)
    flash(_("Proposal %(number)s was added.", number=number), "success")
    if "another" in request.form:
        return redirect(url_for(".new", cycle_id=cycle_id), 303)
    return redirect(url_for("cycles.cycle", cycle_id=cycle_id, _anchor="proposals"), 303)


def _problem() -> str:
    return _("Not saved: please look at the marked fields.")


def _read(form: ProposalForm, cycle: Cycle) -> ProposalTerms | None:
    _offer_places(form, cycle)
    _take_picture(form)
    return form.read(cycle.currency)


def _take_picture(form: ProposalForm) -> None:
    """Keep a picture that was sent at once, so that it need not be chosen again when another field is wrong."""
    if form.photo.data:
        try:
            # One byte more than is allowed tells a picture that is too large.
            picture = reencode(form.photo.data.stream.read(MAX_BYTES + 1))
            with transaction():
                form.picture.data = store_picture(picture)
        except PictureRefused as refusal:
            form.refuse_picture(refusal.reason)
    elif form.remove_picture.data:
        form.picture.data = None
    form.remove_picture.data = False


def _offer_places(form: ProposalForm, cycle: Cycle) -> None:
    places = queries.places_for_proposals(cycle)
    form.area_id.choices = [
        SelectChoice("", _("None: only the words above")),
        *(SelectChoice(str(place.id), _place(place)) for place in places),
    ]


def _place(area: Area) -> str:
    return f"{'　' * (area.path.count('.') - 1)}{pick(area.name_zh, area.name_en)}"


def _page(
    cycle: Cycle, form: ProposalForm, proposal: Proposal | None = None, *, problem: str = "", status: int = 200
) -> Response:
    _offer_places(form, cycle)
    thumb = thumbnail(form.picture.data) if form.picture.data else None
    page = render_template(
        "budget/proposal_form.html",
        cycle=cycle,
        proposal=proposal,
        form=form,
        problem=problem,
        thumb=data_uri(thumb) if thumb else "",
    )
    return make_response(page, status)


@bp.get("/proposals/<int:proposal_id>")
@staff(Permission.RUN_CYCLES)
def edit(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.any_proposal(proposal_id)
    refuse_frozen(proposal.cycle, utcnow())
    form = ProposalForm(None)
    form.begin(proposal_terms(proposal), proposal.cycle.currency)
    return _page(proposal.cycle, form, proposal)


@bp.post("/proposals/<int:proposal_id>")
@staff(Permission.RUN_CYCLES)
def save(proposal_id: int) -> ResponseReturnValue:
    proposal, form = queries.any_proposal(proposal_id), ProposalForm()
    try:
        terms = _read(form, proposal.cycle)
        if terms is None:
            return _page(proposal.cycle, form, proposal, problem=_problem(), status=422)
        with transaction():
            saved = services.edit_proposal(
                proposal_id, terms, actor_id=current_user.id, now=utcnow(), seen=form.seen.data
            )
            number, cycle_id = saved.number, saved.cycle_id
    except EngageError as error:
        return _page(proposal.cycle, form, proposal, problem=str(error), status=error.status)
    flash(_("Proposal %(number)s was saved.", number=number), "success")
    return redirect(url_for("cycles.cycle", cycle_id=cycle_id, _anchor="proposals"), 303)


@bp.get("/proposals/<int:proposal_id>/delete")
@staff(Permission.RUN_CYCLES)
def confirm_delete(proposal_id: int) -> ResponseReturnValue:
    proposal = queries.any_proposal(proposal_id)
    refuse_frozen(proposal.cycle, utcnow())
    return render_template("budget/proposal_delete.html", cycle=proposal.cycle, proposal=proposal)


@bp.post("/proposals/<int:proposal_id>/delete")
@staff(Permission.RUN_CYCLES)
def delete(proposal_id: int) -> ResponseReturnValue:
    with transaction():
        cycle = services.delete_proposal(proposal_id, actor_id=current_user.id, now=utcnow())
        cycle_id = cycle.id
    flash(_("The proposal was deleted."), "success")
    return redirect(url_for("cycles.cycle", cycle_id=cycle_id, _anchor="proposals"), 303)
