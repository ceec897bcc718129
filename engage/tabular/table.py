"""What a read table is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engage.i18n import _l
from engage.tabular.parsers import Parser

MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Column:
    """A column that an upload may have.

    `headers` are the headings understood besides `key`, the usual one first; case, spaces, underscores and hyphens do
    not matter. A required column must be there and filled in every row; an empty cell of another column reads as None.
    A cell that Excel holds as a date is refused, unless the column `takes_dates`: it reads as "2026-07-03" then.
    """

    key: str
    headers: Sequence[str]
    required: bool
    parse: Parser
    takes_dates: bool = False


@dataclass(frozen=True)
class Problem:
    """A fault in an uploaded table. `row` is the number a spreadsheet shows, `column` the heading as in the file."""

    kind: str
    message: Any
    row: int | None = None
    column: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the whole sentence in the reader's language, with its place."""
        if self.row is None:
            return str(self.message)
        if self.column is None:
            return str(_l("Row %(row)s: %(message)s", row=self.row, message=self.message))
        return str(_l("Row %(row)s, %(column)s: %(message)s", row=self.row, column=self.column, message=self.message))


@dataclass(frozen=True)
class Row:
    """A row without faults. `values` has every column's key; what the file does not give is None."""

    number: int
    values: dict[str, Any]


@dataclass
class Table:
    """The good rows and all that is wrong with the others. Import nothing unless `ok`.

    `problems` holds the first 200 of `problem_count`. `keys` are the columns that the file has.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    keys: frozenset[str] = frozenset()

    @property
    def ok(self) -> bool:
        return not self.problem_count

    def add_problem(self, problem: Problem) -> None:
        """Note a fault; importers add their own, such as a code that stands twice."""
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
