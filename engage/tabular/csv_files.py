"""Rows of a CSV file, whichever program wrote it."""

import codecs
import csv
import io
from collections.abc import Collection

from engage.i18n import _l
from engage.tabular.files import FileError, Grid, strip, trimmed
from engage.tabular.parsers import loosely

DELIMITERS = ",;\t"


def csv_grid(data: bytes, known_headers: Collection[str]) -> Grid:
    """Yield the rows that hold something. `known_headers`, in their loose form, tell the separator.

    Raises `FileError` while it is read.
    """
    content = _decoded(data)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content, known_headers), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = _l("This row cannot be read. A quotation mark may be open, or a cell is far too long.")
            raise FileError("broken_row", message, number) from error
        if cells := trimmed([strip(cell) for cell in cells]):
            yield number, cells


def _decoded(data: bytes) -> str:
    """Return the text. Excel in China saves CSV as GB18030 unless told otherwise, and "Unicode text" as UTF-16."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in content:
            return content
    raise FileError("encoding", _l("This is not a text file that can be read. Save it as CSV UTF-8 or as .xlsx."))


def _delimiter(content: str, known_headers: Collection[str]) -> str:
    """Return the separator by which the first row has most known headings, or else most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
            header = next((row for row in rows if any(strip(cell).strip(DELIMITERS) for cell in row)), [])
        except csv.Error:
            return 0, 0
        return sum(loosely(cell) in known_headers for cell in header), len(header)

    return max(DELIMITERS, key=score)
