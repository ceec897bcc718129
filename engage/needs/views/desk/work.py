"""Professionals' work: needs for me, taking up, visits, handing over; and officials who assign."""

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import EngageError, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.needs.desk_words import PROFESSION_NAMES
from engage.needs.models import NeedVisit
from engage.needs.queries import desk
from engage.needs.queries.chain import chains
from engage.needs.services import assign as assigning
from engage.needs.services import visits
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.desk.forms import CancelForm, DeskForm, OutcomeForm, ProfessionalForm, VisitForm
from engage.needs.views.desk.page import desk_page, done, refuse_unless_in_charge, refused, seen_version
from engage.needs.words import STATE_NAMES, category_name
from engage.transaction import in_transaction


@bp.get("/mine")
@staff(Permission.WORK_ON_NEEDS)
def mine() -> ResponseReturnValue:
    """Show a professional what they have taken up, and what waits for somebody of their profession."""
    which = "open" if request.args.get("which") == "open" else "mine"
    page = desk.needs_for(current_user, which=which, page=request.args.get("page", 1, type=int))
    return render_template(
        "needs/desk_mine.html",
        page=page,
        which=which,
        chains=chains(page.items),
        now=utcnow(),
        state_names=STATE_NAMES,
        category_name=category_name,
        professions=PROFESSION_NAMES,
    )


@bp.post("/<int:need_id>/take-up")
@staff(Permission.WORK_ON_NEEDS)
def take_up(need_id: int) -> ResponseReturnValue:
    return _run(
        need_id, None, _l("You have taken it up. Now propose a visit."),
        lambda: assigning.take_up(need_id, version=seen_version(), now=utcnow(), actor_id=current_user.id),
    )  # fmt: skip


@bp.post("/<int:need_id>/assign")
@staff(Permission.MODERATE_NEEDS)
def assign(need_id: int) -> ResponseReturnValue:
    form = ProfessionalForm(request.form)
    return _run(
        need_id, form, _l("Given to the professional."),
        lambda: assigning.assign(
            need_id, _chosen(form), version=seen_version(), now=utcnow(), actor_id=current_user.id
        ),
    )  # fmt: skip


@bp.post("/<int:need_id>/hand-over")
@staff(Permission.WORK_ON_NEEDS)
def hand_over(need_id: int) -> ResponseReturnValue:
    found, form = desk.need_for_desk(need_id), ProfessionalForm(request.form)
    refuse_unless_in_charge(found)
    return _run(
        need_id, form, _l("Handed over."),
        lambda: assigning.hand_over(
            need_id, _chosen(form), reason=form.reason.data or "", version=seen_version(), now=utcnow(),
            actor_id=current_user.id,
        ),
    )  # fmt: skip


def _chosen(form: ProfessionalForm) -> int:
    number = form.professional.data or ""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Invalid(assigning.NOT_ONE, fields=("professional",))
    if len(form.reason.data or "") > 300:
        raise Invalid(_l("Please write a shorter note."), fields=("reason",))
    return int(number)


@bp.post("/<int:need_id>/visit")
@staff(Permission.WORK_ON_NEEDS)
def visit(need_id: int) -> ResponseReturnValue:
    found, form = desk.need_for_desk(need_id), VisitForm(request.form)
    refuse_unless_in_charge(found)
    if not form.validate():
        return desk_page(found, form, status=422)
    zone = timezone_of(found.area)
    return _run(
        need_id, form, _l("The visit is planned, and the timeline says so."),
        lambda: visits.propose_visit(
            need_id, form.instant(zone), note_zh=form.text_zh.data or "", note_en=form.text_en.data or "",
            version=seen_version(), now=utcnow(), actor_id=current_user.id,
        ),
    )  # fmt: skip


@bp.post("/visits/<int:need_visit_id>/outcome")
@staff(Permission.WORK_ON_NEEDS)
def outcome(need_visit_id: int) -> ResponseReturnValue:
    return _about_visit(
        need_visit_id, OutcomeForm(request.form), _l("The outcome stands in the timeline."),
        lambda form: visits.record_outcome(
            need_visit_id, outcome_zh=form.text_zh.data, outcome_en=form.text_en.data, version=seen_version(),
            now=utcnow(), actor_id=current_user.id,
        ),
    )  # fmt: skip


@bp.post("/visits/<int:need_visit_id>/cancel")
@staff(Permission.WORK_ON_NEEDS)
def cancel(need_visit_id: int) -> ResponseReturnValue:
    return _about_visit(
        need_visit_id, CancelForm(request.form), _l("The visit is called off."),
        lambda form: visits.cancel_visit(
            need_visit_id, note_zh=form.text_zh.data, note_en=form.text_en.data, version=seen_version(), now=utcnow(),
            actor_id=current_user.id,
        ),
    )  # fmt: skip


def _about_visit(need_visit_id: int, form: Any, sentence: Any, work: Callable[[Any], object]) -> ResponseReturnValue:
    found = desk.need_for_desk(db.session.get_one(NeedVisit, need_visit_id).need_id)
    refuse_unless_in_charge(found)
    if not form.validate():
        return desk_page(found, form, status=422)
    return _run(found.id, form, sentence, lambda: work(form))


def _run(need_id: int, form: DeskForm | None, sentence: Any, work: Callable[[], object]) -> ResponseReturnValue:
    try:
        in_transaction(work)
    except EngageError as error:
        return refused(need_id, error, form)
    return done(need_id, str(sentence))
