"""Answers to single questions: from what a form holds, back into a form, and what is wrong with them.

| Type | Value |
|---|---|
| text | up to 10,000 characters in NFC, trimmed, without control characters |
| integer, scale | int |
| decimal | "12.5": at most 4 decimals, none that end in 0 |
| date | "2026-01-31" |
| single | the choice's value |
| multiple | values of the ticked choices, in the questionnaire's order |
| ranking | values of all choices, in the person's order |
| matrix | the choice's value by the row's, in the rows' order |
| photo | the picture's digest |
| acknowledge | "OK" |

Nothing is None. A note has no value. The field of a question is `q.<name>`; a ranking has `q.<name>.<choice>` with the
place from 1, a matrix `q.<name>.<row>` with the choice.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from engage.surveys import expressions, numerals
from engage.surveys.expressions import Value
from engage.surveys.questionnaire import Question, QuestionType, Scale
from engage.surveys.shapes import MAX_DECIMALS, MAX_NUMBER, MAX_TEXT, OK, is_digest, misfit, plain_decimal

__all__ = [
    "MAX_DECIMALS",
    "MAX_NUMBER",
    "MAX_TEXT",
    "OK",
    "Fields",
    "Unfit",
    "Value",
    "check",
    "clean",
    "field",
    "plain_decimal",
    "read",
    "typed",
]

Fields = Mapping[str, Sequence[str]]
_BOTTOM = Decimal(1).scaleb(-MAX_DECIMALS)
_CONTROL = [*range(0x20), *range(0x7F, 0xA0)]
# They turn the direction of what follows, also of our own words.
_TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_HALVES = range(0xD800, 0xE000)
_CLEAN = dict.fromkeys([*_CONTROL, *_TURNING, *_HALVES]) | {
    ord("\t"): " ",
    ord("\n"): "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
}


class Unfit(ValueError):
    """What was typed is no answer to the question. `code` and `numbers` make the sentence (see `words`)."""

    def __init__(self, code: str, **numbers: int):
        super().__init__(code)
        self.code = code
        self.numbers = numbers


def field(question: Question, part: str = "") -> str:
    """Return the name of the form's field, or of that for one row or choice."""
    return f"q.{question.name}.{part}" if part else f"q.{question.name}"


def read(question: Question, fields: Fields) -> Value:
    """Return the answer that the form holds, None for nothing. Raises `Unfit`."""
    return _READERS[question.type](question, fields)


def typed(question: Question, value: Value) -> dict[str, list[str]]:
    """Return the fields that read as this answer again, to fill a form with."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {field(question, row): [choice] for row, choice in value.items()}
    if isinstance(value, list):
        if question.type is QuestionType.RANKING:
            return {field(question, choice): [str(place)] for place, choice in enumerate(value, start=1)}
        return {field(question): list(value)}
    return {field(question): [str(value)]}


def check(question: Question, value: Value, answers: Mapping[str, Value], *, today: date) -> str | None:
    """Return the code of what is wrong with an answer, or None.

    `answers` are those that count: shown and not empty. The constraint is tried only on an answer that is there.
    """
    if value is None or value == "" or value == [] or value == {}:
        return "required" if question.is_required and question.asks else None
    if code := misfit(question, value):
        return code
    return None if _meets(question, value, answers, today) else "constraint"


def clean(text: str) -> str:
    """Return the text as it is stored: composed, trimmed, one kind of line end, nothing invisible that does harm."""
    if not text.isprintable():  # No line end, nothing invisible: the usual case.
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)
    return unicodedata.normalize("NFC", text).strip()


def _meets(question: Question, value: Value, answers: Mapping[str, Value], today: date) -> bool:
    if not question.constraint:
        return True
    try:
        expression = expressions.parse(question.constraint)
    except expressions.ExpressionError:
        return True  # `problems` tells the person who makes the survey; who answers it cannot help.
    return expressions.evaluate(expression, answers, own=value, today=today)


def _first(question: Question, fields: Fields, part: str = "") -> str:
    return next((text for raw in fields.get(field(question, part), ()) if (text := raw.strip())), "")


def _read_text(question: Question, fields: Fields) -> Value:
    text = clean(_first(question, fields))
    if len(text) > MAX_TEXT:
        raise Unfit("long", limit=MAX_TEXT, length=len(text))
    return text or None


def _number(text: str) -> Decimal:
    number = numerals.number(text)
    if number is None:
        raise Unfit("number")
    if abs(number) > MAX_NUMBER:
        raise Unfit("size", limit=MAX_NUMBER)
    return number


def _whole(text: str) -> int:
    number = _number(text)
    if number != int(number):
        raise Unfit("whole")
    return int(number)


def _read_integer(question: Question, fields: Fields) -> Value:
    text = _first(question, fields)
    return _whole(text) if text else None


def _read_decimal(question: Question, fields: Fields) -> Value:
    text = _first(question, fields)
    if not text:
        return None
    number = _number(text)
    if number != number.quantize(_BOTTOM):
        raise Unfit("decimals", limit=MAX_DECIMALS)
    return plain_decimal(number)


def _read_date(question: Question, fields: Fields) -> Value:
    text = _first(question, fields)
    if not text:
        return None
    day = numerals.day(text)
    if day is None:
        raise Unfit("date")
    return day.isoformat()


def _read_single(question: Question, fields: Fields) -> Value:
    value = _first(question, fields)
    if value and value not in question.choice_values:
        raise Unfit("choice")
    return value or None


def _read_multiple(question: Question, fields: Fields) -> Value:
    ticked = set(fields.get(field(question), ())) - {""}
    if not ticked <= set(question.choice_values):
        raise Unfit("choice")
    return [value for value in question.choice_values if value in ticked] or None


def _read_ranking(question: Question, fields: Fields) -> Value:
    """Read the places. The last place goes to the only choice without one."""
    places = {value: _whole(text) for value in question.choice_values if (text := _first(question, fields, value))}
    if not places:
        return None
    wanted = set(range(1, len(question.choices) + 1))
    if not set(places.values()) <= wanted:
        raise Unfit("place", limit=len(wanted))
    free = wanted - set(places.values())
    if len(places) + len(free) != len(wanted):
        raise Unfit("place_twice")
    if len(free) > 1:
        raise Unfit("ranking", limit=len(wanted))
    left = [value for value in question.choice_values if value not in places]
    places |= dict(zip(left, free, strict=True))
    return sorted(places, key=places.__getitem__)


def _read_scale(question: Question, fields: Fields) -> Value:
    text = _first(question, fields)
    if not text:
        return None
    scale = question.scale or Scale()
    point = _whole(text)
    if point not in scale.points:
        raise Unfit("scale", start=scale.start, end=scale.end)
    return point


def _read_matrix(question: Question, fields: Fields) -> Value:
    given = {row.value: value for row in question.rows if (value := _first(question, fields, row.value))}
    if not set(given.values()) <= set(question.choice_values):
        raise Unfit("choice")
    return given or None


def _read_photo(question: Question, fields: Fields) -> Value:
    digest = _first(question, fields)
    if digest and not is_digest(digest):
        raise Unfit("photo")
    return digest or None


def _read_acknowledge(question: Question, fields: Fields) -> Value:
    return OK if _first(question, fields) else None


_READERS: dict[QuestionType, Callable[[Question, Fields], Value]] = {
    QuestionType.TEXT: _read_text,
    QuestionType.INTEGER: _read_integer,
    QuestionType.DECIMAL: _read_decimal,
    QuestionType.DATE: _read_date,
    QuestionType.SINGLE: _read_single,
    QuestionType.MULTIPLE: _read_multiple,
    QuestionType.RANKING: _read_ranking,
    QuestionType.SCALE: _read_scale,
    QuestionType.MATRIX: _read_matrix,
    QuestionType.PHOTO: _read_photo,
    QuestionType.ACKNOWLEDGE: _read_acknowledge,
    QuestionType.NOTE: lambda question, fields: None,
}
