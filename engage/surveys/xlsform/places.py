"""Where in the workbook a problem of the questionnaire stands."""

import re
from collections.abc import Iterator

from engage.surveys.problems import Problem, problems
from engage.surveys.words import problem_sentence
from engage.surveys.xlsform.groups import Group, Item
from engage.surveys.xlsform.lists import Lists
from engage.surveys.xlsform.questions import LABELS, points_given
from engage.surveys.xlsform.report import Reading
from engage.surveys.xlsform.row_names import row_values
from engage.surveys.xlsform.rows import Rows
from engage.surveys.xlsform.sheets import Row

COLUMNS = {"title": "label", "scale": "parameters", "choices": "type", "rows": "type"}
OF_LABELS = ("choice_no_label", "choice_too_long", "placeholder")
# What comes of a column that is missing or a cell that was refused; that itself was reported.
FOLLOWING = {"none": "type", "few": "type", "no_scale": "parameters"}


def report_problems(reading: Reading, rows: Rows, lists: Lists) -> None:
    """Add the problems of the questionnaire with their places, except those that follow from a reported fault."""
    places = _Places(rows, lists)
    reported = {(fault.sheet, fault.row, fault.column) for fault in reading.faults}
    for problem in problems(reading.questionnaire):
        row, key = places.find(problem)
        sheet = row.sheet if row else rows.sheet
        at = (sheet.name, row.number if row else None, row.column(FOLLOWING.get(problem.code, key)) if row else None)
        if at in reported or _follows(problem, reading, rows):
            continue
        column = row.column(key) if row else None
        fault = (sheet.name, row.number if row else None, column, problem_sentence(problem))
        if fault not in {(old.sheet, old.row, old.column, old.message) for old in reading.faults}:
            reading.fault(*fault)


def _follows(problem: Problem, reading: Reading, rows: Rows) -> bool:
    if problem.code == "empty":
        return not reading.ok
    if problem.code in ("bad_name", "duplicate_name"):
        return problem.where in rows.faulty
    if problem.code == "unknown_name":
        return problem.detail["name"] in rows.refused
    return problem.code == "no_label" and not rows.sheet.has_column("label")


class _Places:
    def __init__(self, rows: Rows, lists: Lists) -> None:
        self.rows = rows
        self.lists = lists
        self.list_names: dict[str, str] = {}
        self.matrix_rows: dict[tuple[str, str], Row] = {}
        for child in _all(rows.children):
            if isinstance(child, Item):
                self.list_names[child.question.name] = child.list_name or points_given(child.row).get(LABELS, "")
            elif child.is_table:
                self._add_table(child)

    def find(self, problem: Problem) -> tuple[Row | None, str]:
        """Return the row and which of its columns."""
        value = problem.detail.get("value")
        key = "label" if problem.code in OF_LABELS else "name"
        if problem.field == "choices" and value is not None:
            found = self.lists.rows.get((self.list_names.get(problem.where, ""), value))
        elif problem.field == "rows" and value is not None:
            found = self.matrix_rows.get((problem.where, value))
        else:
            found, key = None, COLUMNS.get(problem.field, problem.field)
        return found or self._row(problem.where), key

    def _row(self, name: str) -> Row | None:
        """Return the row of a question or group. What stands beside the groups of a group has its name and a number."""
        return self.rows.by_name.get(name) or self.rows.by_name.get(re.sub(r"_\d+$", "", name))

    def _add_table(self, group: Group) -> None:
        name = group.asked.name
        items = [child for child in group.children if isinstance(child, Item)]
        for value, item in zip(row_values(name, [item.question.name for item in items]), items, strict=True):
            self.matrix_rows[name, value] = item.row
            self.list_names[name] = item.list_name


def _all(children: "list[Item | Group]") -> Iterator[Item | Group]:
    for child in children:
        yield child
        if isinstance(child, Group):
            yield from _all(child.children)
