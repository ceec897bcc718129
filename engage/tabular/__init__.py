"""Tables that people upload and download: CSV and XLSX in and out. Knows nothing of what the rows mean."""

from engage.tabular.files import FileError
from engage.tabular.parsers import (
    CellError,
    Parser,
    choice,
    day,
    hundredths,
    text,
    year,
)
from engage.tabular.reading import read_sheets, read_table
from engage.tabular.streaming import estimate_xlsx_bytes, stream_xlsx
from engage.tabular.table import Column, Problem, Row, Table
from engage.tabular.writing import csv_bytes, is_formula_like, safe_text, sheets_bytes, xlsx_bytes

__all__ = [
    "CellError",
    "Column",
    "FileError",
    "Parser",
    "Problem",
    "Row",
    "Table",
    "choice",
    "csv_bytes",
    "day",
    "estimate_xlsx_bytes",
    "hundredths",
    "is_formula_like",
    "read_sheets",
    "read_table",
    "safe_text",
    "sheets_bytes",
    "stream_xlsx",
    "text",
    "xlsx_bytes",
    "year",
]
