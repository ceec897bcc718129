"""Rules that turn votes into funded proposals: pure functions of plain values, each with the name cycles know it by."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from engage.budget.amounts import Amount
from engage.budget.rules.greedy import greedy
from engage.budget.rules.lottery import lottery
from engage.budget.rules.outcome import Id, Outcome, Step, Verdict

__all__ = ["RULES", "Outcome", "Rule", "Step", "Verdict", "greedy", "lottery"]


class Rule(Protocol):
    """See `greedy` for what goes in and comes out."""

    def __call__(
        self,
        votes: Mapping[Id, int],
        cost: Mapping[Id, Amount],
        budget: Amount,
        tie_order: Sequence[Id],
        *,
        min_support: int = 0,
    ) -> Outcome[Id]: ...


RULES: Mapping[str, Rule] = MappingProxyType({"greedy": greedy})
