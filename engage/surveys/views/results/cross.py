"""Two questions together, or a question by area."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from engage.accounts.permissions import Permission, staff
from engage.i18n import _, pick
from engage.surveys.cells import values_of_question
from engage.surveys.figures.cross import CrossTable, cross_table
from engage.surveys.figures.merged import Merged
from engage.surveys.queries import passes
from engage.surveys.queries.results import FILTERED, Results
from engage.surveys.questionnaire import QuestionType
from engage.surveys.result_words import cell_name, title_of
from engage.surveys.views.results.blueprint import bp, counted, question_named
from engage.surveys.views.results.page import percent_of
from engage.tabular import csv_bytes

AREA = "area"


@dataclass(frozen=True)
class Made:
    """A table, or how far the reading for it is."""

    table: CrossTable | None
    row_title: str
    column_title: str
    percent: int = 100


@bp.get("/cross")
@staff(Permission.SEE_SURVEYS)
def cross(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    questions = [merged for merged in found.results.questions if merged.question.type in FILTERED]
    rows, columns = request.args.get("rows", ""), request.args.get("columns", "")
    return render_template(
        "surveys/results/cross.html",
        **found.context,
        questions=[(merged.name, title_of(merged)) for merged in questions],
        rows=rows,
        columns=columns,
        made=_made(found.results, rows, columns) if rows and columns and rows != columns else None,
    )


@bp.get("/cross.csv")
@staff(Permission.SEE_SURVEYS)
def cross_file(survey_id: int) -> ResponseReturnValue:
    """The table as a file: counts, then shares of each row in hundredths of a percent."""
    found = counted(survey_id)
    rows_by, columns_by = request.args.get("rows", ""), request.args.get("columns", "")
    if not rows_by or not columns_by:
        return redirect(url_for(".cross", survey_id=survey_id), 303)
    made = _made(found.results, rows_by, columns_by)
    if made.table is None:
        # Not all answers are read yet; the page goes on and offers the file when it is done.
        return redirect(url_for(".cross", survey_id=survey_id, rows=rows_by, columns=columns_by), 303)
    header = [made.row_title, _("Answers"), *made.table.columns, *(f"{name} (%)" for name in made.table.columns)]
    rows = [
        [line.label, _written(line.n), *map(_written, line.counts), *(_percent(count, line.n) for count in line.counts)]
        for line in made.table.lines
    ]
    response = Response(b"".join(csv_bytes(header, rows)), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey_id}-table.csv")
    return response


def _written(count: int | None) -> int | str:
    return "*" if count is None else count


def _percent(count: int | None, n: int | None) -> float | None:
    return round(count * 100 / n, 2) if count is not None and n else None


def _made(results: Results, rows: str, columns: str) -> Made:
    across = _table_question(results, columns)
    if rows == AREA:
        return _by_area(results, across)
    down = _table_question(results, rows)
    found = passes.advance(results, passes.Plan(results.survey.id, by=(rows,), of=(columns,)))
    if not found.is_done:
        return Made(None, title_of(down), title_of(across), percent_of(found))
    counts, bases = _counts(found, across)
    table = cross_table(
        _named(down),
        _named(across),
        counts,
        bases,
        rows_add_up=down.question.type != QuestionType.MULTIPLE,
        columns_add_up=across.question.type != QuestionType.MULTIPLE,
    )
    return Made(table, title_of(down), title_of(across))


def _table_question(results: Results, name: str) -> Merged:
    merged = question_named(results, name)
    if merged.question.type not in FILTERED:
        raise NotFound
    return merged


def _counts(found: passes.Pass, across: Merged) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    groups = {group[0]: tally for group, tally in found.groups.items()}
    cells = {(row, cell): number for row, tally in groups.items() for cell, number in tally.of(across.key).items()}
    return cells, {row: tally.answered(across.key) for row, tally in groups.items()}


def _named(merged: Merged) -> list[tuple[str, str]]:
    return [(cell, cell_name(merged, cell)) for cell in values_of_question(merged.question)]


def _by_area(results: Results, across: Merged) -> Made:
    """Rows are the areas right below the survey's, from the kept counts."""
    root = results.survey.area
    rows = [
        (area.path, pick(area.name_zh, area.name_en)) for area in results.areas.values() if area.parent_id == root.id
    ]
    hidden = {area.path for area, is_hidden in results.shown_areas if is_hidden}
    own = _("Without a closer place")
    counts: dict[tuple[str, str], int] = {}
    for (area_id, cell), number in results.by_area(across).items():
        row = _row_of(results.areas[area_id].path, root.path, rows)
        counts[row, cell] = counts.get((row, cell), 0) + number
    bases: Mapping[str, Any] = {row: counts.pop((row, ""), 0) for row, _label in [*rows, (root.path, own)]}
    table = cross_table(
        [*rows, *([(root.path, own)] if bases[root.path] else [])],
        _named(across),
        counts,
        bases,
        columns_add_up=across.question.type != QuestionType.MULTIPLE,
        hidden_rows=frozenset(row for row, _label in rows if row in hidden),
    )
    return Made(table, _("Area"), title_of(across))


def _row_of(path: str, root_path: str, rows: list[tuple[str, str]]) -> str:
    return next((row for row, _label in rows if path.startswith(row)), root_path)
