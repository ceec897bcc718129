"""The answers as files, with their codebook, made while they are sent."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound

from engage.accounts import audit
from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.surveys.figures.codebook import QUESTION_HEADER, VALUE_HEADER, question_rows, value_rows
from engage.surveys.queries.export import Export
from engage.surveys.views.results.blueprint import bp, counted
from engage.tabular import csv_bytes, estimate_xlsx_bytes, stream_xlsx
from engage.transaction import transaction

SAMPLE = 200
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "codebook": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/export")
@staff(Permission.RUN_SURVEYS)
def export(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    made = Export(found.results)
    sizes = _sizes(made)
    return render_template("surveys/results/export.html", **found.context, rows=made.number_of_rows(), sizes=sizes)


def _sizes(made: Export) -> dict[str, int]:
    """Return roughly how many bytes each file will have, from the first rows."""
    rows = list(made.rows(limit=SAMPLE))
    number = made.number_of_rows()
    if not rows:
        return {"csv": 0, "xlsx": 0}
    text = sum(map(len, csv_bytes((), rows)))
    return {"csv": text * number // len(rows), "xlsx": estimate_xlsx_bytes(rows) * number // len(rows)}


@bp.post("/export")
@staff(Permission.RUN_SURVEYS)
def download(survey_id: int) -> ResponseReturnValue:
    """Send the file. Who took it is noted."""
    kind = request.form.get("as", "csv")
    if kind not in TYPES:
        raise NotFound
    found = counted(survey_id)
    area_id = found.survey.area_id
    with transaction():
        audit.record(
            user_id=current_user.id,
            area_id=area_id,
            action=f"survey answers taken: {kind}",
            subject=f"survey {survey_id}",
            now=utcnow(),
        )
    made = Export(counted(survey_id).results)
    rows, sizes = made.number_of_rows(), _sizes(made)
    response = Response(stream_with_context(pieces(made, kind)), content_type=TYPES[kind])
    ending = "xlsx" if kind == "xlsx" else "csv"
    middle = "codebook" if kind == "codebook" else "answers"
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey_id}-{middle}.{ending}")
    response.headers["X-Rows"] = str(rows)
    response.headers["X-Bytes-About"] = str(sizes.get(kind, 0))
    return response


def pieces(made: Export, kind: str) -> Iterator[bytes]:
    """Yield a file of this kind while it is made."""
    if kind == "codebook":
        return csv_bytes((*QUESTION_HEADER, "code", "value", "value_zh", "value_en"), _codebook(made))
    if kind == "csv":
        return csv_bytes(made.header, made.rows())
    return stream_xlsx("data", made.header, made.rows(), sheets(made))


def sheets(made: Export) -> Iterable[tuple[str, Any, Iterable[Any]]]:
    """Return the codebook's sheets."""
    return (
        ("questions", QUESTION_HEADER, question_rows(made.columns)),
        ("values", VALUE_HEADER, value_rows(made.columns)),
    )


def _codebook(made: Export) -> Iterator[list[Any]]:
    """Yield each column, followed by a line for each of its codes."""
    codes = list(value_rows(made.columns))
    for row in question_rows(made.columns):
        yield [*row, "", "", "", ""]
        for name, *code in codes:
            if name == row[0]:
                yield [name, *[""] * (len(row) - 1), *code]
