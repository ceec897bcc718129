"""A row of the sheet `survey` as a question."""

import re
from dataclasses import replace

from engage.i18n import _l
from engage.surveys.questionnaire import Choice, Question, QuestionType, Scale
from engage.surveys.xlsform.lists import Lists, refuse_media
from engage.surveys.xlsform.sheets import Row, Sheet
from engage.surveys.xlsform.types import Asked

YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"", "no", "false", "false()"})
# Columns that change what is answered, so that leaving them out would not be the same survey.
IMPOSSIBLE = {
    "calculation": _l("Answers cannot be calculated. Ask for the value, or empty this cell."),
    "choice_filter": _l("Choices that depend on earlier answers are not possible. Ask one question for each case."),
    "count": _l("Questions cannot be repeated. Empty this cell."),
    "trigger": _l("Answers cannot be calculated. Ask for the value, or empty this cell."),
}
# The parameter of a `range` that names the list in which its points have names.
LABELS = "tick_labelset"
PARAMETER = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")


def question(sheet: Sheet, row: Row, name: str, asked: Asked, lists: Lists) -> Question:
    """Return what the row asks; what is wrong with it goes to the sheet's report."""
    check_columns(sheet, row)
    read = Question(
        name=name,
        type=asked.type,
        label=row.words("label"),
        hint=row.words("hint"),
        is_required=required(sheet, row),
        relevant=row.get("relevant"),
        constraint=row.get("constraint"),
        constraint_message=row.words("constraint_message"),
    )
    if asked.type is QuestionType.SCALE:
        scale, points_list = _scale(sheet, row)
        return replace(read, scale=scale, choices=_chosen_from(sheet, row, "parameters", points_list, lists))
    if row.get("parameters"):
        sheet.note(row, "parameters", _l("This setting is left out."))
    return replace(read, choices=_chosen_from(sheet, row, "type", asked.list_name, lists))


def _chosen_from(sheet: Sheet, row: Row, key: str, name: str, lists: Lists) -> tuple[Choice, ...]:
    if not name:
        return ()
    choices = lists.get(name)
    if choices is None:
        sheet.fault(row, key, _l("There is no list “%(name)s” on the sheet “choices”.", name=name))
    return choices or ()


def points_given(row: Row) -> dict[str, str]:
    """Return the parameters of a row, by their names in small letters."""
    return {name.lower(): value for name, value in PARAMETER.findall(row.get("parameters"))}


def check_columns(sheet: Sheet, row: Row) -> None:
    """Refuse what cannot be done, and note what is left out."""
    refuse_media(sheet, row)
    for key, message in IMPOSSIBLE.items():
        if row.get(key):
            sheet.fault(row, key, message)
    if row.get("default"):
        sheet.note(row, "default", _l("An answer given beforehand is left out: people are to answer by themselves."))
    if row.get("read_only").lower() not in NO:
        sheet.note(row, "read_only", _l("This setting is left out: people can answer every question."))


def required(sheet: Sheet, row: Row) -> bool:
    text = row.get("required").lower()
    if text not in YES | NO:
        message = _l("Write yes or no. An answer that is required only sometimes is not possible.")
        sheet.fault(row, "required", message)
    return text in YES


def _scale(sheet: Sheet, row: Row) -> tuple[Scale | None, str]:
    """Return the points of a `range` and the list of their names.

    What is not given is from 1 to 10 in steps of 1, as in ODK.
    """
    given = points_given(row)
    list_name = given.pop(LABELS, "")
    points = []
    for name, usual in (("start", "1"), ("end", "10"), ("step", "1")):
        value = given.pop(name, usual)
        if not re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", value):
            message = _l("“%(name)s” must be a whole number, not “%(value)s”.", name=name, value=value)
            sheet.fault(row, "parameters", message)
            return None, list_name
        points.append(int(value.partition(".")[0]))
    if given:
        sheet.note(row, "parameters", _l("“%(names)s” is left out.", names=", ".join(given)))
    return Scale(*points), list_name
