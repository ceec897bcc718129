"""What is the same for every kind of uploaded file: limits, and the fault that ends the reading."""

from collections.abc import Iterator
from typing import Any

from engage.i18n import _l
from engage.tabular.table import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELL = 10_000

# The row's number as a spreadsheet shows it, and its cells without the empty ones at the end.
Grid = Iterator[tuple[int, list[str]]]


class FileError(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, kind: str, message: Any, row: int | None = None, **params: Any) -> None:
        super().__init__(kind)
        self.problem = Problem(kind, message, row, params=params)


class DateCell(str):
    """A cell that the workbook holds as a date; a number such as 3-1 typed into Excel becomes one unasked."""


class ErrorCell(str):
    """A cell whose formula failed, such as #REF!."""


def trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise FileError(
            "too_many_columns", _l("The table has more than %(limit)s columns.", limit=MAX_COLUMNS), limit=MAX_COLUMNS
        )
    return cells


def strip(value: str) -> str:
    """Return the value without blanks and invisible characters around it."""
    return value.strip().strip("\u200b\ufeff").strip()
