"""Greedy by votes, with skipping: the rule of most cities."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Generic

from engage.budget.amounts import Amount
from engage.budget.rules.outcome import Id, Outcome, Step, Verdict


def greedy(
    votes: Mapping[Id, int],
    cost: Mapping[Id, Amount],
    budget: Amount,
    tie_order: Sequence[Id],
    *,
    min_support: int = 0,
) -> Outcome[Id]:
    """Fund proposals by votes, most first; one that no longer fits is passed over, and the next is tried.

    `cost` names the proposals; one without an entry in `votes` has none. Among equal votes the one that comes first
    in `tie_order` has its turn first. Proposals with fewer than `min_support` votes have no turn. Amounts are exact:
    whole numbers or fractions. Raises `ValueError` for input that does not hold together.
    Source: greedy approval rule, Talmon and Faliszewski, arXiv:1809.04382.
    """
    _check(votes, cost, budget, tie_order)
    place = {id_: i for i, id_ in enumerate(tie_order)}
    votes = {id_: votes.get(id_, 0) for id_ in cost}
    order = sorted(cost, key=lambda id_: (-votes[id_], place[id_]))
    turns = [id_ for id_ in order if votes[id_] >= min_support]
    race = _Race(votes, cost, place, min_support, order, turns, _money_left(turns, cost, budget))
    return Outcome("greedy", budget, min_support, tuple(tie_order), tuple(race.steps()))


def _check(votes: Mapping[Id, int], cost: Mapping[Id, Amount], budget: Amount, tie_order: Sequence[Id]) -> None:
    # A float would make the count depend on rounding, so it is refused and not converted.
    for amount in (budget, *cost.values()):
        if not isinstance(amount, int | Fraction) or amount < 0:
            raise ValueError(f"{amount!r} is not an exact amount of zero or more")
    if strangers := votes.keys() - cost.keys():
        raise ValueError(f"no cost for {sorted(map(str, strangers))}")
    if len(set(tie_order)) != len(tie_order):
        raise ValueError("the tie order names a proposal twice")
    if missing := cost.keys() - set(tie_order):
        raise ValueError(f"no place in the tie order for {sorted(map(str, missing))}")


def _money_left(turns: Sequence[Id], cost: Mapping[Id, Amount], budget: Amount) -> list[Amount]:
    """Return the money left before each turn, and after the last."""
    lefts = [budget]
    for id_ in turns:
        lefts.append(lefts[-1] - cost[id_] if cost[id_] <= lefts[-1] else lefts[-1])
    return lefts


@dataclass(frozen=True, slots=True)
class _Race(Generic[Id]):
    """The count once it is run; what remains is to say why each proposal fared as it did.

    `order` holds all proposals, `turns` those of them, from the front, that have enough support.
    """

    votes: Mapping[Id, int]
    cost: Mapping[Id, Amount]
    place: Mapping[Id, int]
    min_support: int
    order: Sequence[Id]
    turns: Sequence[Id]
    lefts: Sequence[Amount]

    def steps(self) -> Iterator[Step[Id]]:
        rank = 0
        for _, equals in groupby(self.order, key=self.votes.__getitem__):
            tied = tuple(equals)
            rivals = self._rivals(tied, self._left(rank))
            for id_ in tied:
                rank += 1
                yield self._step(id_, rank, tied if len(tied) > 1 else (), id_ in rivals)

    def _left(self, index: int) -> Amount:
        return self.lefts[min(index, len(self.turns))]

    def _rivals(self, tied: tuple[Id, ...], left: Amount) -> frozenset[Id]:
        """Return those of the tied that could each be paid first, where there is not enough for all of these."""
        if self.votes[tied[0]] < self.min_support:
            return frozenset()
        payable = [id_ for id_ in tied if 0 < self.cost[id_] <= left]
        return frozenset(payable if sum(self.cost[id_] for id_ in payable) > left else ())

    def _step(self, id_: Id, rank: int, tied: tuple[Id, ...], tie_decided: bool) -> Step[Id]:
        left = self._left(rank - 1)
        verdict = self._verdict(id_, left)
        extra_votes, must_pass = (None, None) if verdict is Verdict.FUNDED else self._needed(id_)
        return Step(
            id=id_,
            rank=rank,
            votes=self.votes[id_],
            cost=self.cost[id_],
            left=left,
            verdict=verdict,
            tied=tied,
            tie_decided=tie_decided,
            extra_votes=extra_votes,
            must_pass=must_pass,
        )

    def _verdict(self, id_: Id, left: Amount) -> Verdict:
        if self.votes[id_] < self.min_support:
            return Verdict.LOW_SUPPORT
        if self.cost[id_] > self.lefts[0]:
            return Verdict.OVER_BUDGET
        return Verdict.FUNDED if self.cost[id_] <= left else Verdict.NO_ROOM

    def _needed(self, id_: Id) -> tuple[int | None, Id | None]:
        """Return how many more votes would have funded a proposal that was not, and which one it must overtake.

        Being unfunded it changed nothing for the others, and money only ever gets less. So it is funded exactly when
        its turn comes no later than the last one before which enough was left, that is, before the proposal which
        had that turn, or after all of them where enough was left at the end.
        """
        # Negated, the money left is in ascending order.
        last = bisect_right(self.lefts, -self.cost[id_], key=lambda left: -left) - 1
        if last < 0:
            return None, None
        if last == len(self.turns):
            return self.min_support - self.votes[id_], None
        must_pass = self.turns[last]
        wins_tie = self.place[id_] < self.place[must_pass]
        return self.votes[must_pass] - self.votes[id_] + (0 if wins_tie else 1), must_pass
