"""The rows of a form by which a condition is picked from lists, and the text that they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engage.cleaning import clean_text
from engage.i18n import _, _l
from engage.surveys import logic
from engage.surveys.expressions import ExpressionError, parse
from engage.surveys.logic import ANSWERING, Operator, Rule, Rules
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Section

MOST_ROWS = 20
LONGEST = 2000
OPERATOR_NAMES = {
    Operator.ANSWERED: _l("is answered"),
    Operator.UNANSWERED: _l("is not answered"),
    Operator.IS: _l("is"),
    Operator.IS_NOT: _l("is not"),
    Operator.INCLUDES: _l("includes"),
    Operator.LACKS: _l("does not include"),
    Operator.EQUAL: _l("equals"),
    Operator.UNEQUAL: _l("does not equal"),
    Operator.AT_LEAST: _l("is at least"),
    Operator.AT_MOST: _l("is at most"),
    Operator.MORE: _l("is more than"),
    Operator.LESS: _l("is less than"),
    Operator.ON: _l("is on"),
    Operator.BEFORE: _l("is before"),
    Operator.AFTER: _l("is after"),
    Operator.NOT_BEFORE: _l("is not before"),
    Operator.NOT_AFTER: _l("is not after"),
}
TICK_NAMES = {Operator.AT_LEAST: _l("has at least so many ticks"), Operator.AT_MOST: _l("has at most so many ticks")}


@dataclass(frozen=True)
class Row:
    """One rule as it stands in the form. `question` is None until one is chosen."""

    question: Question | None = None
    operator: str = ""
    value: str = ""

    @property
    def operators(self) -> list[tuple[str, Any]]:
        if self.question is None:
            return []
        ticks = TICK_NAMES if self.question.type is QuestionType.MULTIPLE else {}
        return [(str(one), ticks.get(one, OPERATOR_NAMES[one])) for one in logic.operators(self.question)]

    @property
    def takes(self) -> str:
        """What the third field is: "" for none, "choice", "date" or "number"."""
        if self.question is None or self.operator in ANSWERING:
            return ""
        if self.question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE) and self.operator not in logic.TICKS:
            return "choice"
        return "date" if self.question.type is QuestionType.DATE else "number"


@dataclass(frozen=True)
class Picked:
    """A condition in a form. `is_text` when it is written by hand, since it is or was changed there."""

    earlier: tuple[Question, ...]
    rows: tuple[Row, ...] = ()
    all_or_any: str = logic.ALL
    text: str = ""
    is_text: bool = False
    fault: str = ""

    @property
    def source(self) -> str:
        return self.text

    def is_step(self, form: MultiDict[str, str]) -> bool:
        """Tell whether the pressed button only changes the rows."""
        return form.get("do", "").startswith("when:")


def before_section(questionnaire: Questionnaire, name: str) -> tuple[Question, ...]:
    """Return the questions that a section's condition can look at: those of the sections before it."""
    found: list[Question] = []
    for section in questionnaire.sections:
        if section.name == name:
            break
        found += section.questions
    return _asking(found)


def before_question(questionnaire: Questionnaire, name: str, section: str) -> tuple[Question, ...]:
    """Return the questions before this one; for a new one, all up to the end of its section."""
    found: list[Question] = []
    for other in questionnaire.sections:
        for question in other.questions:
            if question.name == name:
                return _asking(found)
            found.append(question)
        if other.name == section and name not in questionnaire.by_name:
            break
    return _asking(found)


def _asking(questions: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.asks)


def begun(source: str, earlier: tuple[Question, ...]) -> Picked:
    """Return the form of a stored condition: rows where rows can say it, else its text."""
    picked = Picked(earlier, text=source)
    try:
        rules = logic.from_expression(parse(source) if source else None, _form(earlier))
    except ExpressionError:
        rules = None
    if rules is None:
        return replace(picked, is_text=True)
    by_name = _form(earlier).by_name
    rows = tuple(Row(by_name[rule.question], rule.operator, rule.value) for rule in rules.rules)
    return replace(picked, rows=rows, all_or_any=rules.all_or_any)


def read(form: MultiDict[str, str], earlier: tuple[Question, ...]) -> Picked:
    """Return what the form holds. The text counts where it was changed by hand; else the rows do."""
    text = clean_text(form.get("when.text", ""))[:LONGEST]
    if text != clean_text(form.get("when.was", ""))[:LONGEST] and form.get("do", "") != "when:add":
        picked = begun(text, earlier)
        return replace(picked, text=text)
    if form.get("when.is_text"):
        if form.get("do") == "when:add":
            return Picked(earlier, (Row(),))
        return Picked(earlier, text=text, is_text=True)
    rows = _stepped(_rows(form, earlier), form.get("do", ""))
    picked = Picked(earlier, rows, logic.ANY if form.get("when.any") == logic.ANY else logic.ALL)
    rules = tuple(Rule(row.question.name, row.operator, row.value) for row in rows if row.question)
    try:
        source = logic.to_source(Rules(picked.all_or_any, rules), _form(earlier))
    except logic.Unwritable:
        return replace(picked, fault=_("Please complete each line of the condition, or remove it."))
    return replace(picked, text=source)


def _rows(form: MultiDict[str, str], earlier: tuple[Question, ...]) -> tuple[Row, ...]:
    by_name = _form(earlier).by_name
    columns = [form.getlist(f"when.{name}") for name in ("question", "for", "operator", "value")]
    rows = []
    for name, shown_for, operator, value in zip(*columns, strict=False):
        question = by_name.get(name)
        if question is None:
            rows.append(Row())
            continue
        allowed = [str(one) for one in logic.operators(question)]
        is_same = shown_for == name and operator in allowed
        row = Row(question, operator if is_same else allowed[0], clean_text(value)[:60] if is_same else "")
        rows.append(replace(row, value="") if not row.takes else row)
    return tuple(rows[:MOST_ROWS])


def _stepped(rows: tuple[Row, ...], do: str) -> tuple[Row, ...]:
    if do == "when:add":
        return (*rows, Row())
    kind, _sign, place = do.rpartition(":")
    if kind == "when:remove" and place.isascii() and place.isdecimal():
        return tuple(row for at, row in enumerate(rows) if at != int(place))
    return rows


def _form(earlier: tuple[Question, ...]) -> Questionnaire:
    return Questionnaire((Section("earlier", questions=earlier),))
