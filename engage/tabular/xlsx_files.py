"""Rows of an XLSX workbook, guarded against files made to exhaust memory or time."""

import io
import itertools
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.escape import unescape

from engage.i18n import _l
from engage.tabular.files import MAX_COLUMNS, DateCell, ErrorCell, FileError, Grid, strip, trimmed

MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 1_000
MAX_ELEMENTS = 3_000_000
MAX_CHILDREN = 200_000
MAX_DEPTH = 60
# The last row that a spreadsheet can have.
LAST_ROW = 1_048_576


def xlsx_grid(data: bytes) -> Grid:
    """Yield the rows of the first visible sheet that hold something. Raises `FileError` while it is read."""
    with _refusing_faults(), _workbook(data) as book:
        yield from _rows(next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible"))


def xlsx_sheets(data: bytes, is_wanted: Callable[[str], bool], max_rows: int) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the rows of every sheet that is wanted, or of the only one there is, hidden or not, by its name.

    Raises `FileError`, also for more rows than `max_rows`, counted over all sheets together.
    """
    found: dict[str, list[tuple[int, list[str]]]] = {}
    with _refusing_faults(), _workbook(data) as book:
        count = itertools.count(1)
        for sheet in book.worksheets:
            if is_wanted(sheet.title) or len(book.worksheets) == 1:
                found[sheet.title] = []
                for row in _rows(sheet):
                    if next(count) > max_rows:
                        raise _too_many_rows(max_rows)
                    found[sheet.title].append(row)
    return found


def _too_many_rows(limit: int) -> FileError:
    return FileError("too_many_rows", _l("The table has more than %(limit)s rows.", limit=limit), limit=limit)


@contextmanager
def _refusing_faults() -> Iterator[None]:
    try:
        yield
    except FileError:
        raise
    except Exception as error:
        # A damaged workbook makes the libraries raise almost anything: KeyError, zlib.error, TypeError, ParseError.
        raise FileError(
            "unreadable", _l("This Excel file cannot be read. Open it in Excel and save it again as .xlsx.")
        ) from error


@contextmanager
def _workbook(data: bytes) -> Iterator[Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        clean = _inspected(archive)
    with warnings.catch_warnings():
        # Openpyxl warns of styles and extensions that it passes over; they hold no values.
        warnings.simplefilter("ignore")
        with closing(load_workbook(clean, read_only=True, data_only=True, keep_links=False)) as book:
            yield book


def _rows(sheet: Any) -> Grid:
    # The stated size is often wrong, and rows beyond it would be lost.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        if number > LAST_ROW:
            return
        if cells := trimmed(["" if cell is EMPTY_CELL else _text(cell) for cell in row]):
            yield number, cells


def _text(cell: Any) -> str:
    """Return the cell's value as a person would type it into a CSV file."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return str(value).upper()
        case float(value):
            return number_text(value)
        case datetime() | date() | time() | timedelta() as value:
            return DateCell(str(value).removesuffix(" 00:00:00"))
        case value if cell.data_type == "e":
            return ErrorCell(value)
        case value:
            # Excel writes a carriage return inside text as _x000D_.
            return strip(unescape(str(value)))


def number_text(value: float) -> str:
    """Return the number to 15 digits, all that a spreadsheet keeps and shows, without exponent: 85.37 is "85.37"."""
    digits = format(Decimal(format(value, ".15g")), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _inspected(archive: zipfile.ZipFile) -> IO[bytes]:
    """Return an uncompressed copy of the workbook, or refuse one that would unpack to too much.

    Reading a whole part at once, as openpyxl does, inflates it past its stated size; the copy's sizes are true.
    """
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileError("locked", _l("This file is protected by a password. Remove it and save the file again."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _too_large()
    counter = _Counter()
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for part in parts:
            # The other methods cannot be inflated piece by piece, and no spreadsheet uses them.
            if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise zipfile.BadZipFile("compression")
            with archive.open(part) as source:
                content = source.read(part.file_size)
            counter.scan(content)
            target.writestr(part.filename, content)
    copy.seek(0)
    return copy


class _Counter:
    """Counts the elements of XML before a tree is built of them: a small file can hold millions in one row.

    Every part is scanned, whatever its name says, since a workbook may name its sheets as it likes.
    """

    def __init__(self) -> None:
        self.elements = 0
        self.children = [0]

    def scan(self, content: bytes) -> None:
        self.children = [0]
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            # A picture, or a fault that openpyxl will meet at the same place.
            return

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.elements += 1
        self.children[-1] += 1
        if self.elements > MAX_ELEMENTS or self.children[-1] > MAX_CHILDREN or len(self.children) > MAX_DEPTH:
            raise _too_large()
        self.children.append(0)

    def _end(self, _name: str) -> None:
        self.children.pop()

    def _doctype(self, *_arguments: object) -> None:
        raise FileError("unsafe", _l("This Excel file holds something that spreadsheets do not need. It is refused."))


def _too_large() -> FileError:
    return FileError("too_large", _l("This file holds too much. Split it, or remove sheets that are not needed."))
