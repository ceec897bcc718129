"""How the two stores are opened: SQLite (embedded) and PostgreSQL (outgrown)."""

import time
from collections.abc import Callable
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, event, make_url

from engage.config import SettingsError

# The WAL-reset bug (SQLite 3.7.0 to 3.51.2) can corrupt a file that several connections write.
# https://sqlite.org/wal.html; fixed in 3.51.3 and in the backports 3.44.6 and 3.50.7.
FIXED_BACKPORTS = {(3, 44): 6, (3, 50): 7}
FIXED = (3, 51, 3)
BUSY_TIMEOUT_MS = 5_000  # Longer, and a voter would rather be told to try again.
RETRY_SECONDS = 0.0005


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    if version >= FIXED or version < (3, 7, 0):
        return False
    backport = FIXED_BACKPORTS.get(version[:2])
    return backport is None or version[2] < backport


def refuse_affected_sqlite(version: tuple[int, int, int] = sqlite.sqlite_version_info) -> None:
    """Raise `SettingsError` on a SQLite library that can corrupt its own write-ahead log."""
    if has_wal_reset_bug(version):
        found = ".".join(map(str, version))
        raise SettingsError(
            f"SQLite {found} has the WAL-reset bug and can corrupt the store. "
            "Install pysqlite3 0.6 or newer (SQLite 3.51.3+), or set ENGAGE_DATABASE_URL to PostgreSQL."
        )


def engine_options(database_url: str) -> dict[str, Any]:
    """Return the `create_engine` options for this address."""
    if database_url.startswith("sqlite"):
        refuse_affected_sqlite()
        return {"module": sqlite, "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    limits = f"-c lock_timeout={BUSY_TIMEOUT_MS} -c idle_in_transaction_session_timeout=60000"
    asked = make_url(database_url).query.get("options", "")  # What the address asks for stays.
    connect_args = {"connect_timeout": 5, "options": f"{limits} {asked}".strip()}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "connect_args": connect_args}


def prepare(engine: Engine) -> None:
    """Attach the connection set-up that SQLite needs; PostgreSQL needs none."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # We begin transactions ourselves, below.
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        # What is deleted is overwritten, so that no backup still holds it: a draft knows who wrote what.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A read that upgrades to a write fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout:
        # every writing transaction takes the lock at its start.
        options = connection.get_execution_options()
        if options.get("engage_writes", False):
            cursor, wait_ms = connection.connection.cursor(), options.get("engage_wait_ms")
            take_write_lock(cursor, connection.exec_driver_sql, BUSY_TIMEOUT_MS if wait_ms is None else wait_ms)
        else:
            connection.connection.cursor().execute("BEGIN")


def take_write_lock(cursor: Any, last_try: Callable[[str], object], wait_ms: int) -> None:
    """Begin a writing transaction, trying again every half millisecond while somebody else writes.

    SQLite's own waiting sleeps longer and longer, up to 100 ms: two busy workers then starve each other, and the store
    stands idle meanwhile. `last_try` runs a statement and raises what the caller's callers understand.
    """
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        until = time.monotonic() + wait_ms / 1000
        while time.monotonic() < until:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite.OperationalError as error:
                if "locked" not in str(error):
                    break
                time.sleep(RETRY_SECONDS)
            else:
                return
        last_try("BEGIN IMMEDIATE")
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
