"""Keeping `need_count`: every write that changes what a need counts as calls `recount` around its change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from engage.extensions import db
from engage.needs.models import Channel, Need, NeedCount

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_Cell = tuple[str, str, bool, bool]


@contextmanager
def recount(need: Need) -> Iterator[None]:
    """Move a need from the cells it counts in before the block to those it counts in after it, supports and all."""
    before, path, supports = _cell(need), need.path, need.supports
    yield
    if (before, path, supports) != (_cell(need), need.path, need.supports):
        _add(path, before, -1, -supports)
        _add(need.path, _cell(need), 1, need.supports)


def count_new(need: Need) -> None:
    _add(need.path, _cell(need), 1, need.supports)


def _cell(need: Need) -> _Cell:
    return need.category, need.state, need.is_private, need.channel == Channel.ASSISTED


def _add(path: str, cell: _Cell, needs: int, supports: int) -> None:
    """Add to the area at the path and all above it. Rows in the order of their areas, so that no two writes embrace."""
    category, state, is_private, is_assisted = cell
    insert = _INSERT[db.session.get_bind().dialect.name](NeedCount)
    rows = [
        {
            "area_id": int(area_id),
            "category": category,
            "state": state,
            "is_private": is_private,
            "is_assisted": is_assisted,
            "needs": needs,
            "supports": supports,
        }
        for area_id in path.split(".")
        if area_id
    ]
    statement = insert.on_conflict_do_update(
        index_elements=list(NeedCount.__table__.primary_key.columns),
        set_={
            "needs": NeedCount.needs + insert.excluded.needs,
            "supports": NeedCount.supports + insert.excluded.supports,
        },
    )
    db.session.execute(statement.execution_options(synchronize_session=False), rows)
