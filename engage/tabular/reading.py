"""Reading of an uploaded table: every row is checked, and every fault reported with its place."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from engage.i18n import _l
from engage.tabular.csv_files import csv_grid
from engage.tabular.files import MAX_BYTES, MAX_CELL, MAX_ROWS, DateCell, ErrorCell, FileError, Grid
from engage.tabular.parsers import CellError, clip, loosely
from engage.tabular.table import Column, Problem, Row, Table
from engage.tabular.writing import is_formula_like
from engage.tabular.xlsx_files import xlsx_grid, xlsx_sheets

ZIP_MAGIC = b"PK\x03\x04"
# Old Excel files, and new ones under a password, are this kind of container.
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


def read_table(data: bytes, filename: str, columns: Sequence[Column]) -> Table:
    """Read a CSV or XLSX file whose first row has the headings.

    Nothing is raised for a bad file: see `Table.problems`. Unknown headings are warnings, and their cells are ignored.
    """
    table = Table()
    try:
        _Reader(table, columns).read(_grid(data, filename, columns))
    except FileError as error:
        table.add_problem(error.problem)
    return table


def read_sheets(data: bytes, is_wanted: Callable[[str], bool], max_rows: int) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the rows of those sheets of an XLSX workbook that are wanted, or of the only one, by the sheet's name.

    A row is its number as a spreadsheet shows it, and its cells. Raises `FileError`.
    """
    _refuse_unfit(data)
    if not data.startswith(ZIP_MAGIC):
        raise FileError("wrong_type", _l("Only .xlsx files can be read."))
    return xlsx_sheets(data, is_wanted, max_rows)


def _grid(data: bytes, filename: str, columns: Sequence[Column]) -> Grid:
    _refuse_unfit(data)
    suffix = PurePath(filename).suffix.lower()
    if suffix not in {".csv", ".tsv", ".txt", ".xlsx"}:
        raise FileError("wrong_type", _l("Only .xlsx and .csv files can be read."))
    if data.startswith(ZIP_MAGIC):
        return xlsx_grid(data)
    if suffix == ".xlsx":
        raise FileError("not_xlsx", _l("The name ends in .xlsx, but this is no Excel file. Save it as .xlsx in Excel."))
    return csv_grid(data, {loosely(header) for column in columns for header in _headers(column)})


def _refuse_unfit(data: bytes) -> None:
    if not data.strip():
        raise _empty()
    if len(data) > MAX_BYTES:
        megabytes = MAX_BYTES // 1024 // 1024
        raise FileError(
            "too_big",
            _l("The file is larger than %(megabytes)s MB. Split it.", megabytes=megabytes),
            megabytes=megabytes,
        )
    if data.startswith(OLE_MAGIC):
        raise FileError(
            "old_excel",
            _l("This Excel file is of an old kind or protected by a password. Save it as .xlsx without a password."),
        )


class _Reader:
    """Fills a table from a grid: first the headings, then row by row."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        self.table = table
        self.columns = columns
        self.header: list[str] = []
        # For every place in the header the column that stands there, or None for one to be ignored.
        self.places: list[Column | None] = []

    def read(self, grid: Grid) -> None:
        first = next(grid, None)
        if first is None:
            raise _empty()
        self._read_header(*first)
        count = 0
        for count, (number, cells) in enumerate(grid, 1):
            if count > MAX_ROWS:
                raise FileError(
                    "too_many_rows", _l("The table has more than %(limit)s rows.", limit=MAX_ROWS), limit=MAX_ROWS
                )
            self._read_row(number, cells)
        if not count:
            raise FileError("no_rows", _l("There is nothing below the headings."))

    def _read_header(self, number: int, cells: list[str]) -> None:
        by_header = {loosely(header): column for column in self.columns for header in _headers(column)}
        found: dict[str, str] = {}
        for cell in cells:
            column = by_header.get(loosely(cell))
            if column and column.key in found:
                self._add_duplicate(number, cell, found[column.key])
                column = None
            elif column:
                found[column.key] = cell
            elif cell:
                message = _l("The column “%(header)s” is not known and is ignored.", header=clip(cell))
                self.table.warnings.append(
                    Problem("unknown_header", message, number, clip(cell), {"header": clip(cell)})
                )
            self.header.append(clip(cell))
            self.places.append(column)
        self.table.keys = frozenset(found)
        for column in self.columns:
            if column.required and column.key not in found:
                self._add_missing(column)

    def _add_duplicate(self, number: int, cell: str, first: str) -> None:
        message = _l("The headings “%(first)s” and “%(second)s” mean the same column.", first=first, second=cell)
        self.table.add_problem(Problem("duplicate_header", message, number, cell, {"first": first, "second": cell}))

    def _add_missing(self, column: Column) -> None:
        names = " / ".join(_headers(column)[1:] or [column.key])
        message = _l("The column “%(names)s” is missing. The first row must hold the headings.", names=names)
        self.table.add_problem(Problem("missing_column", message, params={"key": column.key, "names": names}))

    def _read_row(self, number: int, cells: list[str]) -> None:
        before = self.table.problem_count
        values = dict.fromkeys(column.key for column in self.columns)
        padded = cells + [""] * (len(self.places) - len(cells))
        for place, cell in enumerate(padded):
            column = self.places[place] if place < len(self.places) else None
            header = self.header[place] if place < len(self.header) else ""
            try:
                if column:
                    values[column.key] = _value(column, cell)
                elif cell and not header:
                    # A comma outside quotation marks shifts cells to the right; ignoring the last would hide it.
                    message = _l("“%(value)s” stands in a column without a heading.", value=clip(cell))
                    raise CellError("no_heading", message, value=clip(cell))
            except CellError as error:
                self.table.add_problem(Problem(error.kind, error.message, number, header or None, error.params))
        if self.table.problem_count == before:
            self.table.rows.append(Row(number, values))


def _value(column: Column, cell: str) -> object:
    if not cell:
        if column.required:
            raise CellError("empty_cell", _l("This cell must not be empty."))
        return None
    shown = clip(cell)
    if isinstance(cell, ErrorCell):
        raise CellError("formula_error", _l("The formula in this cell fails: %(value)s.", value=shown), value=shown)
    if isinstance(cell, DateCell) and not column.takes_dates:
        message = _l(
            "Excel holds this cell as the date %(value)s. Format the column as text and type it again.", value=shown
        )
        raise CellError("date_cell", message, value=shown)
    if len(cell) > MAX_CELL:
        raise CellError(
            "long_cell", _l("The cell holds more than %(limit)s characters.", limit=MAX_CELL), limit=MAX_CELL
        )
    if cell[0] == "'" and is_formula_like(cell[1:]):
        # Our own exports put the apostrophe there; a file that comes back must not keep it.
        cell = cell[1:]
    try:
        return column.parse(cell)
    except CellError:
        raise
    except ValueError as error:
        raise CellError("invalid", _l("“%(value)s” cannot be used here.", value=shown), value=shown) from error


def _headers(column: Column) -> list[str]:
    return [column.key, *column.headers]


def _empty() -> FileError:
    return FileError("empty", _l("The file is empty."))
