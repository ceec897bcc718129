"""How levels become a satisfaction: policies as data. A policy is never changed; a new version gets a new name."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

LEVELS = (1, 2, 3, 4, 5)
MINIMUM_N = 5


@dataclass(frozen=True)
class Policy:
    """Satisfaction = what the ratings are worth ÷ the most that they could be worth.

    `worth` has the worth of each level from 1 to 5, `most` that of the best one. The coefficient is the satisfaction
    from the threshold on, and 0 below it. Sources: decision 0015.
    """

    name: str
    worth: tuple[int, int, int, int, int]
    most: int
    threshold: Fraction


POLICIES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy("mean-level/1", worth=(1, 2, 3, 4, 5), most=5, threshold=Fraction(3, 5)),
        Policy("share-satisfied/1", worth=(0, 0, 1, 1, 1), most=1, threshold=Fraction(3, 5)),
    )
}
DEFAULT_POLICY = "mean-level/1"
