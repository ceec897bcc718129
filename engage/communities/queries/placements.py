"""Reading placements and how often they were scanned."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from engage.accounts.permissions import scope
from engage.budget.models import Cycle
from engage.codes import normalise
from engage.communities.models import Area, Placement, PlacementTarget, ScanCount
from engage.communities.queries import areas
from engage.errors import NotFound
from engage.extensions import db
from engage.formats import local
from engage.i18n import _l
from engage.surveys.models import Survey, SurveyState

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HOURS_SHOWN = 48
DAYS_SHOWN = 30


class PlacementState(StrEnum):
    """Which placements a list shows."""

    POSTED = "posted"
    REVOKED = "revoked"
    ALL = "all"


def placement(placement_id: int) -> Placement:
    if found := db.session.get(Placement, placement_id):
        return found
    raise NotFound(_l("There is no such posting place."))


@scope("placement_id")
def area_of_placement(placement_id: int) -> Area | None:
    of_this = Placement.id == placement_id
    return db.session.scalars(select(Area).join(Placement, Placement.area_id == Area.id).where(of_this)).first()


def placement_by_code(typed: str) -> Placement | None:
    """Return the placement whose code was scanned or typed, in either case and with any hyphens."""
    try:
        code = normalise(typed)
    except ValueError:
        return None
    return db.session.scalars(select(Placement).filter_by(code=code)).one_or_none()


def placements(
    allowed: ColumnElement[bool],
    *,
    area: Area | None = None,
    text: str = "",
    state: PlacementState = PlacementState.POSTED,
) -> Select[Placement]:
    """Return the query for a list of placements with their areas, the newest first.

    `allowed` is the condition on `Area` that keeps to the reader's own. Text is looked for in spots, codes, areas.
    """
    found = select(Placement).join(Placement.area).options(contains_eager(Placement.area))
    found = found.where(allowed).order_by(Placement.id.desc())
    if area:
        found = found.where(Area.within(area.path))
    if state != PlacementState.ALL:
        is_revoked = state == PlacementState.REVOKED
        found = found.where(Placement.revoked_at.is_not(None) if is_revoked else Placement.revoked_at.is_(None))
    return found.where(_matches(text)) if text else found


def _matches(text: str) -> ColumnElement[bool]:
    in_spots = [column.icontains(text, autoescape=True) for column in (Placement.spot_zh, Placement.spot_en)]
    with suppress(ValueError):  # Words are no code.
        in_spots.append(Placement.code.startswith(normalise(text), autoescape=True))
    return or_(*in_spots, areas.names_match(text))


def scans_since(placement_ids: Collection[int], since: datetime) -> dict[int, int]:
    """Return the scans of each placement since then, by its id; those without any are left out."""
    sums = (
        select(ScanCount.placement_id, func.sum(ScanCount.scans))
        .where(ScanCount.placement_id.in_(placement_ids), ScanCount.hour_at >= since)
        .group_by(ScanCount.placement_id)
    )
    return {placement_id: int(scans) for placement_id, scans in db.session.execute(sums)}


@dataclass(frozen=True)
class ScanHistory:
    """Scans of one placement by hour and by day, oldest first, in a time zone; empty hours and days are there."""

    hours: list[tuple[datetime, int]]
    days: list[tuple[date, int]]
    total: int


def scan_history(placement: Placement, timezone: str, now: datetime) -> ScanHistory:
    today = local(now, timezone).date()
    days = {today - DAY * back: 0 for back in reversed(range(DAYS_SHOWN))}
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    hours = {this_hour - HOUR * back: 0 for back in reversed(range(HOURS_SHOWN))}
    counts = db.session.execute(
        select(ScanCount.hour_at, ScanCount.scans)
        .filter_by(placement_id=placement.id)
        .where(ScanCount.hour_at > now - DAY * (DAYS_SHOWN + 1))
    )
    for hour_at, scans in counts:
        if (day := local(hour_at, timezone).date()) in days:
            days[day] += scans
        if hour_at in hours:
            hours[hour_at] = scans
    total = db.session.scalar(select(func.sum(ScanCount.scans)).filter_by(placement_id=placement.id))
    return ScanHistory(
        [(local(hour, timezone), scans) for hour, scans in hours.items()], list(days.items()), int(total or 0)
    )


def cycles_for(area: Area) -> list[Cycle]:
    """Return the cycles a placement in this area may lead to: of the areas above it, of itself and of those below."""
    found = select(Cycle).join(Area, Area.id == Cycle.area_id).where(_near(area)).order_by(Cycle.id.desc()).limit(100)
    return list(db.session.scalars(found))


def surveys_for(area: Area) -> list[Survey]:
    """Return the surveys a placement in this area may lead to: as with cycles, without those that are over."""
    found = select(Survey).join(Area, Area.id == Survey.area_id).where(_near(area))
    found = found.where(Survey.deleted_at.is_(None), Survey.state != SurveyState.CLOSED)
    return list(db.session.scalars(found.order_by(Survey.id.desc()).limit(100)))


def _near(area: Area) -> ColumnElement[bool]:
    return or_(Area.id.in_(area.ancestor_ids), Area.within(area.path))


def target_cycle(placement: Placement) -> Cycle | None:
    """Return the cycle that the placement leads to; None when it leads to the community's page."""
    if placement.target != PlacementTarget.CYCLE or placement.target_id is None:
        return None
    return db.session.get(Cycle, placement.target_id)


def target_survey(placement: Placement) -> Survey | None:
    """Return the survey that the placement leads to, a draft or a deleted one as well; None for another target."""
    return target_surveys([placement]).get(placement.target_id or 0)


def target_surveys(placements: Iterable[Placement]) -> dict[int, Survey]:
    """Return the surveys that these placements lead to, by id."""
    ids = {one.target_id for one in placements if one.target == PlacementTarget.SURVEY}
    return {survey.id: survey for survey in db.session.scalars(select(Survey).where(Survey.id.in_(ids)))} if ids else {}
