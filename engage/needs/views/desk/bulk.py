"""The same step for all ticked needs. Any list can send its ticks here: `need` fields of "id.version"."""

import re
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, paths_of, staff
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.communities.models import Area
from engage.errors import Conflict, Invalid, NotAllowed
from engage.extensions import db
from engage.i18n import _, _l, ngettext, pick
from engage.needs.desk_words import ACTION_NAMES
from engage.needs.models import BulkChange, Need
from engage.needs.queries import desk
from engage.needs.queries.professionals import professionals_in
from engage.needs.services.bulk import MOST_AT_ONCE, Action, Order, Outcome, Ticked, change_all, undo
from engage.needs.services.states import MOST_ANSWER
from engage.needs.views.desk.blueprint import bp
from engage.needs.words import STATE_NAMES, category_name
from engage.transaction import in_transaction

TICK = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})", re.ASCII)
MOST_NAMED = 12


@bp.get("/bulk")
@staff(Permission.MODERATE_NEEDS)
def bulk() -> ResponseReturnValue:
    """Ask for the words of a step; reached by a form that was sent without them, or by hand."""
    return _page(_ticked(request.args.getlist("need")), request.args.get("action", ""))


@bp.post("/bulk")
@staff(Permission.MODERATE_NEEDS)
def change() -> ResponseReturnValue:
    ticked, asked = _ticked(request.form.getlist("need")), request.form.get("action", "")
    needs = _needs(ticked)
    if asked not in set(Action) or (asked != Action.UNDER_WAY and "sure" not in request.form):
        return _page(
            ticked, asked, problem="" if needs else _("Please tick the needs first."), status=200 if needs else 422
        )
    order = Order(
        Action(asked),
        request.form.get("professional", type=int),
        clean_text(request.form.get("text_zh")),
        clean_text(request.form.get("text_en")),
    )
    try:
        _check_words(order)
        known = {need.id for need in needs}
        mine = [tick for tick in ticked if tick.need_id in known]
        area = _area_of(needs)
        outcome = in_transaction(change_all, mine, order, area=area, now=utcnow(), actor_id=current_user.id)
    except (Invalid, Conflict) as error:
        return _page(ticked, asked, problem=str(error), status=error.status)
    _tell(outcome, len(ticked) - len(mine))
    if outcome.change_id is None:
        return redirect(_back(), 303)
    return redirect(url_for(".result", change_id=outcome.change_id, back=_back()), 303)


@bp.get("/bulk/<int:change_id>")
@staff(Permission.MODERATE_NEEDS)
def result(change_id: int) -> ResponseReturnValue:
    """Show what was changed, with the button that takes it back."""
    done = db.session.get_one(BulkChange, change_id)
    if done.user_id != current_user.id:
        raise NotAllowed(_l("Only whoever did this can take it back."))
    ids = [row["id"] for row in done.done["needs"]]
    needs = desk.needs_by_id(current_user, ids, Permission.MODERATE_NEEDS)
    return render_template(
        "needs/desk_bulk_result.html",
        change=done,
        needs=needs,
        back=_back(),
        action_names=ACTION_NAMES,
        state_names=STATE_NAMES,
        category_name=category_name,
    )


@bp.post("/bulk/<int:change_id>/undo")
@staff(Permission.MODERATE_NEEDS)
def undo_bulk(change_id: int) -> ResponseReturnValue:
    try:
        outcome = in_transaction(undo, change_id, now=utcnow(), actor_id=current_user.id)
    except Conflict as error:
        flash(str(error), "warn")
    else:
        count = len(outcome.done)
        flash(ngettext("%(num)s need was put back.", "%(num)s needs were put back.", count), "success")
        _tell_refused(outcome)
    return redirect(_back(), 303)


def _ticked(values: Sequence[str]) -> list[Ticked]:
    found = (TICK.fullmatch(value) for value in values[: MOST_AT_ONCE + 1])
    return [Ticked(int(match[1]), int(match[2])) for match in found if match]


def _needs(ticked: Sequence[Ticked]) -> Sequence[Need]:
    return desk.needs_by_id(current_user, [tick.need_id for tick in ticked], Permission.MODERATE_NEEDS)


def _area_of(needs: Sequence[Need]) -> Area:
    """Return the deepest area of the actor's that holds all of these needs."""
    if not needs:
        raise Invalid(_l("Please tick the needs first."))
    shared = set.intersection(*(set(need.area.ancestor_ids) for need in needs))
    ids = [id_ for id_ in needs[0].area.ancestor_ids if id_ in shared]
    area = db.session.get_one(Area, ids[-1]) if ids else None
    paths = paths_of(current_user, Permission.MODERATE_NEEDS)
    if area is None or not any(area.path.startswith(path) for path in paths):
        raise Invalid(_l("These needs belong to areas that you look after apart. Please do one area after the other."))
    return area


def _check_words(order: Order) -> None:
    if max(len(order.text_zh), len(order.text_en)) > MOST_ANSWER:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_ANSWER))


def _tell(outcome: Outcome, missing: int) -> None:
    count = len(outcome.done)
    if count:
        flash(ngettext("%(num)s need was changed.", "%(num)s needs were changed.", count), "success")
    _tell_refused(outcome)
    if missing:
        flash(ngettext("%(num)s need is not among yours.", "%(num)s needs are not among yours.", missing), "warn")


def _tell_refused(outcome: Outcome) -> None:
    named = ", ".join(f"#{id_}" for id_ in list(outcome.refused)[:MOST_NAMED])
    if outcome.refused:
        reasons = " ".join(dict.fromkeys(outcome.refused.values()))
        flash(_("Not changed: %(needs)s. %(reasons)s", needs=named, reasons=reasons), "warn")


def _back() -> str:
    """Return the staff page that the ticks came from. Anything else leads to the queue."""
    address = request.values.get("back", "")
    is_ours = address.startswith("/staff/") and not set(address) & set("\\\r\n\t")
    return address if is_ours else url_for(".queue")


def _page(ticked: Sequence[Ticked], action: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    needs = _needs(ticked)
    versions = {tick.need_id: tick.version for tick in ticked}
    people = professionals_in(_area_of(needs)) if needs and action == Action.ASSIGN else []
    return render_template(
        "needs/desk_bulk.html",
        needs=needs,
        versions=versions,
        action=Action(action) if action in set(Action) else None,
        people=people,
        canned=desk.canned_for(needs[0].area) if needs else [],
        back=_back(),
        typed=request.form,
        problem=problem,
        most=MOST_ANSWER,
        action_names=ACTION_NAMES,
        state_names=STATE_NAMES,
        category_name=category_name,
        pick=pick,
    ), status
