"""A page of the demand list: one definition for the public list, the office's, exports and programs.

The cost of a page does not grow with what is stored (decision 0012). Where the kept counts say that few needs can be
meant, those are fetched and put in order. Else an index that holds the order is walked from the cursor on, one branch
for each state, and no further than `WALK` needs a branch: a page may then end early, and its cursor carries on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all
from sqlalchemy.orm import defer, joinedload, selectinload

from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import LEVELS_KEPT, Channel, Need, NeedCount, SavedView
from engage.needs.queries.shown import is_public_in_sql
from engage.needs.similar import search_ids
from engage.needs.states import State

PER_PAGE = 50
FEW = 1_000  # Of a category or of assisted ones among many others: not worth a walk past all of those.
FEWEST = 200  # Of a place: not worth a walk either.
WALK = 1_000
MOST_FOUND = 500  # Beyond so many hits a search is no help any more.
LARGEST = 2**31 - 1  # Of a store's whole numbers.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Needs that were joined with another one are listed there; declined ones stay, since a refusal is an answer.
LISTED = tuple(state for state in State if state != State.MERGED)
NEVER_PUBLIC = frozenset({State.RECEIVED})


class Sort(StrEnum):
    NEWEST = "newest"
    SUPPORTED = "supported"
    PRIORITY = "priority"
    WAITING = "waiting"
    CHANGED = "changed"


@dataclass(frozen=True)
class _Order:
    column: str
    is_descending: bool = True


ORDERS = {
    Sort.NEWEST: _Order("created_at"),
    Sort.SUPPORTED: _Order("supports"),
    Sort.PRIORITY: _Order("priority"),
    Sort.WAITING: _Order("created_at", is_descending=False),
    Sort.CHANGED: _Order("updated_at"),
}
_Key = tuple[Any, int]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is narrowed to. `for_everybody` keeps to what the public may see. Empty sets and None mean all.

    `created_from`, `changed_from` are inclusive, `created_before` is exclusive.
    """

    area: Area
    for_everybody: bool
    categories: frozenset[str] = frozenset()
    states: frozenset[State] = frozenset()
    created_from: datetime | None = None
    created_before: datetime | None = None
    changed_from: datetime | None = None
    least_supports: int = 0
    is_assisted: bool | None = None
    professional_id: int | None = None
    text: str = ""
    sort: Sort = Sort.NEWEST

    @property
    def wanted_states(self) -> Sequence[State]:
        """The states that can be on the list, in a fixed order."""
        wanted = [state for state in State if state in self.states] if self.states else list(LISTED)
        return [state for state in wanted if not (self.for_everybody and state in NEVER_PUBLIC)]


@dataclass(frozen=True)
class Page:
    """Needs in order. `earlier` and `later` are cursors of the pages beside it, "" where there is none.

    `is_cut`: the walk ended before the page was full, and there may be more beyond the cursor.
    """

    needs: Sequence[Need]
    earlier: str = ""
    later: str = ""
    is_cut: bool = False


def page(filters: Filters, *, after: str = "", before: str = "", size: int = PER_PAGE) -> Page:
    """Return the needs that come after a cursor, or those that come before one; a wrong cursor counts as none."""
    order = ORDERS[filters.sort]
    start, is_back = (_read_cursor(before, order), True) if before else (_read_cursor(after, order), False)
    if start is None:
        is_back = False
    found, edge = _ids(filters, order, start, is_back=is_back, size=size + 1)
    if is_back and len(found) <= size and edge is None:
        return page(filters, size=size)  # The beginning: shown from its first need on, however the walk came there.
    has_more = len(found) > size
    keys = found[:size]
    onward = _cursor(keys[-1]) if has_more else _cursor(edge) if edge else ""
    needs = _needs([id_ for _key, id_ in (reversed(keys) if is_back else keys)], filters.for_everybody)
    is_cut = edge is not None and not has_more
    turn = _cursor(keys[0] if keys else _beside(start, order, is_back)) if start else ""
    return Page(needs, onward, turn, is_cut) if is_back else Page(needs, turn, onward, is_cut)


def portions(filters: Filters, *, most: int, size: int = 500) -> Iterator[Sequence[Need]]:
    """Yield the needs of all pages up to a number, some at a time: for exports."""
    given, cursor = 0, ""
    while given < most:
        portion = page(filters, after=cursor, size=min(size, most - given))
        yield portion.needs
        given += len(portion.needs)
        cursor = portion.later
        if not cursor:
            return


def _ids(
    filters: Filters, order: _Order, start: _Key | None, *, is_back: bool, size: int
) -> tuple[list[_Key], _Key | None]:
    """Return keys and ids in the order of the walk, and the edge where the walk ended before the needs did."""
    falls = order.is_descending != is_back
    columns: Any = Need.__table__.c  # Putting twelve branches together costs half as much without the mapping.
    column, id_column = columns[order.column], columns.id
    position = tuple_(column, id_column)
    beyond = [] if start is None else [position < start if falls else position > start]
    states = filters.wanted_states
    if not states:
        return [], None
    rest = _conditions(filters)
    if (source := _few(filters, states)) is not None:
        # Put aside first, so that no planner walks an index of the order through the whole store instead.
        few = (
            select(column.label("key"), id_column).where(*source, *rest, *beyond).cte("few").prefix_with("MATERIALIZED")
        )
        rows = select(few).order_by(*_directed(few.c.key, few.c.id, falls)).limit(size)
        return [(key, id_) for key, id_ in db.session.execute(rows)], None
    level = columns[f"level{_depth(filters.area)}_id"]
    branches: list[Select[Any]] = [
        select(column.label("key"), id_column)
        .where(level == filters.area.id, columns.state == state.value, *beyond)
        .order_by(*_directed(column, id_column, falls))
        for state in states
    ]
    edge = _edge(branches, falls) if rest else None
    limits = [] if edge is None else [position >= edge if falls else position <= edge]
    found = union_all(*(whole(branch.where(*rest, *limits).limit(size)) for branch in branches)).subquery()
    ordered = select(found).order_by(*_directed(found.c.key, found.c.id, falls)).limit(size)
    return [(key, id_) for key, id_ in db.session.execute(ordered)], edge


def _edge(branches: Sequence[Select[Any]], falls: bool) -> _Key | None:
    """Return the nearest of the places where a branch has been walked far enough; None when all end before."""
    ends = union_all(*(whole(branch.limit(1).offset(WALK)) for branch in branches))
    keys = [(key, id_) for key, id_ in db.session.execute(ends)]
    return (max(keys) if falls else min(keys)) if keys else None


def whole(branch: Select[Any]) -> Select[Any]:
    """Return a select with an order of its own in a form that can be part of a union on both stores."""
    return select(branch.subquery())


def _directed(key: Any, id_: Any, falls: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (key.desc(), id_.desc()) if falls else (key.asc(), id_.asc())


def _few(filters: Filters, states: Sequence[State]) -> list[ColumnElement[bool]] | None:
    """Return conditions that lead straight to the needs, where those are few; None where they have to be walked."""
    names = [state.value for state in states]
    here = [Need.state.in_(names), Need.path >= filters.area.path, Need.path < filters.area.path[:-1] + "/"]
    if filters.text:
        return [Need.id.in_(search_ids(filters.text, filters.area, limit=MOST_FOUND)), *here]
    if filters.professional_id is not None:
        return [Need.professional_id == filters.professional_id, *here]
    is_low = _depth(filters.area) > LEVELS_KEPT  # A building: never has so many that an index of its own would pay.
    is_part = bool(filters.categories) or filters.is_assisted is not None
    return here if is_low or counted(filters) <= (FEW if is_part else FEWEST) else None


def counted(filters: Filters) -> int:
    """Return how many needs the kept counts know of place, category, state and entry; other filters may drop some."""
    found = select(func.coalesce(func.sum(NeedCount.needs), 0)).where(
        NeedCount.area_id == filters.area.id, NeedCount.state.in_([state.value for state in filters.wanted_states])
    )
    if filters.categories:
        found = found.where(NeedCount.category.in_(filters.categories))
    if filters.is_assisted is not None:
        found = found.where(NeedCount.is_assisted.is_(filters.is_assisted))
    if filters.for_everybody:
        found = found.where(NeedCount.is_private.is_(False))
    return int(db.session.scalar(found) or 0)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return what is looked at need by need."""
    found: list[ColumnElement[bool]] = [is_public_in_sql()] if filters.for_everybody else []
    if filters.categories:
        found.append(Need.category.in_(sorted(filters.categories)))
    if filters.created_from:
        found.append(Need.created_at >= filters.created_from)
    if filters.created_before:
        found.append(Need.created_at < filters.created_before)
    if filters.changed_from:
        found.append(Need.updated_at >= filters.changed_from)
    if filters.least_supports:
        found.append(Need.supports >= filters.least_supports)
    if filters.is_assisted is not None:
        is_assisted = Need.channel == Channel.ASSISTED.value
        found.append(is_assisted if filters.is_assisted else ~is_assisted)
    return found


def _needs(ids: Sequence[int], for_everybody: bool) -> list[Need]:
    found = select(Need).where(Need.id.in_(ids))
    found = found.options(
        joinedload(Need.area), joinedload(Need.placement), joinedload(Need.professional), selectinload(Need.photos)
    )
    if for_everybody:
        found = found.options(defer(Need.raw_text, raiseload=True))
    by_id = {need.id: need for need in db.session.scalars(found)} if ids else {}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _depth(area: Area) -> int:
    return area.path.count(".")


def _cursor(key: _Key) -> str:
    value, id_ = key
    number = (value - EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value
    return f"{number}-{id_}"


def _read_cursor(text: str, order: _Order) -> _Key | None:
    """Return the key that a cursor names; None for one that is none of ours."""
    first, _dash, second = text.rpartition("-")
    if not (_is_number(first) and _is_number(second)):
        return None
    number, id_ = int(first), int(second)
    if id_ > LARGEST:
        return None
    if order.column.endswith("_at"):
        try:
            return EPOCH + timedelta(microseconds=number), id_
        except OverflowError:
            return None
    return (number, id_) if number <= LARGEST else None


def _beside(start: _Key, order: _Order, is_back: bool) -> _Key:
    """Return the cursor from which an empty page is left the way it was reached, its own need not passed over."""
    falls = order.is_descending != is_back
    return start[0], start[1] - 1 if falls else start[1] + 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 17


def saved_views(user_id: int) -> Sequence[SavedView]:
    return db.session.scalars(select(SavedView).filter_by(user_id=user_id).order_by(SavedView.name)).all()
