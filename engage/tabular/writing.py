"""Tables for download, safe to open: no text of ours is taken for a formula by a spreadsheet."""

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

UTF8_BOM = b"\xef\xbb\xbf"
CHUNK_CHARACTERS = 32_768
# Beyond these a spreadsheet would round the number, cut the text or lose the row.
MAX_EXACT = 2**53
MAX_XLSX_TEXT = 32_767
MAX_XLSX_ROWS = 1_048_576


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet may take the text for a formula: = + - @ TAB CR LF first, full-width forms too.

    Blanks and invisible characters before it do not count. Source: OWASP, CSV injection.
    """
    for character in text:
        # One by one, since NFKC over the whole text would join "=" with an accent that follows.
        for plain in unicodedata.normalize("NFKC", character):
            if plain in "=+-@\t\r\n":
                return True
            if unicodedata.category(plain)[0] not in "CZ":
                return False
    return False


def safe_text(text: str) -> str:
    """Return the text, with an apostrophe before it where it could be taken for a formula."""
    return "'" + text if is_formula_like(text) else text


def csv_bytes(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a CSV file piece by piece: UTF-8 with a byte order mark, by which Excel knows Chinese."""
    buffer = io.StringIO()
    # Quoted text stays one cell also where Excel splits at semicolons.
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([_csv_cell(value) for value in header])
    yield UTF8_BOM
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        if buffer.tell() > CHUNK_CHARACTERS:
            yield _taken(buffer)
    yield _taken(buffer)


def xlsx_bytes(header: Sequence[Any], rows: Iterable[Sequence[Any]], sheet: str = "Sheet1") -> bytes:
    """Return a workbook of one sheet. Raises `ValueError` when it has more rows than a sheet can hold."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, value in enumerate(header):
            _write_cell(page, 0, column, value, bold)
        for number, row in enumerate(rows, 1):
            if number >= MAX_XLSX_ROWS:
                raise ValueError("too many rows for a sheet")
            for column, value in enumerate(row):
                _write_cell(page, number, column, value)
    return target.getvalue()


def sheets_bytes(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return a workbook of several sheets of text, the first row of each its headings, for other programs to read.

    Every text stays as it is, and a cell is marked as text where a spreadsheet could take it for a formula.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        bold, as_text = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, max(map(len, rows)) - 1, 18)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value:
                        style = bold if number == 0 else as_text if is_formula_like(value) else None
                        page.write_string(number, column, _fitting(value), style)
    return target.getvalue()


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return content.encode("utf-8", "replace")


def _as_text(value: Any) -> str:
    return safe_text(value.isoformat() if hasattr(type(value), "isoformat") else str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if _is_number(value) else _as_text(value)


def _write_cell(page: Any, row: int, column: int, value: Any, style: Any = None) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif _is_number(value) and math.isfinite(value) and abs(value) <= MAX_EXACT:
        page.write_number(row, column, value, style)
    else:
        content = _as_text(value) if not _is_number(value) else str(value)
        page.write_string(row, column, _fitting(content), style)


def _fitting(content: str) -> str:
    return content if len(content) <= MAX_XLSX_TEXT else content[: MAX_XLSX_TEXT - 1] + "…"
