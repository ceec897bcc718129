"""Officials' buttons that move a cycle on: publish, take back, open, end, move the end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.budget import queries, services
from engage.budget.forms import EndForm
from engage.budget.models import Cycle
from engage.clock import utcnow
from engage.errors import EngageError
from engage.i18n import _
from engage.moments import moment_text
from engage.transaction import transaction

bp = Blueprint("phases", __name__, url_prefix="/staff/cycles/<int:cycle_id>")


def _move(service: Callable[..., Cycle], cycle_id: int, done: str) -> ResponseReturnValue:
    """Do it and show the cycle; where it is refused, the cycle's page says why."""
    try:
        with transaction():
            service(cycle_id, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        if error.status != 409:
            raise
        flash(str(error), "problem")
    else:
        flash(done, "success")
    return redirect(url_for("cycles.cycle", cycle_id=cycle_id), 303)


@bp.post("/publish")
@staff(Permission.RUN_CYCLES)
def publish(cycle_id: int) -> ResponseReturnValue:
    return _move(services.publish, cycle_id, _("Published. Residents see it now."))


@bp.post("/unpublish")
@staff(Permission.RUN_CYCLES)
def unpublish(cycle_id: int) -> ResponseReturnValue:
    return _move(services.unpublish, cycle_id, _("Taken back. It is a draft again, and residents do not see it."))


@bp.get("/open")
@staff(Permission.RUN_CYCLES)
def confirm_open(cycle_id: int) -> ResponseReturnValue:
    return _confirm(cycle_id, "open")


@bp.post("/open")
@staff(Permission.RUN_CYCLES)
def open_now(cycle_id: int) -> ResponseReturnValue:
    return _move(services.open_now, cycle_id, _("Voting is open."))


@bp.get("/end")
@staff(Permission.RUN_CYCLES)
def confirm_end(cycle_id: int) -> ResponseReturnValue:
    return _confirm(cycle_id, "end")


@bp.post("/end")
@staff(Permission.RUN_CYCLES)
def end_now(cycle_id: int) -> ResponseReturnValue:
    return _move(services.end_now, cycle_id, _("Voting has ended. No more ballots are taken."))


def _confirm(cycle_id: int, step: str) -> str:
    cycle = queries.any_cycle(cycle_id)
    phase, timezone = cycle.phase(utcnow()), queries.timezone_of_cycle(cycle)
    return render_template("budget/phase_confirm.html", cycle=cycle, step=step, phase=phase, timezone=timezone)


@bp.get("/closing-time")
@staff(Permission.RUN_CYCLES)
def closing_time(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.any_cycle(cycle_id)
    form = EndForm(None, closes_at=moment_text(cycle.election.closes_at, queries.timezone_of_cycle(cycle)))
    return _closing_page(cycle, form)


@bp.post("/closing-time")
@staff(Permission.RUN_CYCLES)
def move_closing_time(cycle_id: int) -> ResponseReturnValue:
    cycle, form = queries.any_cycle(cycle_id), EndForm()
    closes_at = form.read(queries.timezone_of_cycle(cycle))
    if closes_at is None:
        return _closing_page(cycle, form, status=422)
    try:
        with transaction():
            services.move_end(cycle_id, closes_at, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        return _closing_page(cycle, form, problem=str(error), status=error.status)
    flash(_("The end of voting was moved."), "success")
    return redirect(url_for("cycles.cycle", cycle_id=cycle_id), 303)


def _closing_page(cycle: Cycle, form: EndForm, *, problem: Any = "", status: int = 200) -> Response:
    page = render_template(
        "budget/closing_time.html",
        cycle=cycle,
        form=form,
        problem=problem,
        phase=cycle.phase(utcnow()),
        timezone=queries.timezone_of_cycle(cycle),
    )
    return make_response(page, status)
