"""The index's table, made for each store with the table of needs, and by the migration.

It stands outside the metadata, since SQLite's is a virtual table: FTS5 without the text itself. Rows go with their
needs: by a trigger there, by a foreign key on PostgreSQL. `CREATE` and `DROP` hold the statements by dialect, in order.
A migration that lets SQLite copy the table `need` has to make the trigger anew.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import DDL, event

from engage.needs.models import Need

TRIGGER = (
    "CREATE TRIGGER IF NOT EXISTS need_search_forget AFTER DELETE ON need "
    "BEGIN DELETE FROM need_search WHERE rowid = OLD.id; END"
)
CREATE: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE need_search USING fts5("
        "terms, content='', contentless_delete=1, detail=none, tokenize='ascii')",
        TRIGGER,
    ),
    "postgresql": (
        "CREATE TABLE need_search ("
        "need_id INTEGER NOT NULL CONSTRAINT pk_need_search PRIMARY KEY "
        "CONSTRAINT fk_need_search_need_id REFERENCES need (id) ON DELETE CASCADE, "
        "terms TSVECTOR NOT NULL)",
        "CREATE INDEX ix_need_search_terms ON need_search USING gin (terms) WITH (fastupdate = off)",
    ),
}
DROP: Mapping[str, Sequence[str]] = {
    "sqlite": ("DROP TRIGGER IF EXISTS need_search_forget", "DROP TABLE IF EXISTS need_search"),
    "postgresql": ("DROP TABLE IF EXISTS need_search",),
}


def is_ours(table: str) -> bool:
    """Tell the index and what SQLite keeps behind it from the tables of the metadata."""
    return table == "need_search" or table.startswith("need_search_")


for _moment, _by_dialect in (("after_create", CREATE), ("before_drop", DROP)):
    for _dialect, _statements in _by_dialect.items():
        for _statement in _statements:
            event.listen(Need.__table__, _moment, DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect))
