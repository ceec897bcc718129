"""Leaves an empty store behind each test, in a millisecond or two: it happens some seven thousand times."""

from functools import cache

import psycopg
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import make_url

from engage.extensions import db

WAIT_SECONDS = 20  # For a transaction that a test left open. It is at fault then.


def empty(url: str) -> None:
    """Delete every row and begin numbering anew. What the tests leave open must not hold a lock."""
    if url.startswith("sqlite"):
        _sqlite(url).executescript(_script())
    else:
        _postgres(url).execute("SELECT pg_temp.empty_the_store()")


@cache
def _script() -> str:
    deletes = "".join(f"DELETE FROM {table.name};" for table in reversed(db.metadata.sorted_tables))
    return f"BEGIN IMMEDIATE; PRAGMA defer_foreign_keys=ON; {deletes} COMMIT;"


@cache
def _sqlite(url: str) -> sqlite.Connection:
    return sqlite.connect(make_url(url).database, timeout=WAIT_SECONDS)


@cache
def _postgres(url: str) -> psycopg.Connection:
    """Return a connection that stays open with its plans made. A new one spends its time on learning the tables."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(plain, autocommit=True, options=f"-c lock_timeout={WAIT_SECONDS * 1000}")
    numbered = {name for name, table in db.metadata.tables.items() if table.autoincrement_column is not None}
    connection.execute(
        "CREATE FUNCTION pg_temp.empty_the_store() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " SET LOCAL session_replication_role = replica;"  # No foreign keys for a moment.
        + "".join(
            f" IF EXISTS (SELECT FROM {name}) THEN DELETE FROM {name};"
            + (f" ALTER SEQUENCE {name}_id_seq RESTART;" if name in numbered else "")
            + " END IF;"
            for name in [*db.metadata.tables, "need_search"]  # The last is outside the metadata.
        )
        + " END $$"
    )
    return connection
