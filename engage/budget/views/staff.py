"""Officials' pages of cycles: list, make, edit, look over."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectChoice

from engage.accounts.permissions import Permission, area_for, staff
from engage.ballotbox import queries as ballotbox
from engage.budget import queries, services
from engage.budget.currencies import COMMON
from engage.budget.forms import CycleForm
from engage.budget.models import Cycle, Phase
from engage.budget.presets import PRESETS, Preset, starting_values
from engage.budget.readiness import advice, gaps
from engage.budget.services.guard import refuse_frozen
from engage.budget.terms import cycle_terms
from engage.budget.timeline import timeline
from engage.budget.views.public import cycle_page, proposal_page
from engage.budget.words import PHASE_NAMES, who_may_vote
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import lines, timezone_in, timezone_of
from engage.errors import EngageError, NotFound
from engage.formats import local
from engage.i18n import _, pick
from engage.transaction import transaction

bp = Blueprint("cycles", __name__, url_prefix="/staff/cycles")


@bp.get("")
@staff(Permission.WATCH_CYCLES)
def cycles() -> ResponseReturnValue:
    text = clean_line(request.args.get("q"))[:80]
    state = request.args.get("state", "")
    phase = Phase(state) if state in set(Phase) else None
    page, now = request.args.get("page", "1"), utcnow()
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    found = queries.page_of_cycles(current_user, text=text, phase=phase, page=max(number, 1), now=now)
    above = lines(cycle.area for cycle in found.items)
    return render_template(
        "budget/cycles.html",
        page=found,
        text=text,
        phase=phase,
        phase_names=PHASE_NAMES,
        counts=queries.proposal_counts(found.items),
        now=now,
        lines=above,
        timezones={area_id: timezone_in(line) for area_id, line in above.items()},
    )


@bp.get("/new")
@staff(Permission.RUN_CYCLES)
def new() -> ResponseReturnValue:
    """Ask how to begin and where; then show the form."""
    text = clean_line(request.args.get("q"))[:80]
    preset = PRESETS.get(request.args.get("preset", ""))
    area_id = request.args.get("area_id", 0, type=int)
    if preset is None or not 0 < area_id < 2**31:
        areas = _labelled(queries.areas_for_cycles(current_user, text))
        return render_template(
            "budget/cycle_start.html",
            presets=PRESETS.values(),
            preset=request.args.get("preset"),
            areas=areas,
            area_id=area_id,
            text=text,
        )
    area = area_for(current_user, area_id, Permission.RUN_CYCLES)
    return _form_page(_begun(preset, area), area)


def _begun(preset: Preset, area: Area) -> CycleForm:
    timezone = timezone_of(area)
    values = starting_values(preset, local(utcnow(), timezone).date())
    return CycleForm(None, area_id=area.id, timezone=timezone, form_token=secrets.token_hex(16), **values)


def _form_page(
    form: CycleForm, area: Area, cycle: Cycle | None = None, *, problem: str = "", status: int = 200
) -> Response:
    _offer_areas(form, area)
    page = render_template(
        "budget/cycle_form.html",
        form=form,
        area=area,
        cycle=cycle,
        timezone=form.timezone.data or timezone_of(area),
        currencies=COMMON,
        problem=problem,
    )
    return make_response(page, status)


def _offer_areas(form: CycleForm, area: Area) -> None:
    areas = _labelled(queries.areas_for_cycles(current_user, also=area.id))
    form.area_id.choices = [SelectChoice(str(id_), name) for id_, name in areas]


def _labelled(areas: Sequence[Area]) -> list[tuple[int, str]]:
    """Return the areas by id, each named with what lies above it: communities of the same name are no rarity.

    The city is left out, since all share it.
    """
    above = lines(areas)
    return [
        (area.id, " › ".join(pick(part.name_zh, part.name_en) for part in above[area.id][1:] or [area]))
        for area in areas
    ]


def _chosen_area(form: CycleForm) -> Area:
    """Return the area that a sent form names, which must be among the actor's."""
    area_id = form.area_id.data or 0
    return area_for(current_user, area_id if area_id < 2**31 else 0, Permission.RUN_CYCLES)


@bp.post("")
@staff(Permission.RUN_CYCLES)
def create() -> ResponseReturnValue:
    form = CycleForm()
    area = _chosen_area(form)
    _offer_areas(form, area)
    terms = form.read({area.id: timezone_of(area)})
    if terms is None:
        return _form_page(form, area, problem=_problem(), status=422)
    try:
        with transaction():
            made = services.create_cycle(terms, actor_id=current_user.id, now=utcnow(), token=form.form_token.data)
            cycle_id, is_same = made.id, cycle_terms(made) == terms
    except EngageError as error:
        form.blame_all(error.details.get("fields", {}))
        return _form_page(form, area, problem=str(error), status=error.status)
    if is_same:
        flash(_("Saved as a draft. Now add the proposals."), "success")
    else:
        flash(_("This form had already made the budget below. Sending it again changed nothing: edit it here."), "warn")
    return redirect(url_for(".cycle", cycle_id=cycle_id), 303)


def _problem() -> str:
    return _("Not saved: please look at the marked fields.")


@bp.get("/<int:cycle_id>")
@staff(Permission.WATCH_CYCLES)
def cycle(cycle_id: int) -> ResponseReturnValue:
    found, now = queries.any_cycle(cycle_id), utcnow()
    proposals = queries.proposals_of(found)
    phase = found.phase(now)
    return render_template(
        "budget/cycle_staff.html",
        cycle=found,
        phase=phase,
        phase_name=PHASE_NAMES[phase],
        proposals=proposals,
        who=who_may_vote(found),
        total=sum(proposal.cost_minor for proposal in proposals),
        gaps=gaps(found, proposals, now) if phase == Phase.DRAFT else [],
        advice=advice(found, proposals) if phase in (Phase.DRAFT, Phase.UPCOMING) else [],
        timeline=timeline(found, now),
        timezone=queries.timezone_of_cycle(found),
        counts=ballotbox.counts(found.election_id),
        is_editable=not _is_frozen(found),
    )


def _is_frozen(cycle: Cycle) -> bool:
    try:
        refuse_frozen(cycle, utcnow())
    except EngageError:
        return True
    return False


@bp.get("/<int:cycle_id>/edit")
@staff(Permission.RUN_CYCLES)
def edit(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.any_cycle(cycle_id)
    refuse_frozen(cycle, utcnow())
    form = CycleForm(None)
    form.begin(cycle_terms(cycle), queries.timezone_of_cycle(cycle))
    return _form_page(form, cycle.area, cycle)


@bp.post("/<int:cycle_id>/edit")
@staff(Permission.RUN_CYCLES)
def save(cycle_id: int) -> ResponseReturnValue:
    cycle, form = queries.any_cycle(cycle_id), CycleForm()
    area = _chosen_area(form)
    _offer_areas(form, area)
    terms = form.read({area.id: timezone_of(area)})
    if terms is None:
        return _form_page(form, area, cycle, problem=_problem(), status=422)
    try:
        with transaction():
            services.edit_cycle(cycle_id, terms, actor_id=current_user.id, now=utcnow(), seen=form.seen.data)
    except EngageError as error:
        form.blame_all(error.details.get("fields", {}))
        return _form_page(form, area, cycle, problem=str(error), status=error.status)
    flash(_("Saved."), "success")
    return redirect(url_for(".cycle", cycle_id=cycle_id), 303)


@bp.get("/<int:cycle_id>/preview")
@staff(Permission.WATCH_CYCLES)
def preview(cycle_id: int) -> ResponseReturnValue:
    """Show the cycle as residents will see it, draft or not; with `?proposal=`, one of its proposals."""
    cycle = queries.any_cycle(cycle_id)
    number = request.args.get("proposal", "")
    if not number:
        return cycle_page(cycle, is_preview=True)
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise NotFound(queries.NO_PROPOSAL)
    return proposal_page(cycle, int(number), is_preview=True)
