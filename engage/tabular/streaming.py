"""A workbook whose first sheet has any number of rows, made while it is sent: memory does not grow with the rows."""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from engage.tabular.writing import MAX_EXACT, MAX_XLSX_ROWS, _as_text, _fitting, _is_number, _write_cell

FIRST_SHEET = "xl/worksheets/sheet1.xml"
CHUNK_BYTES = 65_536
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DIMENSION = re.compile(r"<dimension [^>]*/>")


def stream_xlsx(
    sheet: str,
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    more: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]] = (),
) -> Iterator[bytes]:
    """Yield a workbook piece by piece: the sheet of many rows, then small ones (name, header, rows).

    The library writes a workbook with an empty first sheet; its parts are copied, and the rows are put in on the way.
    Raises `ValueError` on the way when there are more rows than a sheet can hold.
    """
    template = zipfile.ZipFile(io.BytesIO(_template(sheet, header, more)))
    target = _Drain()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name in template.namelist():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type = zipfile.ZIP_DEFLATED
            with book.open(about, "w") as part:
                if name != FIRST_SHEET:
                    part.write(template.read(name))
                    continue
                for piece in _sheet_pieces(template.read(name).decode(), rows):
                    part.write(piece)
                    if target.size > CHUNK_BYTES:
                        yield target.taken()
    yield target.taken()


def estimate_xlsx_bytes(rows: Sequence[Sequence[Any]]) -> int:
    """Return roughly how many bytes these rows take in a workbook."""
    text = "".join(_row_xml(number, row) for number, row in enumerate(rows, 2))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        book.writestr("rows", text)
    return len(target.getvalue())


class _Drain(io.RawIOBase):
    """Takes what the zip file writes, and gives it away; nothing can be gone back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def taken(self) -> bytes:
        content = b"".join(self._parts)
        self._parts, self.size = [], 0
        return content


def _template(sheet: str, header: Sequence[Any], more: Iterable[tuple[str, Sequence[Any], Iterable[Any]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, heads, rows in ((sheet, header, ()), *more):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for column, value in enumerate(heads):
                _write_cell(page, 0, column, value, bold)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write_cell(page, number, column, value)
    return target.getvalue()


def _sheet_pieces(empty: str, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    # The size that the library noted is that of the header; without it programs look for themselves.
    before, end, after = _DIMENSION.sub("", empty, count=1).rpartition("</sheetData>")
    if not end:
        raise ValueError("a sheet without a header row")
    yield before.encode()
    for number, row in enumerate(rows, 2):
        if number > MAX_XLSX_ROWS:
            raise ValueError("too many rows for a sheet")
        yield _row_xml(number, row).encode()
    yield (end + after).encode()


def _row_xml(number: int, row: Sequence[Any]) -> str:
    cells = "".join(_cell_xml(f"{_name(column)}{number}", value) for column, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


_names: list[str] = []


def _name(column: int) -> str:
    while column >= len(_names):
        _names.append(xl_col_to_name(len(_names)))
    return _names[column]


def _cell_xml(place: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if _is_number(value) and math.isfinite(value) and abs(value) <= MAX_EXACT:
        return f'<c r="{place}"><v>{value}</v></c>'
    text = _fitting(_as_text(value) if not _is_number(value) else str(value))
    plain = escape(_NOT_XML.sub("", text))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'
