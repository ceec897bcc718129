"""Keeping the index of what the public reads of needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, text

from engage.communities.models import Area, AreaKind
from engage.extensions import db
from engage.needs.models import Need
from engage.needs.similar import tables  # noqa: F401  # Makes the table wherever the metadata is made.
from engage.needs.similar.likeness import search_terms
from engage.needs.states import OPEN, State

# The places whose needs can be looked through for similar ones: each has lists of its own, so that a look-up in one
# community reads nothing of another's.
NEAR = (AreaKind.COMMUNITY, AreaKind.DISTRICT)
BATCH = 500

_INSERT = {
    "sqlite": "INSERT INTO need_search (rowid, terms) VALUES (:id, :terms)",
    "postgresql": "INSERT INTO need_search (need_id, terms) VALUES (:id, array_to_tsvector(:terms))",
}
_DELETE = {
    "sqlite": "DELETE FROM need_search WHERE rowid IN :ids",
    "postgresql": "DELETE FROM need_search WHERE need_id IN :ids",
}


def index_need(need: Need) -> None:
    """Let a need be found by its summaries as they are now; one without any is forgotten.

    Called by `services.states.finish`, which ends every change of a need.
    """
    _replace([need])


def reindex() -> int:
    """Index every need anew, in batches; return how many were looked at."""
    last, number = 0, 0
    columns = (
        Need.id, Need.path, Need.state, Need.is_private, Need.first_published_at, Need.summary_zh, Need.summary_en,
    )  # fmt: skip
    while rows := db.session.execute(select(*columns).where(Need.id > last).order_by(Need.id).limit(BATCH)).all():
        _replace(rows)
        last, number = rows[-1].id, number + len(rows)
    return number


def places(paths: Iterable[str]) -> Mapping[int, AreaKind]:
    """Return, by id, those areas on the paths whose needs can be looked through."""
    ids = {int(part) for path in paths for part in path.split(".") if part}
    rows = db.session.execute(select(Area.id, Area.kind).where(Area.id.in_(ids), Area.kind.in_(NEAR)))
    return {id_: AreaKind(kind) for id_, kind in rows}


def near(area_id: int, term: str) -> str:
    """Return how the index writes a term of the open public needs of an area."""
    return f"n{area_id}x{term}"


def within(area_id: int) -> str:
    """Return how the index writes that a need lies in an area."""
    return f"a{area_id}"


def anywhere(term: str) -> str:
    """Return how the index writes a term of any need."""
    return f"t{term}"


def _replace(needs: Sequence[Any]) -> None:
    """Index needs, or rows with the columns of theirs that matter here."""
    _delete([need.id for need in needs])
    looked_through = places(need.path for need in needs)
    rows = [(need.id, found) for need in needs if (found := _all_terms(need, looked_through))]
    if rows:
        dialect = db.session.get_bind().dialect.name
        values = [{"id": id_, "terms": " ".join(found) if dialect == "sqlite" else found} for id_, found in rows]
        db.session.execute(text(_INSERT[dialect]), values)


def _all_terms(need: Any, looked_through: Iterable[int]) -> list[str]:
    found = search_terms(f"{need.summary_zh}\n{need.summary_en}")
    if not found:
        return []
    path = [int(part) for part in need.path.split(".") if part]
    is_joinable = need.first_published_at is not None and not need.is_private and State(need.state) in OPEN
    is_joinable = is_joinable and need.state != State.RECEIVED
    places_of = [area_id for area_id in path if area_id in looked_through] if is_joinable else []
    return [
        *map(anywhere, found),
        *map(within, path),
        *(near(area_id, term) for area_id in places_of for term in found),
    ]


def _delete(ids: Sequence[int]) -> None:
    statement = text(_DELETE[db.session.get_bind().dialect.name]).bindparams(bindparam("ids", expanding=True))
    db.session.execute(statement, {"ids": list(ids)})
