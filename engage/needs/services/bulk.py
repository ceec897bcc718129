"""The same step for many needs at once, and taking it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict, EngageError, Invalid, NotAllowed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import BulkChange, Need
from engage.needs.services.assign import assign
from engage.needs.services.states import change_state, finish, locked, move
from engage.needs.states import State
from engage.needs.timeline import note

MOST_AT_ONCE = 100


class Action(StrEnum):
    ASSIGN = "assign"
    UNDER_WAY = "under-way"
    DONE = "done"
    DECLINE = "decline"


@dataclass(frozen=True)
class Ticked:
    """A need that was ticked, in the version that stood on the page."""

    need_id: int
    version: int


@dataclass(frozen=True)
class Order:
    """What is to be done to all of them. Texts are read by the public."""

    action: Action
    professional_id: int | None = None
    text_zh: str = ""
    text_en: str = ""


@dataclass
class Outcome:
    """The needs that were changed, and why others were not, by id. `change_id` is what undoing asks for."""

    change_id: int | None = None
    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def change_all(ticked: Sequence[Ticked], order: Order, *, area: Area, now: datetime, actor_id: int) -> Outcome:
    """Do the same to each need, in the order of their ids. One that changed meanwhile is refused and the rest done.

    The caller has seen to it that all of them may be changed by the actor. `area` holds them all.
    """
    _check(ticked, order)
    outcome, kept = Outcome(), []
    for tick in sorted(ticked, key=lambda tick: tick.need_id):
        try:
            # All checks come before the first change, so that a refusal leaves nothing half done.
            before = _facts(locked(tick.need_id, tick.version))
            need = _step(order)(tick.need_id, version=tick.version, now=now, actor_id=actor_id)
        except (Conflict, NotAllowed, NotFound, Invalid) as error:
            outcome.refused[tick.need_id] = str(error)
            continue
        outcome.done.append(need.id)
        kept.append({"id": need.id, "version": need.version, **before})
    if kept:
        change = BulkChange(user_id=actor_id, area_id=area.id, action=order.action, done={"needs": kept}, done_at=now)
        db.session.add(change)
        db.session.flush()
        outcome.change_id = change.id
    return outcome


def undo(change_id: int, *, now: datetime, actor_id: int) -> Outcome:
    """Take back what a bulk action did, but for the needs that changed since. Only whoever did it can."""
    change = db.session.get(BulkChange, change_id, with_for_update=True, populate_existing=True)
    if change is None or change.user_id != actor_id:
        raise NotFound(_l("There is nothing to take back."))
    if change.undone_at is not None:
        raise Conflict(_l("This was taken back before."))
    outcome = Outcome(change.id)
    for row in change.done["needs"]:
        try:
            need = locked(row["id"], row["version"])
        except EngageError as error:
            outcome.refused[row["id"]] = str(error)
            continue
        _restore(need, row, now)
        finish(need, "need taken back", actor_id=actor_id, now=now)
        outcome.done.append(need.id)
    change.undone_at = now
    audit.record(user_id=actor_id, area_id=change.area_id, action="bulk undone", subject=f"bulk {change.id}", now=now)
    return outcome


def _check(ticked: Sequence[Ticked], order: Order) -> None:
    if not ticked:
        raise Invalid(_l("Please tick the needs first."), fields=("ticked",))
    if len(ticked) > MOST_AT_ONCE:
        raise Invalid(_l("At most %(most)s needs at once.", most=MOST_AT_ONCE), fields=("ticked",))
    if order.action == Action.ASSIGN and order.professional_id is None:
        raise Invalid(_l("Please choose a professional."), fields=("professional",))
    if order.action in (Action.DECLINE, Action.DONE) and not (order.text_zh or order.text_en):
        raise Invalid(_l("Please write what the people who asked should read."), fields=("text_zh",))


def _step(order: Order) -> Callable[..., Need]:
    if order.action == Action.ASSIGN and order.professional_id is not None:
        return partial(assign, professional_id=order.professional_id)
    states = {Action.UNDER_WAY: State.UNDER_WAY, Action.DONE: State.DONE, Action.DECLINE: State.DECLINED}
    return partial(change_state, new=states[order.action], text_zh=order.text_zh, text_en=order.text_en)


def _facts(need: Need) -> dict[str, object]:
    return {"state": need.state, "round": need.round, "professional_id": need.professional_id}


def _restore(need: Need, row: Mapping[str, object], now: datetime) -> None:
    """Put a need back. What people said in a round that is taken back must not count in the next: rounds only rise."""
    need.professional_id = row["professional_id"]  # type: ignore[assignment]
    if need.state != row["state"]:
        move(need, State(str(row["state"])), now=now)
    note(need, "state", now=now)
