"""Counts of cells and sums of numbers, by question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engage.surveys.cells import ANSWERED, SKIPPED

# A question keeps its counts over versions as long as name and type stay.
Key = tuple[str, str]


@dataclass
class Sum:
    """Numbers taken together, in ten-thousandths."""

    total: int = 0
    least: int | None = None
    most: int | None = None

    def add(self, number: int) -> None:
        self.join(number, number, number)

    def join(self, total: int, least: int, most: int) -> None:
        self.total += total
        self.least = least if self.least is None else min(self.least, least)
        self.most = most if self.most is None else max(self.most, most)


@dataclass
class Tally:
    """How often each cell was met, among `answers` whole answers."""

    answers: int = 0
    cells: dict[Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sums: dict[Key, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def of(self, key: Key) -> Mapping[str, int]:
        return self.cells.get(key, Counter())

    def answered(self, key: Key) -> int:
        return self.of(key).get(ANSWERED, 0)

    def skipped(self, key: Key) -> int:
        return self.of(key).get(SKIPPED, 0)


def values_of(cells: Mapping[str, int]) -> dict[str, int]:
    """Return the cells that stand for something said."""
    return {cell: number for cell, number in cells.items() if cell not in (ANSWERED, SKIPPED) and number}


def split(cells: Mapping[str, int], sign: str) -> Iterable[tuple[str, str, int]]:
    """Yield (before, after, count) for cells of two parts: "row=value", "item@place"."""
    for cell, number in values_of(cells).items():
        first, _sign, second = cell.rpartition(sign)
        yield first, second, number
