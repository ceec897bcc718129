"""How many needs there are of what and where, from the kept counts; and the places from which nobody has spoken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from engage.communities.models import LEVELS, Area, AreaKind
from engage.communities.queries.areas import children
from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import LEVELS_KEPT, Need, NeedCount
from engage.needs.states import OPEN, WAITING, State

PLACES_PER_PAGE = 50
MOST_OVERDUE = 100


@dataclass
class Tally:
    """`assisted` is the part of the needs that workers entered; `open` the part that is not settled."""

    needs: int = 0
    assisted: int = 0
    open: int = 0
    supports: int = 0

    def add(self, row: Any) -> None:
        self.needs += row.needs
        self.assisted += row.needs if row.is_assisted else 0
        self.open += row.needs if row.state in OPEN else 0
        self.supports += row.supports


@dataclass(frozen=True)
class Totals:
    """Tallies by category, all categories being there in their order, and needs by state."""

    whole: Tally = field(default_factory=Tally)
    by_category: dict[str, Tally] = field(default_factory=lambda: {code: Tally() for code in CATEGORIES})
    by_state: dict[State, int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        return max(tally.needs for tally in self.by_category.values())


def totals(area: Area, *, for_everybody: bool) -> Totals:
    """Return the totals of an area and all below it.

    Needs that were joined with another are left out, since their voices count there. For everybody, so are private
    ones and those that nobody has read yet; declined ones count, were they ever published or not.
    """
    found = Totals()
    for row in db.session.execute(_counts(for_everybody).where(NeedCount.area_id == area.id)):
        found.whole.add(row)
        found.by_category.setdefault(row.category, Tally()).add(row)
        state = State(row.state)
        found.by_state[state] = found.by_state.get(state, 0) + row.needs
    return found


@dataclass(frozen=True)
class Place:
    area: Area
    tally: Tally


@dataclass(frozen=True)
class Places:
    """The areas directly below another: buildings of a community, communities of a street."""

    rows: Sequence[Place]
    pages: Pagination

    @property
    def most(self) -> int:
        return max((place.tally.needs for place in self.rows), default=0)


def places(area: Area, *, for_everybody: bool) -> Places:
    """Return the page of the request, each place with its tally."""
    page = db.paginate(children(area), per_page=PLACES_PER_PAGE, error_out=False)
    tallies = {below.id: Tally() for below in page.items}
    for row in db.session.execute(_counts(for_everybody).where(NeedCount.area_id.in_(tallies))):
        tallies[row.area_id].add(row)
    return Places([Place(below, tallies[below.id]) for below in page.items], page)


def silent_kinds(area: Area) -> list[AreaKind]:
    """Return the kinds of places below an area that can be silent, the usual one first."""
    level = LEVELS[AreaKind(area.kind)]
    kinds = [kind for kind in (AreaKind.COMMUNITY, AreaKind.BUILDING, AreaKind.STAIRWELL) if LEVELS[kind] > level]
    return kinds or [AreaKind.STAIRWELL]


def silent_places(area: Area, kind: AreaKind) -> Select[Area]:
    """Return the places of a kind from which no need has ever come in, in the order of the tree."""
    counted, below = aliased(NeedCount), aliased(Area)
    has_spoken = exists().where(counted.area_id == below.id, counted.needs > 0)
    return (
        select(below)
        .where(below.path >= area.path, below.path < area.path[:-1] + "/", below.kind == kind.value, ~has_spoken)
        .order_by(below.path)
    )


@dataclass(frozen=True)
class Backlog:
    """What waits for the office. Of the overdue ones no more than `MOST_OVERDUE` are counted."""

    waiting: int
    overdue: int

    @property
    def is_more(self) -> bool:
        return self.overdue >= MOST_OVERDUE


def backlog(paths: Sequence[str], now: datetime) -> Backlog:
    """Return what waits in the areas at these paths; an area inside another one counts once."""
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    ids = {int(path.split(".")[-2]) for path in tops}
    names = [state.value for state in State if state in WAITING]
    waiting = select(func.coalesce(func.sum(NeedCount.needs), 0)).where(
        NeedCount.area_id.in_(ids), NeedCount.state.in_(names)
    )
    overdue = sum(_overdue(path, now) for path in set(tops))
    return Backlog(int(db.session.scalar(waiting) or 0), min(overdue, MOST_OVERDUE))


def _overdue(path: str, now: datetime) -> int:
    """Count needs that are overdue, as far as that is worth knowing: by what waits there."""
    depth = path.count(".")
    level: Any = getattr(Need, f"level{depth}_id", None) if depth <= LEVELS_KEPT else None
    here: list[ColumnElement[bool]] = (
        [level == int(path.split(".")[-2])] if level is not None else [Need.path >= path, Need.path < path[:-1] + "/"]
    )
    names = [state.value for state in State if state in WAITING]
    late = select(Need.id).where(*here, Need.state.in_(names), Need.due_at < now).limit(MOST_OVERDUE)
    return int(db.session.scalar(select(func.count()).select_from(late.subquery())) or 0)


def _counts(for_everybody: bool) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = select(
        NeedCount.area_id,
        NeedCount.category,
        NeedCount.state,
        NeedCount.is_assisted,
        func.sum(NeedCount.needs).label("needs"),
        func.sum(NeedCount.supports).label("supports"),
    ).where(NeedCount.state != State.MERGED.value, NeedCount.needs > 0)
    if for_everybody:
        found = found.where(NeedCount.is_private.is_(False), NeedCount.state != State.RECEIVED.value)
    return found.group_by(NeedCount.area_id, NeedCount.category, NeedCount.state, NeedCount.is_assisted)
