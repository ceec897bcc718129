"""How urgent a need is: parts from 0 to 100, each by its own formula, and their weighted mean (decision 0011).

| part       | formula                                                                                      |
|------------|----------------------------------------------------------------------------------------------|
| supports   | 100 × s ÷ (s + 10), rounded down, for s neighbours who joined: 10 of them are half of it all |
| age        | 100 × d ÷ 90, rounded down and at most 100, for d whole days since the need came in          |
| vulnerable | 0, 60, 80 or 100 for none, one, two or three of: older people, children, disabled people     |
| safety     | 100 for the category "safety", 50 for lighting, lift, drainage and access, 0 for others      |
| effort     | 100, 60 or 20 for little, some or much work; left out while nobody has judged it             |

The priority is Σ(weight × part) ÷ Σ(weight) over the parts that are known, rounded half up.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    SUPPORTS = "supports"
    AGE = "age"
    VULNERABLE = "vulnerable"
    SAFETY = "safety"
    EFFORT = "effort"


class Effort(StrEnum):
    """How much work a need is, as a professional or an official judges it."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


DEFAULT_WEIGHTS: Mapping[Part, int] = {
    Part.SUPPORTS: 40, Part.AGE: 15, Part.VULNERABLE: 20, Part.SAFETY: 15, Part.EFFORT: 10,
}  # fmt: skip
MOST_WEIGHT = 100
FULL_AGE_DAYS = 90
HALF_SUPPORTS = 10
BY_VULNERABLE = (0, 60, 80, 100)
BY_SAFETY = {"safety": 100, "lighting": 50, "lift": 50, "drainage": 50, "access": 50}
BY_EFFORT = {Effort.LITTLE: 100, Effort.SOME: 60, Effort.MUCH: 20}
VULNERABLE_GROUPS = frozenset({"older", "children", "disabled"})


@dataclass(frozen=True)
class Facts:
    """What the priority of a need is made of."""

    category: str
    supports: int
    affected: Collection[str]
    created_at: datetime
    effort: str | None = None


@dataclass(frozen=True)
class Term:
    """One part of a priority. `points` is None where the part is not known, and then it has no say."""

    part: Part
    points: int | None
    weight: int


def terms(facts: Facts, weights: Mapping[str, int], now: datetime) -> list[Term]:
    """Return all parts with their weights, in a fixed order; `weights` holds what differs from the defaults."""
    points = {
        Part.SUPPORTS: 100 * facts.supports // (facts.supports + HALF_SUPPORTS),
        Part.AGE: min(100, 100 * max(0, (now - facts.created_at).days) // FULL_AGE_DAYS),
        Part.VULNERABLE: BY_VULNERABLE[len(VULNERABLE_GROUPS & set(facts.affected))],
        Part.SAFETY: BY_SAFETY.get(facts.category, 0),
        Part.EFFORT: BY_EFFORT[Effort(facts.effort)] if facts.effort else None,
    }
    return [Term(part, points[part], weights.get(part, DEFAULT_WEIGHTS[part])) for part in Part]


def total(parts: Collection[Term]) -> int:
    """Return the weighted mean of the known parts, from 0 to 100; 0 when nothing has any weight."""
    known = [(term.weight, term.points) for term in parts if term.points is not None]
    whole = sum(weight for weight, _points in known)
    return (2 * sum(weight * points for weight, points in known) + whole) // (2 * whole) if whole else 0
