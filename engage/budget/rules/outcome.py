"""What a rule answers: every proposal in the order in which the rule came to it, and why it was funded or not."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from engage.budget.amounts import Amount, decimal_text

Id = TypeVar("Id", bound=Hashable)


class Verdict(StrEnum):
    FUNDED = "funded"
    NO_ROOM = "no-room"  # It did not fit into what was left at its turn.
    OVER_BUDGET = "over-budget"  # It costs more than the whole budget.
    LOW_SUPPORT = "low-support"  # It has fewer votes than the minimum, so it never had a turn.


@dataclass(frozen=True, slots=True)
class Step(Generic[Id]):
    """One proposal's turn.

    `rank` counts from 1. `left` is the money left when the turn came, before it was spent. `tied` holds all proposals
    with the same votes in the tie order, this one included; it is empty for one that stands alone. `tie_decided` says
    that money was short for those of them that could each be paid, this one being one of them, so that the tie order
    chose who was. `extra_votes` is the smallest number of further votes with which the same rule funds it, all else
    equal, and `must_pass` the proposal it would then have overtaken, if any; both are None for a funded proposal, and
    for one that no number of votes would help.
    """

    id: Id
    rank: int
    votes: int
    cost: Amount
    left: Amount
    verdict: Verdict
    tied: tuple[Id, ...] = ()
    tie_decided: bool = False
    extra_votes: int | None = None
    must_pass: Id | None = None

    @property
    def is_funded(self) -> bool:
        return self.verdict is Verdict.FUNDED

    def plain(self) -> dict[str, Any]:
        """Return the step as JSON can hold it."""
        return {
            "id": self.id,
            "rank": self.rank,
            "votes": self.votes,
            "cost": _plain(self.cost),
            "left": _plain(self.left),
            "verdict": str(self.verdict),
            "tied": list(self.tied),
            "tie_decided": self.tie_decided,
            "extra_votes": self.extra_votes,
            "must_pass": self.must_pass,
        }


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Id]):
    """A rule's answer with all it was computed from, so that it can be computed again."""

    rule: str
    budget: Amount
    min_support: int
    tie_order: tuple[Id, ...]
    steps: tuple[Step[Id], ...]

    @property
    def funded(self) -> tuple[Id, ...]:
        """The ids of the funded proposals, in the order in which they were funded."""
        return tuple(step.id for step in self.steps if step.is_funded)

    @property
    def spent(self) -> Amount:
        return sum(step.cost for step in self.steps if step.is_funded)

    @property
    def left(self) -> Amount:
        return self.budget - self.spent

    def plain(self) -> dict[str, Any]:
        """Return the outcome as JSON can hold it; amounts that are not whole become decimal text."""
        return {
            "rule": self.rule,
            "budget": _plain(self.budget),
            "min_support": self.min_support,
            "tie_order": list(self.tie_order),
            "funded": list(self.funded),
            "spent": _plain(self.spent),
            "left": _plain(self.left),
            "steps": [step.plain() for step in self.steps],
        }


def _plain(amount: Amount) -> int | str:
    return int(amount) if amount == int(amount) else decimal_text(amount)
