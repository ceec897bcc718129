"""Needs in the order of a column, at a cost that does not grow with what is stored (decision 0012).

One index holds the order for each area of the upper levels and each state: it is walked state by state, and the walks
are merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_, union_all

from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import LEVELS_KEPT, Need
from engage.needs.queries.demand import whole
from engage.needs.states import State

FARTHEST = 2_000  # How many needs of a state are looked at for one page of a filter that few of them pass.
Key = tuple[Any, int]


@dataclass(frozen=True)
class Walk:
    """A walk over the needs of some areas. `bounds` are conditions on the column alone, `rest` whatever else."""

    areas: Sequence[Area]
    states: Sequence[State]
    column: Any
    falls: bool
    bounds: Sequence[ColumnElement[bool]] = ()
    rest: Sequence[ColumnElement[bool]] = ()

    def keys(self, *, limit: int, offset: int = 0, edge: Key | None = None) -> list[Key]:
        """Return the column's values and the ids in order, not beyond the edge."""
        branches = self._branches(self.states)
        if not branches:
            return []
        last = [self._up_to(edge)] if edge else []
        parts = [whole(branch.where(*self.rest, *last).limit(limit + offset)) for branch in branches]
        rows = union_all(*parts).subquery()
        ordered = select(rows).order_by(*self._direction(rows.c.key, rows.c.id)).limit(limit).offset(offset)
        return [(key, id_) for key, id_ in db.session.execute(ordered)]

    def edge(self, states: Sequence[State]) -> Key | None:
        """Return the nearest place at which one of these states has been walked far enough; None when all end before.

        To be asked for the states of which few needs may pass.
        """
        branches = self._branches(states)
        ends = union_all(*(whole(branch.limit(1).offset(FARTHEST)) for branch in branches)) if branches else None
        keys = [] if ends is None else [(key, id_) for key, id_ in db.session.execute(ends)]
        return (max(keys) if self.falls else min(keys)) if keys else None

    def _branches(self, states: Sequence[State]) -> list[Select[Any]]:
        chosen = select(self.column.label("key"), Need.id).order_by(*self._direction(self.column, Need.id))
        return [
            chosen.where(*_within(area), Need.state == state.value, *self.bounds)
            for area in self.areas
            for state in states
        ]

    def _up_to(self, edge: Key) -> ColumnElement[bool]:
        position = tuple_(self.column, Need.id)
        return position >= edge if self.falls else position <= edge

    def _direction(self, key: Any, id_: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        return (key.desc(), id_.desc()) if self.falls else (key.asc(), id_.asc())


def _within(area: Area) -> list[ColumnElement[bool]]:
    depth = len(area.ancestor_ids)
    if depth <= LEVELS_KEPT:
        return [getattr(Need, f"level{depth}_id") == area.id]
    return [Need.path >= area.path, Need.path < area.path[:-1] + "/"]
