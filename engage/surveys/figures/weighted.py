"""What weights make of the results: each share and mean as answered, weighted, and the difference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.surveys.cells import UNIT, values_of_question
from engage.surveys.figures.charts import cell_label, label
from engage.surveys.figures.merged import Merged
from engage.surveys.figures.tally import Tally
from engage.surveys.questionnaire import QuestionType
from engage.surveys.raking import Group

SHOWN = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.SCALE})
WITH_MEANS = frozenset({QuestionType.SCALE, QuestionType.INTEGER, QuestionType.DECIMAL})


@dataclass(frozen=True)
class WeightedLine:
    """Shares from 0 to 1."""

    label: dict[str, str]
    plain: float
    weighted: float

    @property
    def points(self) -> float:
        return (self.weighted - self.plain) * 100


@dataclass(frozen=True)
class WeightedQuestion:
    label: dict[str, str]
    n: int
    lines: Sequence[WeightedLine]
    means: tuple[float, float] | None

    @property
    def effect(self) -> float:
        """The largest change of a share, in percentage points."""
        return max((abs(line.points) for line in self.lines), default=0.0)


def weighted(
    questions: Iterable[Merged], groups: Mapping[Group, Tally], weights: Mapping[Group, float]
) -> list[WeightedQuestion]:
    """Return the questions that have shares or means and were answered."""
    found = []
    for merged in questions:
        kind = merged.question.type
        if kind not in SHOWN | WITH_MEANS or not (n := sum(tally.answered(merged.key) for tally in groups.values())):
            continue
        base = sum(weights[group] * tally.answered(merged.key) for group, tally in groups.items())
        lines = _lines(merged, groups, weights, n, base) if kind in SHOWN else []
        means = _means(merged, groups, weights, n, base) if kind in WITH_MEANS else None
        found.append(WeightedQuestion(label(merged.question.label, merged.name), n, lines, means))
    return found


def _lines(
    merged: Merged, groups: Mapping[Group, Tally], weights: Mapping[Group, float], n: int, base: float
) -> list[WeightedLine]:
    lines = []
    for cell in values_of_question(merged.question):
        counts = {group: tally.of(merged.key).get(cell, 0) for group, tally in groups.items()}
        words: dict[str, Any] = cell_label(merged.question, cell)
        share = sum(weights[group] * count for group, count in counts.items()) / base
        lines.append(WeightedLine(words, sum(counts.values()) / n, share))
    return lines


def _means(
    merged: Merged, groups: Mapping[Group, Tally], weights: Mapping[Group, float], n: int, base: float
) -> tuple[float, float]:
    totals = {group: tally.sums[merged.key].total for group, tally in groups.items() if merged.key in tally.sums}
    plain = sum(totals.values()) / UNIT / n
    return plain, sum(weights[group] * total for group, total in totals.items()) / UNIT / base
