"""The satisfaction coefficient: exact, and the same wherever it is computed. Decision 0015 has the sources."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from engage.ratings.policies import LEVELS, MINIMUM_N, POLICIES

PLACES = 6


class Status(StrEnum):
    OK = "ok"
    BELOW_THRESHOLD = "below-threshold"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Outcome:
    """What the ratings of a period come to. `satisfaction` is `numerator` ÷ `denominator`, unreduced.

    With fewer ratings than the minimum both shares are None, never 0, and the numbers that they come from are 0: they
    would give single ratings away.
    """

    n: int
    numerator: int
    denominator: int
    satisfaction: Fraction | None
    coefficient: Fraction | None
    status: Status


def outcome(levels: Sequence[int], policy: str, minimum_n: int = MINIMUM_N) -> Outcome:
    """Return what comes of so many ratings of level 1, 2, 3, 4 and 5. Raises `ValueError` for what cannot be counted.

    `minimum_n` is at least 1, so that nothing is ever divided by nothing.
    """
    if policy not in POLICIES:
        raise ValueError(f"no such policy: {policy!r}")
    if len(levels) != len(LEVELS) or any(type(count) is not int or count < 0 for count in levels):
        raise ValueError("levels are five counts, of level 1 to 5")
    if minimum_n < 1:
        raise ValueError("the minimum is at least 1")
    rule, n = POLICIES[policy], sum(levels)
    if n < minimum_n:
        return Outcome(n, 0, 0, None, None, Status.INSUFFICIENT)
    numerator = sum(count * worth for count, worth in zip(levels, rule.worth, strict=True))
    satisfaction = Fraction(numerator, rule.most * n)
    is_reached = satisfaction >= rule.threshold
    return Outcome(
        n=n,
        numerator=numerator,
        denominator=rule.most * n,
        satisfaction=satisfaction,
        coefficient=satisfaction if is_reached else Fraction(0),
        status=Status.OK if is_reached else Status.BELOW_THRESHOLD,
    )


def decimal_string(share: Fraction, threshold: Fraction = Fraction(3, 5)) -> str:
    """Write a share with six places, half to even; one below the threshold is never rounded up to it."""
    text = _rounded(share, ROUND_HALF_EVEN)
    return _rounded(share, ROUND_DOWN) if share < threshold <= Fraction(text) else text


def _rounded(share: Fraction, how: str) -> str:
    scaled = share * 10**PLACES
    with localcontext() as context:
        context.prec = max(28, len(str(abs(scaled.numerator))) + PLACES)
        whole = scaled.numerator // scaled.denominator  # Exact; the rest decides alone, without a division.
        rest = scaled - whole
        up = how == ROUND_HALF_EVEN and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1))
        return f"{Decimal(whole + up).scaleb(-PLACES):.{PLACES}f}"


def input_hash(
    *, policy: str, minimum_n: int, period: str, area: str | None, staff_no: str, months: Mapping[str, Sequence[int]]
) -> str:
    """Return the SHA-256 of everything that a figure comes from, as 64 hexadecimal digits.

    It is taken of JSON in UTF-8 with the keys in order and no spaces: `area` is the area's code, null for the whole;
    `months` has the counts of level 1 to 5 by month ("2026-07") of the visits, without months that have none.
    """
    named = {
        "area": area,
        "minimum_n": minimum_n,
        "months": {month: list(levels) for month, levels in months.items() if any(levels)},
        "period": period,
        "policy": policy,
        "staff_no": staff_no,
    }
    text = json.dumps(named, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
