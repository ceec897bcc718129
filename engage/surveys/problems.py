"""What keeps a questionnaire from being opened. Sentences for the codes are in `words`.

| Field | Codes |
|---|---|
| "" (the whole) | empty, too_many_questions |
| name | bad_name, reserved_name, duplicate_name |
| title, label, hint, constraint_message | no_label, too_long, placeholder |
| choices, rows | none, few, too_many, bad_value, duplicate_value, choice_no_label, choice_too_long, placeholder, no_point |
| scale | no_scale, bad_scale, too_many_points |
| required, constraint | of_note |
| relevant, constraint | expression, unknown_name, itself, inside, later, circle, of_note, own_value, unknown_choice, unmeetable |
"""  # noqa: E501

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from engage.surveys import references
from engage.surveys.meetable import can_be_met
from engage.surveys.questionnaire import LANGUAGES, WITH_CHOICES, Choice, Question, Questionnaire, QuestionType, Words

MAX_QUESTIONS = 100
MAX_CHOICES = 100
# Each row of a matrix and each choice of a ranking is a field to fill in.
MAX_ROWS = 30
MAX_PLACES = 20
MAX_NAME = 32
# XForms keeps these for itself, so that a form with such a question could not leave as XLSForm.
RESERVED_NAMES = frozenset({"meta", "instanceid", "instancename"})
MAX_VALUE = 40
MAX_LABEL = 500
MAX_CHOICE_LABEL = 200
MAX_POINTS = 101
PLACEHOLDER = "${"
MAX_POINT = 1_000_000


@dataclass(frozen=True)
class Problem:
    """Something to mend. `where` names the question or section, or is "" for the whole; `detail` fills the sentence."""

    where: str
    field: str
    code: str
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)


def problems(questionnaire: Questionnaire) -> list[Problem]:
    """Return what must be mended before anybody can answer, in the order of the questions. Empty: it can be opened."""
    return list(_problems(questionnaire))


def is_name(name: str) -> bool:
    """Return whether this can name a question or section: a letter, then letters, digits and _, 32 at most."""
    is_short_ascii = name.isascii() and len(name) <= MAX_NAME
    return is_short_ascii and name[:1].isalpha() and name.replace("_", "a").isalnum()


def is_value(value: str) -> bool:
    """Return whether this can be a choice's value: letters of any script, digits, and -._ among them, 40 at most."""
    return bool(value) and len(value) <= MAX_VALUE and all(mark.isalnum() or mark in "-._" for mark in value)


def _problems(questionnaire: Questionnaire) -> Iterator[Problem]:
    count = len(questionnaire.questions)
    if not any(question.asks for question in questionnaire.questions):
        yield Problem("", "", "empty")
    if count > MAX_QUESTIONS:
        yield Problem("", "", "too_many_questions", {"limit": MAX_QUESTIONS, "count": count})
    found = references.references(questionnaire)
    names: set[str] = set()
    for section in questionnaire.sections:
        yield from _of_name(section.name, names)
        yield from _too_long(section.name, "title", section.title, MAX_LABEL)
        yield from _placeholder(section.name, "title", section.title)
        yield from _of_references(found, section.name)
        for question in section.questions:
            yield from _of_name(question.name, names)
            yield from _of_question(question)
            yield from _of_references(found, question.name)
            if question.asks and question.constraint and can_be_met(question) is False:
                yield Problem(question.name, "constraint", "unmeetable")


def _of_references(found: references.Found, name: str) -> Iterator[Problem]:
    # Handed out once, also where two questions have the same name.
    for field_name, code, detail in found.pop(name, ()):
        yield Problem(name, field_name, code, detail)


def _of_name(name: str, names: set[str]) -> Iterator[Problem]:
    if not is_name(name):
        yield Problem(name, "name", "bad_name", {"name": name, "limit": MAX_NAME})
    elif name.lower() in RESERVED_NAMES:
        yield Problem(name, "name", "reserved_name", {"name": name})
    elif name.lower() in names:
        yield Problem(name, "name", "duplicate_name", {"name": name})
    names.add(name.lower())


def _of_question(question: Question) -> Iterator[Problem]:
    name = question.name
    if not question.label:
        yield Problem(name, "label", "no_label")
    for field_name in ("label", "hint", "constraint_message"):
        yield from _too_long(name, field_name, getattr(question, field_name), MAX_LABEL)
        yield from _placeholder(name, field_name, getattr(question, field_name))
    if not question.asks:
        yield from (Problem(name, "required", "of_note") for _ in range(question.is_required))
        yield from (Problem(name, "constraint", "of_note") for _ in range(bool(question.constraint)))
    if question.type in WITH_CHOICES:
        is_ranking = question.type is QuestionType.RANKING
        yield from _of_choices(name, "choices", question.choices, 1 + is_ranking, _most_choices(question))
    if question.type is QuestionType.MATRIX:
        yield from _of_choices(name, "rows", question.rows, 1, MAX_ROWS)
    if question.type is QuestionType.SCALE:
        yield from _of_scale(question)
        yield from _of_choices(name, "choices", question.choices, 0, MAX_POINTS)
        yield from _of_points(question)


def _most_choices(question: Question) -> int:
    return MAX_PLACES if question.type is QuestionType.RANKING else MAX_CHOICES


def _too_long(name: str, field_name: str, words: Words, limit: int) -> Iterator[Problem]:
    longest = max(len(getattr(words, language)) for language in LANGUAGES)
    if longest > limit:
        yield Problem(name, field_name, "too_long", {"limit": limit, "length": longest})


def _placeholder(
    name: str, field_name: str, words: Words, about: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Problem]:
    """Refuse what other programs, and XLSForm, would fill with an answer; here it would stand as it is."""
    if any(PLACEHOLDER in getattr(words, language) for language in LANGUAGES):
        yield Problem(name, field_name, "placeholder", dict(about))


def _of_choices(name: str, field_name: str, choices: Iterable[Choice], least: int, most: int) -> Iterator[Problem]:
    values: set[str] = set()
    count = 0
    for count, choice in enumerate(choices, start=1):
        about = {"value": choice.value, "place": count}
        if not is_value(choice.value):
            yield Problem(name, field_name, "bad_value", about | {"limit": MAX_VALUE})
        elif choice.value in values:
            yield Problem(name, field_name, "duplicate_value", about)
        values.add(choice.value)
        if not choice.label:
            yield Problem(name, field_name, "choice_no_label", about)
        yield from _placeholder(name, field_name, choice.label, about)
        yield from (
            Problem(name, field_name, "choice_too_long", about | problem.detail)
            for problem in _too_long(name, field_name, choice.label, MAX_CHOICE_LABEL)
        )
    if count < least:
        yield Problem(name, field_name, "few" if count else "none", {"least": least, "count": count})
    if count > most:
        yield Problem(name, field_name, "too_many", {"limit": most, "count": count})


def _of_scale(question: Question) -> Iterator[Problem]:
    scale = question.scale
    if scale is None:
        yield Problem(question.name, "scale", "no_scale")
        return
    about = {"start": scale.start, "end": scale.end, "step": scale.step}
    is_sound = scale.step > 0 and -MAX_POINT <= scale.start < scale.end <= MAX_POINT
    if not is_sound or (scale.end - scale.start) % scale.step:
        yield Problem(question.name, "scale", "bad_scale", about)
    elif len(scale.points) > MAX_POINTS:
        yield Problem(question.name, "scale", "too_many_points", about | {"limit": MAX_POINTS})


def _of_points(question: Question) -> Iterator[Problem]:
    """Refuse names for what is no point of the scale."""
    # Asked of the range itself, which may be a thousand million points long.
    points = question.scale.points if question.scale and question.scale.step > 0 else None
    for place, choice in enumerate(question.choices, start=1):
        if points is not None and not _is_point(choice.value, points):
            yield Problem(question.name, "choices", "no_point", {"value": choice.value, "place": place})


def _is_point(value: str, points: range) -> bool:
    try:
        return str(int(value)) == value and int(value) in points
    except ValueError:
        return False
