"""Typing paper forms in quickly: numbers stand for choices, as they are printed beside the boxes.

One choice: its number. Several: "1 3", or "13" where there are fewer than ten. A ranking: the numbers in its boxes from
top to bottom. A matrix: a number for each row, "452" or "4 5 2" with "-" for a row left empty, or pairs such as "1:4".
A box to confirm: 1. Everything else is typed as it is written.
"""

import re
import unicodedata
from collections.abc import Callable

from engage.i18n import N_, translated
from engage.surveys.numerals import number
from engage.surveys.questionnaire import Question, QuestionType
from engage.surveys.values import Fields, Unfit, Value, field, read
from engage.surveys.words import sentence

SENTENCES = {
    "keys": N_("Type numbers from 1 to %(limit)s, as printed beside the boxes."),
    "one_key": N_("Type one number from 1 to %(limit)s, as printed beside the boxes."),
    "places": N_("Type the numbers in the boxes from top to bottom, %(limit)s in all."),
    "rows": N_("Type a number for each of the %(limit)s rows, “-” for an empty one, or pairs such as 1:4."),
    "tick": N_("Type 1 for a ticked box, nothing for an empty one."),
}
MOST_TYPED = 20_000
EMPTY_ROW = ("-", "0")
_SEPARATORS = re.compile(r"[\s,;.、，；。/]+")


def answer(question: Question, typed: str) -> Value:
    """Return the answer that was typed from paper, None for nothing. Raises `Unfit`."""
    text = typed.strip()
    if not text or question.type not in _FIELDS:
        return None
    return read(question, _FIELDS[question.type](question, text))


def told(fault: Unfit, question: Question, language: str) -> str:
    """Return what is wrong in words."""
    if fault.code in SENTENCES:
        return translated(language, SENTENCES[fault.code], **fault.numbers)
    return str(sentence(fault.code, question, language, **fault.numbers))


def _parts(text: str) -> list[str]:
    """Return what stands between separators: digits and signs as usual ones, and 十一 as 11."""
    return [_digits(part) for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if part]


def _digits(part: str) -> str:
    value = None if part.isascii() else number(part)
    return part if value is None else f"{value:f}"


def _keys(text: str, limit: int, code: str) -> list[int]:
    """Return numbers from 1 to the limit. Digits may stand side by side where each choice has one digit."""
    parts = _parts(text)
    if limit < 10:
        parts = [digit for part in parts for digit in part]
    if not all(part.isascii() and part.isdigit() and len(part) < 4 and 1 <= int(part) <= limit for part in parts):
        raise Unfit(code, limit=limit)
    return [int(part) for part in parts]


def _whole(question: Question, text: str) -> Fields:
    return {field(question): [text]}


def _single(question: Question, text: str) -> Fields:
    keys = _keys(text, len(question.choices), "one_key")
    if len(keys) != 1:
        raise Unfit("one_key", limit=len(question.choices))
    return {field(question): [question.choices[keys[0] - 1].value]}


def _multiple(question: Question, text: str) -> Fields:
    return {field(question): [question.choices[key - 1].value for key in _keys(text, len(question.choices), "keys")]}


def _ranking(question: Question, text: str) -> Fields:
    limit = len(question.choices)
    places = _keys(text, limit, "places")
    if len(places) != limit:
        raise Unfit("places", limit=limit)
    return {field(question, choice.value): [str(place)] for choice, place in zip(question.choices, places, strict=True)}


def _matrix(question: Question, text: str) -> Fields:
    rows, limit = question.rows, len(question.choices)
    parts = _parts(text)
    if any(":" in part for part in parts):
        pairs = [part.partition(":")[::2] for part in parts]
    else:
        if limit < 10 and len(parts) != len(rows):
            parts = list("".join(parts))
        pairs = [(str(place), part) for place, part in enumerate(parts, 1)]
        if len(pairs) != len(rows):
            raise Unfit("rows", limit=len(rows))
    fields = {}
    for row, key in pairs:
        if key in EMPTY_ROW:
            continue
        if not _is_from_1_to(len(rows), row) or not _is_from_1_to(limit, key):
            raise Unfit("rows", limit=len(rows))
        fields[field(question, rows[int(row) - 1].value)] = [question.choices[int(key) - 1].value]
    return fields


def _is_from_1_to(limit: int, text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= limit


def _acknowledge(question: Question, text: str) -> Fields:
    if _parts(text) != ["1"]:
        raise Unfit("tick")
    return {field(question): ["OK"]}


# A photo is not on paper, and a note asks nothing.
_FIELDS: dict[QuestionType, Callable[[Question, str], Fields]] = {
    QuestionType.TEXT: _whole,
    QuestionType.INTEGER: _whole,
    QuestionType.DECIMAL: _whole,
    QuestionType.DATE: _whole,
    QuestionType.SCALE: _whole,
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.RANKING: _ranking,
    QuestionType.MATRIX: _matrix,
    QuestionType.ACKNOWLEDGE: _acknowledge,
}
