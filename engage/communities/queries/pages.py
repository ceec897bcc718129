"""What the public pages show. A fixed number of statements, whatever is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from engage.ballotbox.models import Election
from engage.budget.models import Cycle, Phase
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import lines, nearest, timezone_in
from engage.extensions import db

CYCLES_SHOWN = 40
OPEN_SHOWN = 6


@dataclass(frozen=True)
class ShownCycle:
    """A cycle on a public page, with the phase it is in and the area it belongs to."""

    cycle: Cycle
    area: Area
    phase: Phase
    timezone: str


@dataclass(frozen=True)
class CommunityPage:
    community: Area
    street: Area | None
    district: Area | None
    timezone: str
    open: list[ShownCycle]
    upcoming: list[ShownCycle]
    past: list[ShownCycle]


def community_page(code: str, now: datetime) -> CommunityPage | None:
    """Return a community with its cycles: its own, those of areas above it, and those of areas inside it."""
    of_code = select(Area).where(Area.code.in_({code, code.upper()}), Area.kind == AreaKind.COMMUNITY)
    communities = db.session.scalars(of_code).all()
    if not communities:
        return None
    community = next((area for area in communities if area.code == code), communities[0])
    line_ids = community.ancestor_ids
    line = list(db.session.scalars(select(Area).where(Area.id.in_(line_ids)).order_by(Area.path)))
    timezone = timezone_in(line)
    # As a list of ids, so that the index on a cycle's area serves both halves.
    here = select(Area.id).where(or_(Area.id.in_(line_ids), Area.within(community.path)))
    rows = db.session.execute(
        select(Cycle, Area)
        .join(Election, Election.id == Cycle.election_id)
        .join(Area, Area.id == Cycle.area_id)
        .options(contains_eager(Cycle.election))
        .where(Cycle.area_id.in_(here), Cycle.published_at.is_not(None))
        .order_by(Election.closed_at.desc().nulls_first(), Election.closes_at, Cycle.id.desc())
        .limit(CYCLES_SHOWN)
    )
    shown = [ShownCycle(cycle, area, cycle.phase(now), timezone) for cycle, area in rows]
    return CommunityPage(
        community=community,
        street=nearest(AreaKind.STREET, line),
        district=nearest(AreaKind.DISTRICT, line),
        timezone=timezone,
        open=[item for item in shown if item.phase is Phase.VOTING],
        upcoming=[item for item in shown if item.phase is Phase.UPCOMING],
        past=[item for item in shown if item.phase in (Phase.COUNTING, Phase.RESULTS)],
    )


def open_cycles(now: datetime, *, within: Area | None = None, limit: int = OPEN_SHOWN) -> list[ShownCycle]:
    """Return the cycles that are open for voting, the first to close first."""
    found = (
        select(Cycle, Area)
        .join(Election, Election.id == Cycle.election_id)
        .join(Area, Area.id == Cycle.area_id)
        .options(contains_eager(Cycle.election))
        .where(Cycle.published_at.is_not(None), Election.closed_at.is_(None), Election.opens_at <= now)
        .where(or_(Election.closes_at.is_(None), Election.closes_at > now))
        .order_by(Election.closes_at.asc().nulls_last(), Cycle.id)
        .limit(limit)
    )
    if within:
        found = found.where(or_(Area.id.in_(within.ancestor_ids), Area.within(within.path)))
    rows = [(cycle, area) for cycle, area in db.session.execute(found)]
    tree = lines(area for _cycle, area in rows)
    return [ShownCycle(cycle, area, cycle.phase(now), timezone_in(tree[area.id])) for cycle, area in rows]


def districts() -> list[Area]:
    return list(db.session.scalars(select(Area).where(Area.kind == AreaKind.DISTRICT).order_by(Area.code)))


@dataclass(frozen=True)
class District:
    """Communities on the home page under their district's name; None where the tree has none above them."""

    area: Area | None
    communities: list[Area]


def by_district(communities: Sequence[Area], districts: Sequence[Area]) -> list[District]:
    """Return the communities in the order of their districts; the last group has those without one."""
    groups: dict[int | None, list[Area]] = {area.id: [] for area in districts}
    for community in communities:
        district = next((id_ for id_ in community.ancestor_ids if id_ in groups), None)
        groups.setdefault(district, []).append(community)
    known = {area.id: area for area in districts}
    return [District(known[id_] if id_ is not None else None, found) for id_, found in groups.items() if found]
