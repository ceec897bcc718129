"""Making and editing cycles."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.ballotbox import queries as ballotbox_queries
from engage.ballotbox import services as ballotbox
from engage.budget.models import Cycle
from engage.budget.services.guard import editable, finish_edit, refuse_faults, refuse_stale
from engage.budget.terms import CycleTerms, cycle_faults, cycle_terms, fingerprint
from engage.communities.queries.areas import area
from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l


def create_cycle(
    terms: CycleTerms, *, actor_id: int | None, now: datetime, token: str | None = None, is_demo: bool = False
) -> Cycle:
    """Make a draft and its election. The form of that token sent again gives the cycle it made before.

    Raises `Invalid` for terms that do not hold together, `NotFound` for an unknown area.
    """
    refuse_faults(cycle_faults(terms))
    area(terms.area_id)
    if made := _made_by(token):
        return made
    try:
        with db.session.begin_nested():
            cycle = _insert(terms, actor_id=actor_id, now=now, token=token, is_demo=is_demo)
    except IntegrityError:
        if made := _made_by(token):  # The same form came twice at once, and the other one was first.
            return made
        raise
    audit.record(user_id=actor_id, area_id=cycle.area_id, action="create cycle", subject=f"cycle {cycle.id}", now=now)
    return cycle


def _made_by(token: str | None) -> Cycle | None:
    return db.session.scalar(select(Cycle).filter_by(form_token=token)) if token else None


def _insert(terms: CycleTerms, *, actor_id: int | None, now: datetime, token: str | None, is_demo: bool) -> Cycle:
    election = ballotbox.create_election(area_id=terms.area_id, opens_at=terms.opens_at, closes_at=terms.closes_at)
    cycle = Cycle(
        election_id=election.id,
        created_at=now,
        created_by_id=actor_id,
        form_token=token,
        is_demo=is_demo,
        ballot_form="approval",
    )
    _fill(cycle, terms)
    db.session.add(cycle)
    db.session.flush()
    return cycle


def _fill(cycle: Cycle, terms: CycleTerms) -> None:
    for name in CycleTerms.__dataclass_fields__:
        if name not in ("opens_at", "closes_at", "ties"):
            setattr(cycle, name, getattr(terms, name))
    cycle.ties = list(terms.ties)


def edit_cycle(
    cycle_id: int, terms: CycleTerms, *, actor_id: int | None, now: datetime, seen: str | None = None
) -> Cycle:
    """Change a cycle. `seen` is the fingerprint of the terms that the editor began with.

    Raises `Closed` once it is frozen, `Invalid`, and `Conflict` when somebody else changed it, when codes were given
    out to voters who would change, or when a published cycle would lack something.
    """
    refuse_faults(cycle_faults(terms))
    area(terms.area_id)
    cycle = editable(cycle_id, now)
    before = cycle_terms(cycle)
    refuse_stale(seen, fingerprint(before), fingerprint(terms))
    if before == terms:
        return cycle
    if terms.who != before.who and ballotbox_queries.counts(cycle.election_id).slots:
        raise Conflict(
            _l("Voters were already entered and codes made for this vote, so who may vote can no longer be changed.")
        )
    _fill(cycle, terms)
    election = cycle.election
    election.area_id, election.opens_at, election.closes_at = terms.area_id, terms.opens_at, terms.closes_at
    finish_edit(cycle, actor_id=actor_id, action="edit cycle", now=now)
    return cycle
