"""What somebody has typed into a survey so far, and how a page that comes back is merged into it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engage.surveys.expressions import Value
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType
from engage.surveys.values import Unfit, read, typed

Fields = Mapping[str, Sequence[str]]
TOUCHED = "*"
# More than any answer may have, so that a text that is too long can be shortened where it stands.
MOST_KEPT = 20_000


@dataclass(frozen=True)
class Reading:
    """One question's part of a form: its value, or the fields as they came and why they could not be read."""

    value: Value = None
    unread: dict[str, list[str]] | None = None
    fault: Unfit | None = None


@dataclass(frozen=True)
class Typed:
    """Answers by question, and the fields of those that could not be read yet."""

    answers: dict[str, Value] = field(default_factory=dict)
    unread: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        return {"answers": self.answers, "unread": self.unread}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Typed":
        return cls(dict(data.get("answers", {})), dict(data.get("unread", {})))

    def fields_of(self, question: Question) -> Fields:
        if question.name in self.unread:
            return self.unread[question.name]
        value = self.answers.get(question.name)
        return {} if value is None else typed(question, value)

    def stamp(self, question: Question) -> str:
        """Return a short name for what stands there, to tell whether somebody else changed it meanwhile."""
        return _stamp(self.fields_of(question))

    def faults(self, questionnaire: Questionnaire) -> dict[str, Unfit]:
        """Return why the fields that are kept as they came could not be read, by question."""
        found = {}
        for name, fields in self.unread.items():
            if (question := questionnaire.by_name.get(name)) and (fault := reading(question, fields).fault):
                found[name] = fault
        return found

    def with_answer(self, name: str, value: Value) -> "Typed":
        answers = {key: kept for key, kept in self.answers.items() if key != name}
        unread = {key: kept for key, kept in self.unread.items() if key != name}
        return Typed(answers if value is None else {**answers, name: value}, unread)


@dataclass(frozen=True)
class Page:
    """A page as it came back: the questions it asked, its fields, and what stood there when it was shown.

    `seen` holds a stamp for each question, `TOUCHED` for one that surely was changed here; a question without one was
    changed here, too. `revision` is the draft's when the page was shown.
    """

    asked: Sequence[str]
    fields: Fields
    seen: Mapping[str, str]
    revision: int


def merge(before: Typed, revision: int, page: Page, questionnaire: Questionnaire) -> tuple[Typed, list[str]]:
    """Return what is typed now, and the names of questions that were changed elsewhere since the page was shown.

    The last save of each question wins; what this page showed and nobody touched here stays as it was saved elsewhere.
    """
    answers, unread, overtaken = dict(before.answers), dict(before.unread), []
    for name in page.asked:
        question = questionnaire.by_name.get(name)
        if question is None or not question.asks or question.type == QuestionType.PHOTO:
            continue  # Photos come by a way of their own.
        if page.revision != revision and (seen := page.seen.get(name, TOUCHED)) != TOUCHED:
            if before.stamp(question) != seen:
                overtaken.append(name)
            if _stamp_of_form(question, page.fields) == seen:
                continue
        got = reading(question, page.fields)
        answers.pop(name, None)
        unread.pop(name, None)
        if got.unread is not None:
            unread[name] = got.unread
        elif got.value is not None:
            answers[name] = got.value
    return Typed(answers, unread), overtaken


def reading(question: Question, fields: Fields) -> Reading:
    try:
        return Reading(read(question, fields))
    except Unfit as fault:
        own = {name: [value[:MOST_KEPT] for value in values] for name, values in _own(question, fields).items()}
        return Reading(unread=own, fault=fault)


def _own(question: Question, fields: Fields) -> Fields:
    field_name = f"q.{question.name}"
    parts = question.rows if question.type == QuestionType.MATRIX else question.choices
    names = [field_name, *(f"{field_name}.{part.value}" for part in parts)]
    return {name: fields[name] for name in names if name in fields}


def _stamp_of_form(question: Question, fields: Fields) -> str:
    got = reading(question, fields)
    if got.unread is not None:
        return _stamp(got.unread)
    return _stamp({} if got.value is None else typed(question, got.value))


def _stamp(fields: Fields) -> str:
    told = sorted((name, list(values)) for name, values in fields.items() if any(values))
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:8]
