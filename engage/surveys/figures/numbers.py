"""Median, quartiles and histogram of numbers that were counted by their first three digits."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from engage.surveys.cells import UNIT, number_of
from engage.surveys.figures.tally import Sum, values_of

MOST_BARS = 12


def distribution(cells: Mapping[str, int]) -> list[tuple[Decimal, int]]:
    """Return (number, how often), the smallest number first, from the cells of a number or a scale."""
    found = values_of(cells)
    return sorted((number_of(cell) if cell[:1] == "#" else Decimal(cell), count) for cell, count in found.items())


def quantile(counted: list[tuple[Decimal, int]], share: Fraction) -> Decimal | None:
    """Return the number below which this share lies, the mean of two where it falls between them.

    Source: definition 2 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996).
    """
    total = sum(count for _number, count in counted)
    wanted, seen = share * total, 0
    for position, (number, count) in enumerate(counted):
        seen += count
        if seen > wanted:
            return number
        if seen == wanted and position + 1 < len(counted):
            return (number + counted[position + 1][0]) / 2
    return counted[-1][0] if counted else None


def mean(sum_: Sum, n: int) -> Fraction | None:
    return Fraction(sum_.total, UNIT * n) if n else None


def histogram(counted: list[tuple[Decimal, int]]) -> list[tuple[Decimal, Decimal, int]]:
    """Return (from, below, how often) in steps of 1, 2 or 5 times a power of ten, at most twelve of them."""
    if not counted:
        return []
    least, most = counted[0][0], counted[-1][0]
    step = _step(most - least)
    start = (least / step).to_integral_value(ROUND_FLOOR) * step
    bins: dict[int, int] = {}
    for number, count in counted:
        place = int((number - start) // step)
        bins[place] = bins.get(place, 0) + count
    return [(start + place * step, start + (place + 1) * step, bins.get(place, 0)) for place in range(max(bins) + 1)]


def _step(spread: Decimal) -> Decimal:
    """Return the smallest step that needs at most twelve bars; whole numbers are the finest."""
    power = 0
    while True:
        for factor in (1, 2, 5):
            step = Decimal(factor).scaleb(power)
            if spread / step < MOST_BARS - 1:
                return step
        power += 1


def written(number: Decimal | Fraction | None, digits: int = 2) -> str | None:
    """Write a number with at most so many decimals, rounded from the exact value."""
    if number is None:
        return None
    rounded = Decimal(round(Fraction(number) * 10**digits)).scaleb(-digits)
    return f"{rounded.normalize():f}" if rounded else "0"
