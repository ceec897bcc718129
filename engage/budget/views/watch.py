"""Officials' pages of a vote that goes on or is over: turnout, counting, looking through the result, publishing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.budget import queries, results, turnout
from engage.budget.models import Phase
from engage.budget.result_page import result_page
from engage.budget.shown import result_of, tally_lines
from engage.clock import utcnow
from engage.formats import local
from engage.htmx import render
from engage.i18n import _
from engage.small_groups import FEWEST
from engage.transaction import transaction

bp = Blueprint("watch", __name__, url_prefix="/staff/cycles/<int:cycle_id>")


@bp.get("/tally")
@staff(Permission.WATCH_CYCLES)
def tally(cycle_id: int) -> ResponseReturnValue:
    cycle, now = queries.any_cycle(cycle_id), utcnow()
    timezone = queries.timezone_of_cycle(cycle)
    return render(
        "budget/watch.html",
        "budget/_watch.html",
        cycle=cycle,
        phase=cycle.phase(now),
        timezone=timezone,
        clock=local(now, timezone).strftime("%H:%M:%S"),
        seen=turnout.watch(cycle, now),
        few=FEWEST,
        lines=tally_lines(cycle, now, as_staff=True),
        result=result_of(cycle),
    )


@bp.get("/count")
@staff(Permission.RUN_CYCLES)
def confirm_count(cycle_id: int) -> ResponseReturnValue:
    cycle, now = queries.any_cycle(cycle_id), utcnow()
    if result_of(cycle) is not None:
        return redirect(url_for(".result", cycle_id=cycle_id), 303)
    return render_template(
        "budget/count_confirm.html",
        cycle=cycle,
        may_count=cycle.phase(now) in (Phase.COUNTING, Phase.RESULTS),
        seen=turnout.watch(cycle, now),
        timezone=queries.timezone_of_cycle(cycle),
    )


@bp.post("/count")
@staff(Permission.RUN_CYCLES)
def count(cycle_id: int) -> ResponseReturnValue:
    with transaction():
        results.close_and_count(cycle_id, actor_id=current_user.id, now=utcnow())
    return redirect(url_for(".result", cycle_id=cycle_id), 303)


@bp.get("/result")
@staff(Permission.WATCH_CYCLES)
def result(cycle_id: int) -> ResponseReturnValue:
    """Show the counted result as residents will see it, or see it already."""
    cycle = queries.any_cycle(cycle_id)
    counted = result_of(cycle)
    if counted is None:
        return redirect(url_for(".tally", cycle_id=cycle_id), 303)
    timezone = queries.timezone_of_cycle(cycle)
    return render_template(
        "budget/result.html",
        cycle=cycle,
        page=result_page(cycle, counted),
        timezone=timezone,
        is_preview=True,
        published_at=counted.published_at,
    )


@bp.get("/publish-result")
@staff(Permission.RUN_CYCLES)
def confirm_publish(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.any_cycle(cycle_id)
    counted = result_of(cycle)
    if counted is None or counted.published_at is not None:
        return redirect(url_for(".tally" if counted is None else ".result", cycle_id=cycle_id), 303)
    return render_template("budget/publish_confirm.html", cycle=cycle, page=result_page(cycle, counted))


@bp.post("/publish-result")
@staff(Permission.RUN_CYCLES)
def publish(cycle_id: int) -> ResponseReturnValue:
    with transaction():
        results.publish_result(cycle_id, actor_id=current_user.id, now=utcnow())
    flash(_("The result is published. Everybody can see it now."), "success")
    return redirect(url_for(".result", cycle_id=cycle_id), 303)
