"""What waits for somebody of the staff today. A few queries, however many cycles and ballots there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from engage.accounts.models import User
from engage.accounts.permissions import Permission, may, paths_of, within
from engage.ballotbox.models import Election, ElectionCount
from engage.budget.models import Cycle, Phase, Proposal, Result
from engage.budget.readiness import gaps
from engage.communities.models import Area, Placement, ScanCount
from engage.communities.queries.areas import lines, timezone_in
from engage.dashboard.surveys import SurveyCard, survey_card
from engage.extensions import db
from engage.needs.queries.totals import Backlog, backlog
from engage.ratings.kept import today_in
from engage.ratings.queries.queues import Workload, workload

WEEK = timedelta(days=7)
LATELY = timedelta(days=14)
MOST_CYCLES = 60
MOST_POSTERS = 5


@dataclass(frozen=True)
class CycleCard:
    """A cycle and where it stands. `missing` counts what keeps a draft from being published."""

    cycle: Cycle
    area: Area
    timezone: str
    slots: int
    ballots: int
    missing: int


@dataclass(frozen=True)
class PosterCard:
    placement: Placement
    area: Area
    scans: int


@dataclass
class Overview:
    """`to_count` and `to_publish` are over and wait for a hand; `done` were published lately."""

    to_count: list[CycleCard] = field(default_factory=list)
    to_publish: list[CycleCard] = field(default_factory=list)
    voting: list[CycleCard] = field(default_factory=list)
    upcoming: list[CycleCard] = field(default_factory=list)
    drafts: list[CycleCard] = field(default_factory=list)
    done: list[CycleCard] = field(default_factory=list)
    posters: Sequence[PosterCard] = ()
    needs: Backlog | None = None
    ratings: Workload | None = None
    surveys: SurveyCard | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.to_count, self.to_publish, self.voting, self.upcoming, self.drafts, self.done))

    def _group(self, phase: Phase, is_counted: bool, is_published: bool) -> list[CycleCard]:
        if phase == Phase.RESULTS:
            return self.done if is_published else self.to_publish if is_counted else self.to_count
        groups = {Phase.DRAFT: self.drafts, Phase.UPCOMING: self.upcoming, Phase.VOTING: self.voting}
        return groups.get(phase, self.to_count)


def overview(user: User, now: datetime) -> Overview:
    """Return what the user's areas need, what ends first standing first."""
    found = Overview()
    rows = _cycles(user, now)
    above = lines(area for _cycle, area, *_rest in rows)
    proposals = _proposals_of([cycle for cycle, *_rest in rows if cycle.published_at is None])
    for cycle, area, slots, ballots, counted_at, published_at in rows:
        is_draft = cycle.published_at is None
        missing = len(gaps(cycle, proposals[cycle.id], now)) if is_draft else 0
        card = CycleCard(cycle, area, timezone_in(above[area.id]), slots, ballots, missing)
        found._group(cycle.phase(now), counted_at is not None, published_at is not None).append(card)
    if paths := paths_of(user, Permission.SEE_NEEDS):
        found.needs = backlog(paths, now)
    if paths := paths_of(user, Permission.SEE_RATINGS):
        area = db.session.scalar(select(Area).where(Area.path == min(paths, key=len)))
        found.ratings = workload(user, today_in(area, now) if area else now.date())
    if paths_of(user, Permission.SEE_SURVEYS):
        found.surveys = survey_card(user, now)
    if may(user, Permission.MANAGE_POSTERS):
        found.posters = _posters(user, now - WEEK)
    return found


def _cycles(user: User, now: datetime) -> Sequence[Any]:
    rows = (
        select(Cycle, Area, ElectionCount.slots, ElectionCount.ballots, Result.counted_at, Result.published_at)
        .join(Cycle.area)
        .join(Cycle.election)
        .join(ElectionCount, ElectionCount.election_id == Election.id)
        .outerjoin(Result, Result.cycle_id == Cycle.id)
        .options(contains_eager(Cycle.election), contains_eager(Cycle.area))
        .where(within(user, Permission.WATCH_CYCLES))
        .where(or_(Result.published_at.is_(None), Result.published_at > now - LATELY))
        .order_by(Election.closes_at.asc().nulls_last(), Cycle.id.desc())
        .limit(MOST_CYCLES)
    )
    return db.session.execute(rows).all()


def _proposals_of(drafts: Sequence[Cycle]) -> dict[int, list[Proposal]]:
    found: dict[int, list[Proposal]] = defaultdict(list)
    if drafts:
        ids = [cycle.id for cycle in drafts]
        for proposal in db.session.scalars(select(Proposal).where(Proposal.cycle_id.in_(ids))):
            found[proposal.cycle_id].append(proposal)
    return found


def _posters(user: User, since: datetime) -> list[PosterCard]:
    """Return the posters that were scanned most since then."""
    scans = func.sum(ScanCount.scans)
    rows = (
        select(Placement, Area, scans)
        .join(ScanCount, ScanCount.placement_id == Placement.id)
        .join(Area, Area.id == Placement.area_id)
        .where(within(user, Permission.MANAGE_POSTERS), ScanCount.hour_at >= since)
        .group_by(Placement.id, Area.id)
        .order_by(scans.desc(), Placement.id)
        .limit(MOST_POSTERS)
    )
    return [PosterCard(placement, area, int(number)) for placement, area, number in db.session.execute(rows)]
