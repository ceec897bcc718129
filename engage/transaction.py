"""The only commit."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from engage.errors import StoreBusy
from engage.extensions import db
from engage.i18n import _l

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
        connection = session.connection(execution_options={"engage_writes": True, "engage_wait_ms": wait_ms})
        if wait_ms is not None and connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_ms)}")
        yield
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if is_store_failure(error) and not is_retryable(error):
            logger.warning("store failure", extra={"kind": type(error.orig).__name__})
            raise StoreBusy(_l("The store is busy. Nothing was recorded. Please try again in a moment.")) from error
        raise
    except BaseException:
        session.rollback()
        raise


def in_transaction(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one service call in a transaction; repeat it when PostgreSQL asks for that (40001, 40P01)."""
    for attempt in range(RETRIES):
        try:
            with transaction():
                return work(*args, **kwargs)
        except DBAPIError as error:
            if not is_retryable(error):
                raise
            time.sleep(0.02 * 2**attempt)
    raise StoreBusy(_l("The store is busy. Nothing was recorded. Please try again in a moment."))


def is_retryable(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED_STATES


def is_store_failure(error: BaseException) -> bool:
    """Tell whether the store is locked, full, read-only or away, rather than our statement wrong."""
    read_only = getattr(getattr(error, "orig", None), "sqlstate", None) == READ_ONLY_STATE
    return isinstance(error, OperationalError | InterfaceError) or read_only
