"""Months put together until each part has ratings enough, so that no part tells single ones. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FEWEST = 5
Months = Mapping[date, Sequence[int]]


@dataclass(frozen=True)
class Span:
    """Months from `first` to `last`, with the counts of level 1 to 5."""

    first: date
    last: date
    levels: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.levels)


def spans(months: Months, fewest: int = FEWEST) -> list[Span]:
    """Return the months in order, each joined with the next ones until it has that many ratings.

    What is left over at the end joins the last span. Empty when all months together have too few.
    """
    found: list[Span] = []
    rest: Span | None = None
    for month in sorted(month for month, levels in months.items() if any(levels)):
        rest = _joined(rest, Span(month, month, tuple(months[month])))
        if rest.n >= fewest:
            found.append(rest)
            rest = None
    if rest is not None and found:
        found[-1] = _joined(found[-1], rest)
    return found


def _joined(one: Span | None, other: Span) -> Span:
    if one is None:
        return other
    levels = tuple(a + b for a, b in zip(one.levels, other.levels, strict=True))
    return Span(one.first, other.last, levels)
