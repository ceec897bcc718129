"""The only commit."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from engage import store
from engage.errors import StoreBusy
from engage.extensions import db
from engage.i18n import _l
from engage.prepared import BareConnection, driver_errors_wrapped
from engage.store import take_write_lock

P = ParamSpec("P")
T = TypeVar("T")
RETRIES = 4
RETRIED_STATES = {"40001", "40P01"}
READ_ONLY_STATE = "25006"
logger = logging.getLogger(__name__)


@contextmanager
def transaction(*, wait_ms: int | None = None) -> Iterator[None]:
    """Commit what the block did, or nothing of it.

    Reading done before the block belongs to an older snapshot: it is let go, so that the block sees the present and,
    on SQLite, holds the write lock from its first statement. A store that is locked, full, read-only or away raises
    `StoreBusy`; with `wait_ms` it is called locked so much sooner, for writing that nobody should wait for.
    """
    session = db.session()
    session.rollback()
    try:
        with _store_failures_said():
            connection = session.connection(execution_options={"engage_writes": True, "engage_wait_ms": wait_ms})
            if wait_ms is not None and connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_ms)}")
            yield
            session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def bare_transaction() -> Iterator[BareConnection]:
    """Commit what the block's prepared statements did on this connection, or nothing. Fails as `transaction` does.

    Without SQLAlchemy's session, whose making, binding and closing take as long as all statements of a cast.
    """
    if db.session.registry.has():
        db.session.rollback()
    with _store_failures_said(), driver_errors_wrapped(db.engine.dialect):
        connection = db.engine.raw_connection()
        try:
            if db.engine.dialect.name == "sqlite":
                cursor = connection.cursor()
                take_write_lock(cursor, cursor.execute, store.BUSY_TIMEOUT_MS)
            yield BareConnection(db.engine.dialect, connection)
            connection.commit()
        finally:
            connection.close()  # The pool rolls back what was not committed.


@contextmanager
def _store_failures_said() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_store_failure(error) and not is_retryable(error):
            logger.warning("store failure", extra={"kind": type(error.orig).__name__})
            raise StoreBusy(_l("The store is busy. Nothing was recorded. Please try again in a moment.")) from error
        raise


def in_transaction(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one service call in a transaction; repeat it when PostgreSQL asks for that (40001, 40P01)."""

    def attempt() -> T:
        with transaction():
            return work(*args, **kwargs)

    return _repeated(attempt)


def in_bare_transaction(work: Callable[[BareConnection], T]) -> T:
    """Run one service call of prepared statements on the connection it is given; repeat it likewise."""

    def attempt() -> T:
        with bare_transaction() as connection:
            return work(connection)

    return _repeated(attempt)


def _repeated(attempt: Callable[[], T]) -> T:
    for number in range(RETRIES):
        try:
            return attempt()
        except DBAPIError as error:
            if not is_retryable(error):
                raise
            time.sleep(0.02 * 2**number)
    raise StoreBusy(_l("The store is busy. Nothing was recorded. Please try again in a moment."))


def is_retryable(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED_STATES


def is_store_failure(error: BaseException) -> bool:
    """Tell whether the store is locked, full, read-only or away, rather than our statement wrong."""
    read_only = getattr(getattr(error, "orig", None), "sqlstate", None) == READ_ONLY_STATE
    return isinstance(error, OperationalError | InterfaceError) or read_only
