"""Weights by which the answers come to match known margins, such as the dwellings of each building.

Source: iterative proportional fitting, Deming and Stephan, "On a Least Squares Adjustment of a Sampled Frequency Table"
(1940); trimming while raking: Battaglia, Hoaglin and Frankel, "Practical Considerations in Raking Survey Data" (2009);
effective sample size: Kish, "Survey Sampling" (1965).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Group = tuple[str, ...]
MOST_ROUNDS = 200
CLOSE = 1e-9  # Shares further apart than this are not met yet.
STEADY = 1e-10  # Weights that change by less than this have come to rest.


class Impossible(ValueError):
    """A margin that no weights can meet. `reason` is "empty", "zero" or "nothing"."""

    def __init__(self, reason: str, margin: int, category: str) -> None:
        super().__init__(f"{reason}: {category}")
        self.reason, self.margin, self.category = reason, margin, category


@dataclass(frozen=True)
class Weights:
    """`by_group` has mean 1 over the answers. `furthest` is the largest difference between a share and its target.

    `effective` is the number of equally weighted answers that would say as much.
    """

    by_group: dict[Group, float]
    rounds: int
    furthest: float
    effective: float
    largest: float

    @property
    def is_met(self) -> bool:
        return self.furthest <= CLOSE


def rake(counts: Mapping[Group, int], margins: Sequence[Mapping[str, float]], *, most: float = 5.0) -> Weights:
    """Return the weight of each group of answers. A group names a category for each margin, in their order.

    The targets of a margin are shares of any sum. Categories that a margin does not name keep the share they have:
    answers without an answer to that question. It ends when all shares are met and no weight is above `most` (times
    the mean), when the weights come to rest, or after 200 rounds. Raises `Impossible`.
    """
    counts = {group: number for group, number in counts.items() if number}
    if not counts:
        raise Impossible("nothing", 0, "")
    targets = [_targets(counts, place, margin) for place, margin in enumerate(margins)]
    total = sum(counts.values())
    weights = dict.fromkeys(counts, 1.0)
    rounds = 0
    for rounds in range(1, MOST_ROUNDS + 1):  # noqa: B007 - the number of rounds is told.
        before = dict(weights)
        for place, target in enumerate(targets):
            _fit(weights, counts, place, target, total)
        _trim(weights, counts, total, most)
        moved = max(abs(weights[group] - before[group]) for group in weights)
        if _furthest(weights, counts, targets, total) <= CLOSE or moved <= STEADY:
            break
    squares = sum(counts[group] * weight**2 for group, weight in weights.items())
    return Weights(
        weights, rounds, _furthest(weights, counts, targets, total), total**2 / squares, max(weights.values())
    )


def _targets(counts: Mapping[Group, int], place: int, margin: Mapping[str, float]) -> dict[str, float]:
    """Return the share of all answers that each category shall have."""
    total, named = sum(counts.values()), sum(margin.values())
    there = _sums((group[place], number) for group, number in counts.items())
    for category, target in margin.items():
        if target > 0 and not there.get(category):
            raise Impossible("empty", place, category)
        if target <= 0 and there.get(category):
            raise Impossible("zero", place, category)
    if named <= 0:
        raise Impossible("nothing", place, "")
    unnamed = {category: number / total for category, number in there.items() if category not in margin}
    left = 1 - sum(unnamed.values())
    return unnamed | {category: target / named * left for category, target in margin.items() if target > 0}


def _fit(
    weights: dict[Group, float], counts: Mapping[Group, int], place: int, target: Mapping[str, float], total: int
) -> None:
    shares = _sums((group[place], counts[group] * weight) for group, weight in weights.items())
    for group in weights:
        weights[group] *= target[group[place]] * total / shares[group[place]]


def _trim(weights: dict[Group, float], counts: Mapping[Group, int], total: int, most: float) -> None:
    """Cut off what is above the most, and give it to the others so that the mean stays 1."""
    for _turn in range(MOST_ROUNDS):
        if max(weights.values()) <= most * (1 + STEADY):
            return
        capped = {group: min(weight, most) for group, weight in weights.items()}
        spare = total - sum(counts[group] * weight for group, weight in capped.items())
        free = sum(counts[group] * weight for group, weight in capped.items() if weight < most)
        if not free:
            return
        for group, weight in capped.items():
            weights[group] = weight * (1 + spare / free) if weight < most else weight


def _furthest(
    weights: Mapping[Group, float], counts: Mapping[Group, int], targets: Sequence[Mapping[str, float]], total: int
) -> float:
    found = 0.0
    for place, target in enumerate(targets):
        shares = _sums((group[place], counts[group] * weight) for group, weight in weights.items())
        found = max(found, *(abs(shares[category] / total - share) for category, share in target.items()))
    return found


def _sums(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, number in pairs:
        found[name] = found.get(name, 0) + number
    return found
