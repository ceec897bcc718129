"""What is read of cycles and proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import User
from engage.accounts.permissions import Permission, scope, within
from engage.ballotbox.models import Election
from engage.budget.models import Cycle, Phase, Proposal
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import timezone_of
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.residents.eligibility import Eligibility

NO_CYCLE = _l("There is no such budget, or it is not published yet.")
NO_PROPOSAL = _l("There is no such proposal.")
# Cycles are held by communities and by what lies above them.
AREA_KINDS = (AreaKind.CITY, AreaKind.DISTRICT, AreaKind.STREET, AreaKind.COMMUNITY)
MOST_AREAS = 300


@scope("cycle_id")
def area_of_cycle(cycle_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Cycle, Cycle.area_id == Area.id).where(Cycle.id == cycle_id))


@scope("proposal_id")
def area_of_proposal(proposal_id: int) -> Area | None:
    found = select(Area).join(Cycle, Cycle.area_id == Area.id).join(Proposal, Proposal.cycle_id == Cycle.id)
    return db.session.scalar(found.where(Proposal.id == proposal_id))


def any_cycle(cycle_id: int) -> Cycle:
    """Return the cycle, draft or not: for staff."""
    if cycle := db.session.get(Cycle, cycle_id):
        return cycle
    raise NotFound(NO_CYCLE)


def cycle_or_404(cycle_id: int) -> Cycle:
    """Return the cycle for the public, for whom drafts do not exist."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None or cycle.published_at is None:
        raise NotFound(NO_CYCLE)
    return cycle


def cycle_of_election(election_id: int) -> Cycle:
    return db.session.execute(select(Cycle).filter_by(election_id=election_id)).scalar_one()


def any_proposal(proposal_id: int) -> Proposal:
    if proposal := db.session.get(Proposal, proposal_id):
        return proposal
    raise NotFound(NO_PROPOSAL)


def proposal_with_number(cycle: Cycle, number: int) -> Proposal:
    found = select(Proposal).options(joinedload(Proposal.area)).filter_by(cycle_id=cycle.id, number=number)
    if proposal := db.session.scalar(found):
        return proposal
    raise NotFound(NO_PROPOSAL)


def proposals_of(cycle: Cycle) -> Sequence[Proposal]:
    """Return the proposals with their areas, in the order of their numbers."""
    found = select(Proposal).options(joinedload(Proposal.area)).filter_by(cycle_id=cycle.id)
    return db.session.scalars(found.order_by(Proposal.number)).all()


def eligibility_of(cycle: Cycle) -> Eligibility:
    voters = cast(Literal["dwellings", "persons"], cycle.voters)
    return Eligibility(voters, cycle.min_age, cycle.max_age, cycle.age_as_of, tuple(cycle.ties))


def timezone_of_cycle(cycle: Cycle) -> str:
    """Return the time zone whose clocks rule the cycle: that of its area."""
    return timezone_of(cycle.area)


def _in_phase(phase: Phase, now: datetime) -> ColumnElement[bool]:
    """Return `Cycle.phase` as an SQL condition."""
    public, open_box = Cycle.published_at.is_not(None), Election.closed_at.is_(None)
    begun = and_(Election.opens_at.is_not(None), Election.opens_at <= now)
    ended = and_(Election.closes_at.is_not(None), Election.closes_at <= now)
    conditions: dict[Phase, ColumnElement[bool]] = {
        Phase.DRAFT: Cycle.published_at.is_(None),
        Phase.UPCOMING: and_(public, open_box, ~begun),
        Phase.VOTING: and_(public, open_box, begun, ~ended),
        Phase.COUNTING: and_(public, open_box, begun, ended),
        Phase.RESULTS: and_(public, ~open_box),
    }
    return conditions[phase]


def page_of_cycles(user: User, *, text: str, phase: Phase | None, page: int, now: datetime) -> Pagination:
    """Return a page of the cycles that the user may watch, the newest first, with their areas."""
    found = (
        select(Cycle)
        .join(Cycle.area)
        .join(Cycle.election)
        .options(contains_eager(Cycle.area), contains_eager(Cycle.election))
        .where(within(user, Permission.WATCH_CYCLES))
        .order_by(Cycle.id.desc())
    )
    if phase is not None:
        found = found.where(_in_phase(phase, now))
    if text:
        columns = (Cycle.title_zh, Cycle.title_en, Area.name_zh, Area.name_en)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return db.paginate(found, page=page, per_page=30, max_per_page=30, error_out=False)


def proposal_counts(cycles: Sequence[Cycle]) -> dict[int, int]:
    """Return how many proposals each of these cycles has, by cycle id."""
    ids = [cycle.id for cycle in cycles]
    counts = select(Proposal.cycle_id, func.count()).where(Proposal.cycle_id.in_(ids)).group_by(Proposal.cycle_id)
    return {row[0]: row[1] for row in db.session.execute(counts)}


def areas_for_cycles(user: User, text: str = "", also: int | None = None) -> list[Area]:
    """Return areas in which the user may run a cycle, as many as a list can hold; always with the one of id `also`."""
    found = select(Area).where(within(user, Permission.RUN_CYCLES), Area.kind.in_(AREA_KINDS)).order_by(Area.path)
    if text:
        columns = (Area.name_zh, Area.name_en, Area.code)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    areas = list(db.session.scalars(found.limit(MOST_AREAS)))
    if also is not None and all(area.id != also for area in areas):
        chosen = select(Area).where(within(user, Permission.RUN_CYCLES), Area.id == also)
        areas = [*db.session.scalars(chosen), *areas]
    return areas


def places_for_proposals(cycle: Cycle) -> list[Area]:
    """Return areas that a proposal of the cycle can name as its place."""
    found = select(Area).where(Area.within(cycle.area.path), Area.kind != AreaKind.STAIRWELL).order_by(Area.path)
    return list(db.session.scalars(found.limit(MOST_AREAS)))
