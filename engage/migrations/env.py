"""How Alembic runs: over the application's own engine, everything of one run in one transaction."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from engage import models
from engage.extensions import UtcDateTime, db
from engage.needs.similar.tables import is_ours

__all__ = ["models"]  # Imported so that the metadata knows every table.

# Any number that nobody else uses: hosts that migrate at the same moment wait for each other.
ADVISORY_LOCK = 0x656E6761_676D6967


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our own column type as the plain one, so that old revisions do not hang on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out what the metadata does not know: the index of needs, which is made by hand."""
    return kind != "table" or not is_ours(name or "")


def switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Let SQLite copy tables. It does that by dropping the old one, which with foreign keys on deletes what hangs
    on its rows; and the switch is ignored inside a transaction, so it is thrown on the bare connection."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (rows := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"The migration left rows that point nowhere, in {sorted({row[0] for row in rows})}.")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        include_name=include_name,
        transactional_ddl=True,  # SQLite can, as long as the driver begins no transactions of its own.
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()
        refuse_dangling(connection)


with db.engine.connect().execution_options(engage_writes=True) as connection:
    switch_foreign_keys(connection, on=False)
    try:
        run(connection)
    finally:
        connection.rollback()
        switch_foreign_keys(connection, on=True)
