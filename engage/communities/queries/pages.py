"""What the public pages show. A fixed number of statements, whatever is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, defer

from engage.ballotbox.models import Election
from engage.budget.models import Cycle, Phase
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import lines, nearest, timezone_in
from engage.extensions import db
from engage.surveys.models import Survey, SurveyState

CYCLES_SHOWN = 40
SURVEYS_SHOWN = 12
OPEN_SHOWN = 6

# Written out once, since putting them together costs more than asking them.
OF_CODE = select(Area).where(Area.code.in_((bindparam("code"), bindparam("upper"))), Area.kind == bindparam("kind"))
LINE = select(Area).where(Area.id.in_(bindparam("ids", expanding=True))).order_by(Area.path)
# As a list of ids, so that the index on a cycle's area serves both halves. The two bounds are those of `Area.within`.
HERE = select(Area.id).where(
    or_(
        Area.id.in_(bindparam("ids", expanding=True)),
        and_(Area.path >= bindparam("low"), Area.path < bindparam("high")),
    )
)
CYCLES = (
    select(Cycle, Area)
    .join(Election, Election.id == Cycle.election_id)
    .join(Area, Area.id == Cycle.area_id)
    .options(contains_eager(Cycle.election), defer(Cycle.source), defer(Cycle.summary_zh), defer(Cycle.summary_en))
    .where(Cycle.area_id.in_(HERE), Cycle.published_at.is_not(None))
    .order_by(Election.closed_at.desc().nulls_first(), Election.closes_at, Cycle.id.desc())
    .limit(CYCLES_SHOWN)
)


SURVEYS = (
    select(Survey.id, Survey.title_zh, Survey.title_en, Survey.state, Survey.closes_at, Survey.published_at)
    .where(Survey.area_id.in_(HERE), Survey.deleted_at.is_(None))
    .where(
        or_(
            Survey.published_at.is_not(None),
            and_(
                Survey.state == SurveyState.OPEN,
                or_(Survey.opens_at.is_(None), Survey.opens_at <= bindparam("now")),
                or_(Survey.closes_at.is_(None), Survey.closes_at > bindparam("now")),
            ),
        )
    )
    .order_by(Survey.id.desc())
    .limit(SURVEYS_SHOWN)
)


@dataclass(frozen=True)
class ShownSurvey:
    """A survey on a community's page: one that is open, or one whose results are published."""

    id: int
    title_zh: str
    title_en: str
    closes_at: datetime | None
    is_open: bool


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
    surveys: list[ShownSurvey]


def community_page(code: str, now: datetime) -> CommunityPage | None:
    """Return a community with its cycles: its own, those of areas above it, and those of areas inside it."""
    named = {"code": code, "upper": code.upper(), "kind": AreaKind.COMMUNITY.value}
    communities = db.session.scalars(OF_CODE, named).all()
    if not communities:
        return None
    community = next((area for area in communities if area.code == code), communities[0])
    line = list(db.session.scalars(LINE, {"ids": community.ancestor_ids}))
    timezone = timezone_in(line)
    here = {"ids": community.ancestor_ids, "low": community.path, "high": f"{community.path[:-1]}/"}
    rows = db.session.execute(CYCLES, here)
    shown = [ShownCycle(cycle, area, cycle.phase(now), timezone) for cycle, area in rows]
    return CommunityPage(
        community=community,
        street=nearest(AreaKind.STREET, line),
        district=nearest(AreaKind.DISTRICT, line),
        timezone=timezone,
        open=[item for item in shown if item.phase is Phase.VOTING],
        upcoming=[item for item in shown if item.phase is Phase.UPCOMING],
        past=[item for item in shown if item.phase in (Phase.COUNTING, Phase.RESULTS)],
        surveys=_surveys(here, now),
    )


def _surveys(here: Mapping[str, object], now: datetime) -> list[ShownSurvey]:
    """Return the surveys of these areas that are open, and after them those with published results."""
    found = []
    for row in db.session.execute(SURVEYS, {**here, "now": now}):
        is_open = row.state == SurveyState.OPEN and (row.closes_at is None or row.closes_at > now)
        found.append(ShownSurvey(row.id, row.title_zh, row.title_en, row.closes_at, is_open))
    return sorted(found, key=lambda survey: not survey.is_open)


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
