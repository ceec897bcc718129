"""Answers as columns of numbers, with a codebook: what a statistics program wants.

Names keep to SPSS: a letter first, then letters, digits and "_", at most 64 characters, none twice in any case of
letters. Choices are numbered, several choices are columns of 0 and 1. Where a number or words were asked for, no
answer is an empty cell; elsewhere it has a code.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engage.surveys.figures.charts import label
from engage.surveys.figures.merged import Merged
from engage.surveys.questionnaire import Choice, Question, QuestionType, Words

NO_ANSWER = -99
NOT_ASKED = -98
MISSING = (
    (NO_ANSWER, Words("未回答", "No answer")),
    (NOT_ASKED, Words("未问到", "Not asked")),
)
TICKED = ((0, Words("未选", "Not chosen")), (1, Words("已选", "Chosen")))
LONGEST_NAME = 64
RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
META = ("answer_week", "answer_channel", "answer_area", "answer_version")
Row = list[Any]


@dataclass(frozen=True)
class Variable:
    """A column. `part` is the choice or row that it is about. `values` are (code, stored value, label)."""

    name: str
    merged: Merged
    part: Choice | None = None
    values: tuple[tuple[int, str, Words], ...] = ()
    codes: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_coded(self) -> bool:
        return self.merged.question.type not in _FREE

    def cell(self, value: Any, *, is_asked: bool) -> Any:
        """Return what stands in the column for an answer."""
        if not is_asked:
            return NOT_ASKED if self.is_coded else None
        if value in (None, "", [], {}):
            return NO_ANSWER if self.is_coded else None
        found = _READERS[self.merged.question.type](self, value)
        return NO_ANSWER if found is None and self.is_coded else found


def variables(questions: Iterable[Merged]) -> list[Variable]:
    """Return the columns of all questions, in order."""
    taken = {name.upper() for name in META} | RESERVED
    found: list[Variable] = []
    for merged in questions:
        question = merged.question
        if question.type in (QuestionType.MULTIPLE, QuestionType.RANKING):
            parts: Sequence[Choice | None] = question.choices
        else:
            parts = question.rows if question.type == QuestionType.MATRIX else (None,)
        values = tuple(_values(question))
        codes = {value: code for code, value, _words in values}
        for part in parts:
            name = _name(question.name if part is None else f"{question.name}_{part.value}", taken)
            found.append(Variable(name, merged, part, values, codes))
    return found


def _name(wanted: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", wanted).strip("_") or "v"
    plain = (plain if plain[0].isalpha() else f"v_{plain}")[:LONGEST_NAME]
    name, number = plain, 1
    while name.upper() in taken:
        number += 1
        ending = f"_{number}"
        name = plain[: LONGEST_NAME - len(ending)] + ending
    taken.add(name.upper())
    return name


def _values(question: Question) -> Iterable[tuple[int, str, Words]]:
    match question.type:
        case QuestionType.SINGLE | QuestionType.MATRIX:
            return _numbered(question.choices)
        case QuestionType.MULTIPLE | QuestionType.PHOTO | QuestionType.ACKNOWLEDGE:
            return ((code, str(code), words) for code, words in TICKED)
        case QuestionType.SCALE:
            return ((int(choice.value), choice.value, choice.label) for choice in question.choices)
    return ()


def _numbered(choices: Sequence[Choice]) -> Iterable[tuple[int, str, Words]]:
    """Number the choices from 1; choices that are whole numbers already keep theirs."""
    is_numeric = all(re.fullmatch(r"0|[1-9][0-9]{0,8}", choice.value) for choice in choices)
    for number, choice in enumerate(choices, 1):
        yield int(choice.value) if is_numeric else number, choice.value, choice.label


def _part(variable: Variable) -> str:
    return variable.part.value if variable.part else ""


def _place(variable: Variable, value: Any) -> int | None:
    return value.index(_part(variable)) + 1 if _part(variable) in value else None


_FREE = {QuestionType.TEXT, QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE}
_READERS: dict[str, Callable[[Variable, Any], Any]] = {
    QuestionType.TEXT: lambda _variable, value: str(value),
    QuestionType.DATE: lambda _variable, value: str(value),
    QuestionType.INTEGER: lambda _variable, value: int(value),
    QuestionType.DECIMAL: lambda _variable, value: Decimal(value),
    QuestionType.SCALE: lambda _variable, value: int(value),
    QuestionType.SINGLE: lambda variable, value: variable.codes.get(value),
    QuestionType.MULTIPLE: lambda variable, value: int(_part(variable) in value),
    QuestionType.MATRIX: lambda variable, value: variable.codes.get(value.get(_part(variable))),
    QuestionType.RANKING: _place,
    QuestionType.PHOTO: lambda _variable, _value: 1,
    QuestionType.ACKNOWLEDGE: lambda _variable, _value: 1,
}

QUESTION_HEADER = ("variable", "question", "type", "label_zh", "label_en", "part", "part_zh", "part_en", "asked_now")
VALUE_HEADER = ("variable", "code", "value", "label_zh", "label_en")
_META_WORDS = {
    "answer_week": Words("作答的那一周（周一日期）", "Monday of the week of the answer"),
    "answer_channel": Words(
        "作答方式：web 网上，assisted 工作人员代填，paper 纸质问卷，late 截止后录入的纸质问卷",
        "How the answer came in: web, assisted (written down by a worker), paper, late (paper after the close)",
    ),
    "answer_area": Words("区域代码", "Code of the area"),
    "answer_version": Words("问卷版本", "Version of the questions"),
}


def question_rows(columns: Iterable[Variable]) -> Iterable[Row]:
    """Yield the codebook's list of columns."""
    for name, words in _META_WORDS.items():
        yield [name, "", "", words.zh, words.en, "", "", "", ""]
    for column in columns:
        question, part = column.merged.question, column.part
        title = label(question.label, question.name)
        about = label(part.label, part.value) if part else {"zh": "", "en": ""}
        row = [column.name, question.name, str(question.type), title["zh"], title["en"]]
        yield [*row, part.value if part else "", about["zh"], about["en"], int(column.merged.is_asked)]


def value_rows(columns: Iterable[Variable]) -> Iterable[Row]:
    """Yield the codebook's list of codes."""
    for column in columns:
        for code, value, words in column.values:
            yield [column.name, code, value, words.zh, words.en]
        if column.is_coded:
            for code, words in MISSING:
                yield [column.name, code, "", words.zh, words.en]
