"""The questions of all versions of a survey as one list: the newest wording, and everything that could ever be said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engage.surveys.figures.tally import Key
from engage.surveys.questionnaire import Choice, Question, Questionnaire


@dataclass(frozen=True)
class Merged:
    """A question with the choices and rows of all its versions; `gone` names those that are no longer offered."""

    question: Question
    is_asked: bool = True
    gone: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        return self.question.name, self.question.type

    @property
    def name(self) -> str:
        return self.question.name


def merge(questionnaires: Sequence[Questionnaire]) -> list[Merged]:
    """Return every question by name and type, given the questions of the versions, the newest version first."""
    found: dict[Key, Merged] = {}
    for age, questionnaire in enumerate(questionnaires):
        for question in questionnaire.questions:
            if not question.asks:
                continue
            newer = found.get((question.name, question.type))
            merged = _join(newer, question) if newer else Merged(question, is_asked=age == 0)
            found[question.name, question.type] = merged
    return list(found.values())


def _join(newer: Merged, older: Question) -> Merged:
    # Names of a scale's points are words only; the newest hold for all versions.
    choices, gone = _union(newer.question.choices, () if older.scale else older.choices)
    rows, gone_rows = _union(newer.question.rows, older.rows)
    question = replace(newer.question, choices=choices, rows=rows)
    return replace(newer, question=question, gone=newer.gone | gone | gone_rows)


def _union(newer: Iterable[Choice], older: Iterable[Choice]) -> tuple[tuple[Choice, ...], frozenset[str]]:
    known = {choice.value: choice for choice in newer}
    more = {choice.value: choice for choice in older if choice.value not in known}
    return (*known.values(), *more.values()), frozenset(more)
