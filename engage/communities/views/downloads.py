"""Tables as files."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from engage.tabular import csv_bytes, xlsx_bytes

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(wanted: str | None, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """Answer with an XLSX file where that is wanted, else with CSV."""
    kind = "xlsx" if wanted == "xlsx" else "csv"
    content = xlsx_bytes(header, rows) if kind == "xlsx" else b"".join(csv_bytes(header, rows))
    return attachment(content, TYPES[kind], f"{name}.{kind}")


def attachment(content: bytes, content_type: str, filename: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
