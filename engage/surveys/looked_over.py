"""Answers as they are read again before sending: in words, question by question."""

from dataclasses import dataclass
from datetime import date

from engage.formats import day
from engage.i18n import _, pick
from engage.surveys import flow
from engage.surveys.drafts import Typed
from engage.surveys.expressions import Value
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Words


@dataclass(frozen=True)
class Row:
    """A question with its answer in words; several `lines` for several choices, none where nothing was answered."""

    question: Question
    lines: list[str]
    is_ordered: bool = False
    photo: str = ""


def looked_over(questionnaire: Questionnaire, typed: Typed, *, today: date) -> list[Row]:
    names = flow.shown(questionnaire, typed.answers, today=today)
    asked = [question for name in names if (question := questionnaire.by_name[name]).asks]
    return [_row(question, typed) for question in asked]


def _row(question: Question, typed: Typed) -> Row:
    if question.name in typed.unread:
        return Row(question, [value for values in typed.unread[question.name].values() for value in values if value])
    value = typed.answers.get(question.name)
    if value is None:
        return Row(question, [])
    if question.type == QuestionType.PHOTO:
        return Row(question, [], photo=str(value))
    return Row(question, lines(question, value), is_ordered=question.type == QuestionType.RANKING)


def lines(question: Question, value: Value) -> list[str]:
    """Return an answer in words."""
    if isinstance(value, list):
        return [_label(question.choice(one), one) for one in value]
    if isinstance(value, dict):
        rows = {row.value: row for row in question.rows}
        return [f"{_label(rows.get(row), row)}: {_label(question.choice(one), one)}" for row, one in value.items()]
    if question.type == QuestionType.DATE:
        return [day(date.fromisoformat(str(value)))]
    if question.type == QuestionType.ACKNOWLEDGE:
        return [_("Confirmed")]
    name = _label(question.choice(str(value)), str(value))
    if question.type == QuestionType.SCALE and name != str(value):
        return [f"{value} · {name}"]  # As on the page of the question, where points bear their numbers.
    return [name]


def _label(choice: Choice | None, value: str) -> str:
    words = choice.label if choice else Words()
    return pick(words.zh, words.en) or value
