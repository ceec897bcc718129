"""The questions of a survey, as plain values: what an editor builds, a workbook holds and a version keeps.

`to_data` and `from_data` translate to and from JSON. Nothing here checks whether a questionnaire makes sense; see
`problems`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

LANGUAGES = ("zh", "en")


class QuestionType(StrEnum):
    """What is asked for, and so what an answer is (see `values`)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    SCALE = "scale"
    MATRIX = "matrix"
    PHOTO = "photo"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"


WITH_CHOICES = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.MATRIX})


@dataclass(frozen=True)
class Words:
    """The same words in both languages; either may be missing."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def to_data(self) -> dict[str, str]:
        return {language: words for language in LANGUAGES if (words := getattr(self, language))}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "Words":
        return cls(**{language: data.get(language, "") for language in LANGUAGES})


@dataclass(frozen=True)
class Choice:
    """One answer to tick, or one row of a matrix. `value` is what is stored."""

    value: str
    label: Words = Words()

    def to_data(self) -> dict[str, Any]:
        return {"value": self.value, "label": self.label.to_data()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Choice":
        return cls(data["value"], Words.from_data(data["label"]))


@dataclass(frozen=True)
class Scale:
    """Whole numbers from `start` to `end` in steps, both included."""

    start: int = 1
    end: int = 5
    step: int = 1

    @property
    def points(self) -> range:
        return range(self.start, self.end + 1, self.step)


@dataclass(frozen=True)
class Question:
    """One question. `name` is its own in the questionnaire and stays when the words change.

    `relevant` and `constraint` are expressions (see `expressions`), empty where there are none. `choices` are those of
    a single, multiple or ranking question, the columns of a matrix, and the names of some points of a scale; `rows`
    are a matrix's rows.
    """

    name: str
    type: QuestionType
    label: Words = Words()
    hint: Words = Words()
    is_required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Words = Words()
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    scale: Scale | None = None

    @property
    def asks(self) -> bool:
        return self.type is not QuestionType.NOTE

    @cached_property
    def choice_values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"name": self.name, "type": str(self.type), "label": self.label.to_data()}
        data |= {name: words.to_data() for name in ("hint", "constraint_message") if (words := getattr(self, name))}
        data |= {name: text for name in ("relevant", "constraint") if (text := getattr(self, name))}
        data |= {
            name: [choice.to_data() for choice in choices]
            for name in ("choices", "rows")
            if (choices := getattr(self, name))
        }
        if self.is_required:
            data["required"] = True
        if self.scale:
            data["scale"] = [self.scale.start, self.scale.end, self.scale.step]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Question":
        return cls(
            name=data["name"],
            type=QuestionType(data["type"]),
            label=Words.from_data(data["label"]),
            hint=Words.from_data(data.get("hint", {})),
            is_required=data.get("required", False),
            relevant=data.get("relevant", ""),
            constraint=data.get("constraint", ""),
            constraint_message=Words.from_data(data.get("constraint_message", {})),
            choices=tuple(Choice.from_data(choice) for choice in data.get("choices", ())),
            rows=tuple(Choice.from_data(row) for row in data.get("rows", ())),
            scale=Scale(*data["scale"]) if "scale" in data else None,
        )


@dataclass(frozen=True)
class Section:
    """Questions under one heading, shown together. Its `relevant` holds for all of them."""

    name: str
    title: Words = Words()
    relevant: str = ""
    questions: tuple[Question, ...] = ()

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"name": self.name, "questions": [question.to_data() for question in self.questions]}
        if self.title:
            data["title"] = self.title.to_data()
        if self.relevant:
            data["relevant"] = self.relevant
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Section":
        return cls(
            name=data["name"],
            title=Words.from_data(data.get("title", {})),
            relevant=data.get("relevant", ""),
            questions=tuple(Question.from_data(question) for question in data["questions"]),
        )


@dataclass(frozen=True)
class Questionnaire:
    """All sections, in order."""

    sections: tuple[Section, ...] = field(default=())

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def by_name(self) -> dict[str, Question]:
        return {question.name: question for question in self.questions}

    def placed(self) -> Iterator[tuple[Section, Question]]:
        """Yield each question with its section."""
        return ((section, question) for section in self.sections for question in section.questions)

    def to_data(self) -> dict[str, Any]:
        return {"sections": [section.to_data() for section in self.sections]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Questionnaire":
        return cls(tuple(Section.from_data(section) for section in data["sections"]))
