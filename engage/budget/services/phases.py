"""Publishing, opening and ending: what moves a cycle from one phase to the next by hand."""

from datetime import datetime

from engage.budget.models import Cycle, Phase
from engage.budget.queries import timezone_of_cycle
from engage.budget.readiness import gaps, not_ready
from engage.budget.services.guard import editable, locked, note
from engage.errors import Closed, Conflict, Invalid
from engage.formats import when
from engage.i18n import _l


def publish(cycle_id: int, *, actor_id: int | None, now: datetime) -> Cycle:
    """Show a draft to residents. Raises `Conflict`, with the gaps in `details`, while something is missing."""
    cycle = editable(cycle_id, now)
    if cycle.published_at is not None:
        return cycle
    if missing := gaps(cycle, cycle.proposals, now):
        raise Conflict(not_ready(missing), gaps=missing)
    cycle.published_at = now
    note(cycle, actor_id=actor_id, action="publish cycle", now=now)
    return cycle


def unpublish(cycle_id: int, *, actor_id: int | None, now: datetime) -> Cycle:
    """Make a published cycle a draft again. Raises `Closed` once a ballot was cast or the vote was closed."""
    cycle = locked(cycle_id)
    if cycle.published_at is None:
        return cycle
    if cycle.election.frozen_at is not None:
        raise Closed(
            _l(
                "The first ballot came in on %(when)s. A budget that somebody has voted in cannot be taken back.",
                when=when(cycle.election.frozen_at, timezone_of_cycle(cycle)),
            )
        )
    if cycle.election.closed_at is not None:
        raise Closed(_l("This vote is closed. Its result stays public."))
    cycle.published_at = None
    note(cycle, actor_id=actor_id, action="unpublish cycle", now=now)
    return cycle


def open_now(cycle_id: int, *, actor_id: int | None, now: datetime) -> Cycle:
    """Begin voting before its time. Raises `Closed` unless the cycle is published and waiting."""
    cycle = locked(cycle_id)
    phase = cycle.phase(now)
    if phase == Phase.DRAFT:
        raise Closed(_l("This budget is a draft. Publish it before you open the vote."))
    if phase != Phase.UPCOMING:
        raise Closed(_l("Voting has already begun."))
    cycle.election.opens_at = now
    note(cycle, actor_id=actor_id, action="open voting", now=now)
    return cycle


def end_now(cycle_id: int, *, actor_id: int | None, now: datetime) -> Cycle:
    """End voting before its time, from this moment on. Raises `Closed` when there is no vote going on."""
    cycle = locked(cycle_id)
    _refuse_unless_voting(cycle, now)
    if cycle.election.opens_at is not None and now <= cycle.election.opens_at:
        raise Closed(_l("Voting has only just begun. Try again in a moment."))
    cycle.election.closes_at = now
    note(cycle, actor_id=actor_id, action="end voting", now=now)
    return cycle


def _refuse_unless_voting(cycle: Cycle, now: datetime) -> None:
    phase = cycle.phase(now)
    if phase in (Phase.DRAFT, Phase.UPCOMING):
        raise Closed(_l("Voting has not begun yet."))
    if phase != Phase.VOTING:
        raise Closed(_l("Voting has already ended."))


def move_end(cycle_id: int, closes_at: datetime, *, actor_id: int | None, now: datetime) -> Cycle:
    """Change when voting ends, also after the freeze. Raises `Closed` once it has ended, `Invalid` for a time past."""
    cycle = locked(cycle_id)
    if cycle.phase(now) in (Phase.COUNTING, Phase.RESULTS):
        raise Closed(_l("Voting has already ended."))
    opens_at = cycle.election.opens_at
    if closes_at <= now or (opens_at is not None and closes_at <= opens_at):
        raise Invalid(_l("Voting must end after it begins, and later than now."))
    if cycle.election.closes_at != closes_at:
        cycle.election.closes_at = closes_at
        note(cycle, actor_id=actor_id, action="move end of voting", now=now)
    return cycle
