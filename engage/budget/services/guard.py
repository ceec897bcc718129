"""What every change of a cycle begins and ends with: the lock, the freeze, the version."""

from datetime import datetime
from typing import Any

from engage.accounts import audit
from engage.ballotbox import services as ballotbox
from engage.budget.models import Cycle, Phase
from engage.budget.queries import any_cycle, timezone_of_cycle
from engage.budget.readiness import gaps
from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.formats import when
from engage.i18n import _l


def locked(cycle_id: int) -> Cycle:
    """Return the cycle as the store has it now, its election locked until the transaction ends.

    A first ballot takes the same lock to freeze the cycle, so one of the two sees what the other did.
    """
    cycle = any_cycle(cycle_id)
    ballotbox.lock_election(cycle.election_id)
    db.session.refresh(cycle)
    return cycle


def editable(cycle_id: int, now: datetime) -> Cycle:
    """Return the locked cycle. Raises `Closed` when its rules are frozen or its vote is over."""
    cycle = locked(cycle_id)
    refuse_frozen(cycle, now)
    return cycle


def refuse_frozen(cycle: Cycle, now: datetime) -> None:
    """Raise `Closed`, saying since when and why nothing can be changed any more."""
    election, timezone = cycle.election, timezone_of_cycle(cycle)
    if election.frozen_at is not None:
        raise Closed(
            _l(
                "The first ballot came in on %(when)s. Since then rules, proposals, costs and pictures are frozen, "
                "so that everybody votes on the same. Nothing was changed.",
                when=when(election.frozen_at, timezone),
            )
        )
    if election.closed_at is not None:
        raise Closed(
            _l("This vote was closed on %(when)s. Nothing was changed.", when=when(election.closed_at, timezone))
        )
    if cycle.phase(now) == Phase.COUNTING and election.closes_at is not None:
        raise Closed(
            _l(
                "Voting ended on %(when)s. Nothing was changed. No ballot was cast: you may take the budget back, "
                "change it and publish it again.",
                when=when(election.closes_at, timezone),
            )
        )


def refuse_stale(seen: str | None, current: str, wanted: str) -> None:
    """Raise `Conflict` when the terms are neither what the editor saw nor what the editor wants."""
    if seen is not None and current not in (seen, wanted):
        raise Conflict(
            _l("Somebody else changed this while you were editing. Nothing was saved. Open it again to see the change.")
        )


def refuse_faults(faults: Any) -> None:
    if faults:
        raise Invalid(next(iter(faults.values())), fields=dict(faults))


def note(cycle: Cycle, *, actor_id: int | None, action: str, now: datetime, subject: str = "") -> None:
    """Raise the version, by which pages tell that what they hold is old, and record who did what."""
    cycle.version += 1
    db.session.flush()
    audit.record(
        user_id=actor_id, area_id=cycle.area_id, action=action, subject=subject or f"cycle {cycle.id}", now=now
    )


def finish_edit(cycle: Cycle, *, actor_id: int | None, action: str, now: datetime, subject: str = "") -> None:
    """Note an edit. Raises `Conflict` where a published cycle would no longer be fit for voting."""
    note(cycle, actor_id=actor_id, action=action, now=now, subject=subject)
    db.session.expire(cycle, ["proposals"])
    if cycle.published_at is not None and (missing := gaps(cycle, cycle.proposals, now)):
        raise Conflict(_l("The budget is published. Take it back first: %(reason)s", reason=missing[0].sentence))
