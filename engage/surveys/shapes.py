"""Whether a stored answer has the shape that its question asks for.

After a choice was removed, or a question changed its type, an answer that is still being written may not.
"""

from collections.abc import Callable
from decimal import Decimal

from engage.surveys import expressions, numerals
from engage.surveys.expressions import Value
from engage.surveys.questionnaire import Question, QuestionType, Scale

MAX_TEXT = 10_000
MAX_NUMBER = 10**9
MAX_DECIMALS = 4
OK = "OK"


def misfit(question: Question, value: Value) -> str | None:
    """Return the code of what is wrong with the shape of an answer that is there, or None."""
    return _SHAPES[question.type](question, value)


def plain_decimal(number: Decimal) -> str:
    """Return the number as it is stored, without an exponent or zeros that say nothing."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def is_digest(text: str) -> bool:
    """Return whether this can name a picture."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _wrong_text(question: Question, value: Value) -> str | None:
    if not isinstance(value, str):
        return "text"
    return "long" if len(value) > MAX_TEXT else None


def _wrong_integer(question: Question, value: Value) -> str | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return None if is_whole and -MAX_NUMBER <= value <= MAX_NUMBER else "number"  # type: ignore[operator]


def _wrong_decimal(question: Question, value: Value) -> str | None:
    number = numerals.number(value) if isinstance(value, str) and value.isascii() else None
    return None if number is not None and abs(number) <= MAX_NUMBER and plain_decimal(number) == value else "number"


def _wrong_date(question: Question, value: Value) -> str | None:
    return "date" if not isinstance(value, str) or expressions.day_number(value) is None else None


def _wrong_single(question: Question, value: Value) -> str | None:
    return None if isinstance(value, str) and question.choice(value) else "choice"


def _wrong_multiple(question: Question, value: Value) -> str | None:
    ordered = [choice for choice in question.choice_values if isinstance(value, list) and choice in value]
    return None if value == ordered else "choice"


def _wrong_ranking(question: Question, value: Value) -> str | None:
    choices = question.choice_values
    is_whole = isinstance(value, list) and len(value) == len(choices) and all(choice in value for choice in choices)
    return None if is_whole else "ranking"


def _wrong_scale(question: Question, value: Value) -> str | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return None if is_whole and value in (question.scale or Scale()).points else "scale"


def _wrong_matrix(question: Question, value: Value) -> str | None:
    rows = [row.value for row in question.rows]
    if not isinstance(value, dict) or not all(row in rows for row in value):
        return "choice"
    if not all(choice in question.choice_values for choice in value.values()):
        return "choice"
    return "rows" if question.is_required and len(value) < len(rows) else None


def _wrong_photo(question: Question, value: Value) -> str | None:
    return None if isinstance(value, str) and is_digest(value) else "photo"


_SHAPES: dict[QuestionType, Callable[[Question, Value], str | None]] = {
    QuestionType.TEXT: _wrong_text,
    QuestionType.INTEGER: _wrong_integer,
    QuestionType.DECIMAL: _wrong_decimal,
    QuestionType.DATE: _wrong_date,
    QuestionType.SINGLE: _wrong_single,
    QuestionType.MULTIPLE: _wrong_multiple,
    QuestionType.RANKING: _wrong_ranking,
    QuestionType.SCALE: _wrong_scale,
    QuestionType.MATRIX: _wrong_matrix,
    QuestionType.PHOTO: _wrong_photo,
    QuestionType.ACKNOWLEDGE: lambda question, value: None if value == OK else "choice",
    QuestionType.NOTE: lambda question, value: "note",
}
