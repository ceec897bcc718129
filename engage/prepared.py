"""The few statements that run at every vote, without what a general library does around each.

A Core statement built once still costs some 75 µs to run, and a cast needs eight, while the driver's cursor takes 5 to
10 µs for each (docs/decisions/0013-prepared-statements.md). A `Prepared` statement is compiled by SQLAlchemy once for
each store, with its types, and then only bound. Everything that does not run at every vote stays with SQLAlchemy.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Plan:
    """A compiled statement. `order` names the parameters by position, None where the driver takes them by name."""

    sql: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    binds: Mapping[str, Processor]
    results: tuple[Processor, ...]
    row: Callable[..., Any]

    def bind(self, values: Mapping[str, Any]) -> Any:
        given = {**self.fixed, **values}
        for name, process in self.binds.items():
            given[name] = process(given[name]) if process else given[name]
        return tuple(given[name] for name in self.order) if self.order is not None else given

    def read(self, values: Any) -> Any:
        pairs = zip(self.results, values, strict=True)
        return self.row(*(process(value) if process else value for process, value in pairs))


@dataclass(frozen=True)
class BareConnection:
    """A connection of the driver, past SQLAlchemy's own: all that prepared statements need."""

    dialect: Dialect
    connection: PoolProxiedConnection


AnyConnection = Connection | BareConnection


class Prepared:
    """A statement, or a function that gives it for the name of a dialect."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._plans: dict[tuple[str, tuple[str, ...]], _Plan] = {}

    def first(self, connection: AnyConnection, values: Mapping[str, Any]) -> Any:
        """Run it inside the connection's transaction and return the first row as a named tuple, None without one."""
        plan = self._plan(connection.dialect, values)
        cursor = connection.connection.cursor()
        try:
            return self._fetch(plan, cursor, values, connection.dialect)
        finally:
            cursor.close()

    def run(self, connection: AnyConnection, values: Mapping[str, Any]) -> int:
        """Run it inside the connection's transaction and return the number of rows it changed."""
        plan = self._plan(connection.dialect, values)
        cursor = connection.connection.cursor()
        try:
            _execute(plan, cursor, values, connection.dialect)
            return int(cursor.rowcount)
        finally:
            cursor.close()

    def first_alone(self, engine: Engine, values: Mapping[str, Any]) -> Any:
        """Read the first row in a transaction of the statement's own: one look at the store needs no more."""
        plan = self._plan(engine.dialect, values)
        with driver_errors_wrapped(engine.dialect):
            connection = engine.raw_connection()
        try:
            return self._fetch(plan, connection.cursor(), values, engine.dialect)
        finally:
            connection.close()

    def _fetch(self, plan: _Plan, cursor: Any, values: Mapping[str, Any], dialect: Dialect) -> Any:
        _execute(plan, cursor, values, dialect)
        found = cursor.fetchone()
        return None if found is None else plan.read(found)

    def _plan(self, dialect: Dialect, values: Mapping[str, Any]) -> _Plan:
        key = (dialect.name, tuple(values))
        if key not in self._plans:
            statement = self._statement(dialect.name) if callable(self._statement) else self._statement
            self._plans[key] = _compile(statement, dialect, list(values))
        return self._plans[key]


def _compile(statement: Any, dialect: Dialect, names: list[str]) -> _Plan:
    compiled = statement.compile(dialect=dialect, column_keys=None if statement.is_select else names)
    columns = list(statement.selected_columns) if statement.is_select else []
    return _Plan(
        sql=str(compiled),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        fixed={name: value for name, value in compiled.params.items() if name not in names},
        binds={
            compiled.bind_names[bind]: process
            for bind in compiled.bind_names
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
        },
        results=tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns),
        row=namedtuple("Row", [column.key for column in columns]),
    )


def _execute(plan: _Plan, cursor: Any, values: Mapping[str, Any], dialect: Dialect) -> None:
    try:
        cursor.execute(plan.sql, plan.bind(values))
    except dialect.loaded_dbapi.Error as error:
        raise _wrapped(plan.sql, error, dialect) from error


@contextmanager
def driver_errors_wrapped(dialect: Dialect) -> Iterator[None]:
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        raise _wrapped("", error, dialect) from error


def _wrapped(sql: str, error: Exception, dialect: Dialect) -> BaseException:
    """Return SQLAlchemy's error for the driver's, as every other statement raises it. No values: they are votes."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
