"""The same question in several waves, side by side."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from engage.small_groups import FEWEST
from engage.surveys.cells import ANSWERED
from engage.surveys.figures.charts import label, point_label
from engage.surveys.figures.merged import Merged
from engage.surveys.figures.numbers import mean, written
from engage.surveys.figures.tally import Tally, split, values_of
from engage.surveys.questionnaire import LANGUAGES, Choice, Question, QuestionType, Words

Compared = tuple[Merged, Tally]
WITH_SHARES = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.SCALE})
WITH_MEANS = frozenset({QuestionType.SCALE, QuestionType.INTEGER, QuestionType.DECIMAL})
# Below this a change of some points is chance.
ENOUGH = 30


@dataclass(frozen=True)
class ComparedLine:
    """A choice: count and how many answered, by wave; `change` in percentage points from the wave before."""

    label: dict[str, str]
    counts: Sequence[int | None]
    changes: Sequence[str | None]


@dataclass(frozen=True)
class ComparedQuestion:
    """`ns` is none for a wave that did not ask, or in which fewer than five answered."""

    name: str
    label: dict[str, str]
    ns: Sequence[int | None]
    lines: Sequence[ComparedLine]
    means: Sequence[str | None]
    mean_changes: Sequence[str | None]
    is_thin: bool


def compare(waves: Sequence[Sequence[Compared]]) -> list[ComparedQuestion]:
    """Compare the questions of the last wave with those of the same name and type before. The oldest comes first.

    Each row of a matrix is compared as a question of its own.
    """
    waves = [[part for one in wave for part in _parts(*one)] for wave in waves]
    found = []
    for newest, tally in waves[-1]:
        kind = newest.question.type
        if kind not in WITH_SHARES | WITH_MEANS:
            continue
        same = [next(((m, t) for m, t in wave if m.key == newest.key), None) for wave in waves[:-1]]
        series = [*same, (newest, tally)]
        if any(one is not None for one in same):
            found.append(_compared(newest, series))
    return found


def _parts(merged: Merged, tally: Tally) -> list[Compared]:
    """Return the question itself, or the rows of a matrix as questions with one choice."""
    question = merged.question
    if question.type is not QuestionType.MATRIX:
        return [(merged, tally)]
    counts: dict[str, Counter[str]] = {row.value: Counter() for row in question.rows}
    for row, value, number in split(tally.of(merged.key), "="):
        if row in counts:
            counts[row] += Counter({value: number, ANSWERED: number})
    return [_row(question, row, counts[row.value]) for row in question.rows]


def _row(matrix: Question, row: Choice, counts: Counter[str]) -> Compared:
    words = Words(**{code: _of_row(matrix.label, row.label, code) for code in LANGUAGES})
    asked = Question(f"{matrix.name}={row.value}", QuestionType.SINGLE, words, choices=matrix.choices)
    merged, tally = Merged(asked), Tally()
    tally.cells[merged.key] = counts
    return merged, tally


def _of_row(matrix: Words, row: Words, language: str) -> str:
    return " – ".join(filter(None, (getattr(matrix, language), getattr(row, language))))


def _compared(newest: Merged, series: Sequence[Compared | None]) -> ComparedQuestion:
    ns = [_n(one) for one in series]
    lines = []
    if newest.question.type in WITH_SHARES:
        lines = [_line(cell, words, series, ns) for cell, words in _cells(series)]
    means = [
        mean(tally.sums[merged.key], n) if n and one and merged.question.type in WITH_MEANS else None
        for one, n in zip(series, ns, strict=True)
        for merged, tally in [one or (newest, Tally())]
    ]
    return ComparedQuestion(
        newest.name,
        label(newest.question.label, newest.name),
        ns,
        lines,
        [written(one) for one in means],
        [None, *(_change(before, after, 1) for before, after in itertools.pairwise(means))],
        any(n is not None and n < ENOUGH for n in ns),
    )


def _n(one: Compared | None) -> int | None:
    n = one[1].answered(one[0].key) if one else 0
    return n if n >= FEWEST else None


def _cells(series: Sequence[Compared | None]) -> list[tuple[str, dict[str, str]]]:
    """Return every choice of any wave, in the newest wave's order."""
    found: dict[str, dict[str, str]] = {}
    for one in reversed(series):
        if one is None:
            continue
        question = one[0].question
        for point in question.scale.points if question.scale else ():
            found.setdefault(str(point), point_label(question, str(point)))
        for choice in question.choices if not question.scale else ():
            found.setdefault(choice.value, label(choice.label, choice.value))
        for cell in values_of(one[1].of(one[0].key)):
            found.setdefault(cell, label(Words(), cell))
    return list(found.items())


def _line(
    cell: str, words: dict[str, str], series: Sequence[Compared | None], ns: Sequence[int | None]
) -> ComparedLine:
    counts = [
        one[1].of(one[0].key).get(cell, 0) if one and n is not None else None for one, n in zip(series, ns, strict=True)
    ]
    shares = [Fraction(count, n) if count is not None and n else None for count, n in zip(counts, ns, strict=True)]
    changes = [_change(before, after, 100) for before, after in itertools.pairwise(shares)]
    return ComparedLine(words, counts, [None, *changes])


def _change(before: Fraction | None, after: Fraction | None, times: int) -> str | None:
    if before is None or after is None:
        return None
    change = (after - before) * times
    text = written(abs(change), 1 if times == 100 else 2) or "0"
    return text if text == "0" else f"{'+' if change > 0 else '−'}{text}"
