"""The close of a vote: the box is closed, its ballots are counted once, and the result is kept and later published."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engage.accounts import audit
from engage.ballotbox import chain
from engage.ballotbox import queries as box
from engage.ballotbox import services as ballotbox
from engage.ballotbox.models import Election, RollSlot
from engage.budget.ballot_forms import ChoiceError, marks_of
from engage.budget.freeze import frozen_rules
from engage.budget.models import Cycle, Phase, Result
from engage.budget.rules import RULES, Outcome
from engage.budget.services.guard import locked
from engage.errors import Closed, Conflict
from engage.extensions import db
from engage.i18n import _l

Rules = Mapping[str, Any]


@dataclass
class Count:
    """What the ballots of a box say. `lengths` counts them by their number of marks.

    `refused` are ballots that the frozen rules do not allow. Casting would not have taken them, so somebody put them
    there; they are in `ballots` and give nobody a vote.
    """

    votes: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    ballots: int = 0
    refused: int = 0

    @property
    def blank(self) -> int:
        return self.lengths[0]

    def short(self, max_choices: int) -> int:
        """Return how many ballots use fewer marks than they may, the blank ones among them."""
        return sum(number for length, number in self.lengths.items() if length < max_choices)


def close_and_count(cycle_id: int, *, actor_id: int | None, now: datetime) -> Result:
    """Close the ballot box of a cycle and count its ballots, all of them. To be run in one transaction.

    A cycle that is counted already keeps its result. What the box, its counters and the count do not agree on is kept
    with the result, in `faults`, for people to see; nothing is put right in silence. Raises `Closed` before the end.
    """
    cycle = locked(cycle_id)
    if counted := db.session.get(Result, cycle_id):
        return counted
    if cycle.phase(now) not in (Phase.COUNTING, Phase.RESULTS):
        raise Closed(_l("Ballots are counted after the end of voting."))
    election = cycle.election
    if election.closed_at is None:
        ballotbox.close(election.id, now=now)
    if election.rules is None:
        ballotbox.freeze(election, frozen_rules(cycle), now=now)
    result = _count(cycle, election.rules or {}, now)
    audit.record(user_id=actor_id, area_id=cycle.area_id, action="count ballots", subject=f"cycle {cycle_id}", now=now)
    return result


def _count(cycle: Cycle, rules: Rules, now: datetime) -> Result:
    found = count_ballots(cycle.election_id, rules)
    kept = box.counts(cycle.election_id)
    document = {
        **result_document(rules, found.votes, ballots=found.ballots),
        "blank": found.blank,
        "short": found.short(rules["max_choices"]),
        "slots": kept.slots,
        "faults": list(faults(cycle.election, found)),
        "rules_hash": cycle.election.rules_hash,
        "chain_length": kept.length,
        "chain_head": kept.head,
    }
    result = Result(cycle_id=cycle.id, counted_at=now, outcome=document)
    db.session.add(result)
    db.session.flush()
    return result


def count_ballots(election_id: int, rules: Rules) -> Count:
    """Read every ballot in a box, one after the other, and count the marks."""
    count = Count()
    for choices in box.choices(election_id):
        count.ballots += 1
        try:
            marks = marks_of(rules, choices)
        except ChoiceError:
            count.refused += 1
            continue
        count.lengths[len(marks)] += 1
        count.votes.update(marks)
    return count


def apply_rule(rules: Rules, votes: Mapping[str, int]) -> Outcome[str]:
    """Return what the frozen rule makes of the votes, with the frozen costs, sum and tie order.

    Where nobody marked anything there is no choice to carry out, so nothing is funded.
    """
    cost = {proposal["option"]: proposal["cost_minor"] for proposal in rules["proposals"]}
    min_support = rules.get("min_support", 0) if any(votes.values()) else 1
    rule = RULES[rules["rule"]]
    return rule(votes, cost, rules["pot_minor"], rules["tie_order"], min_support=min_support)


def result_document(rules: Rules, votes: Mapping[str, int], *, ballots: int) -> dict[str, Any]:
    """Return the part of a stored outcome that every counted cycle has, our own and an imported one."""
    outcome = apply_rule(rules, votes)
    return {**outcome.plain(), "votes": {step.id: step.votes for step in outcome.steps}, "ballots": ballots}


def faults(election: Election, found: Count) -> list[dict[str, Any]]:
    """Return everything on which box, counters, roll and count do not agree, as plain values with a `kind`."""
    kept = box.counts(election.id)
    differences: list[dict[str, Any]] = [{"kind": "box", "text": text} for text in box.faults(election.id)]
    if _hash(election.rules or {}) != election.rules_hash:
        differences.append({"kind": "rules"})
    if found.refused:
        differences.append({"kind": "refused", "counted": found.refused})
    pairs: list[tuple[str, int, int]] = [
        ("ballots", found.ballots, kept.ballots),
        ("blank", found.blank, kept.blank),
        ("slots", _slots_that_voted(election.id), kept.ballots),
    ]
    for option in sorted(found.votes.keys() | kept.marks.keys()):
        pairs.append((f"marks {option}", found.votes[option], kept.marks.get(option, 0)))
    differences += [
        {"kind": kind.partition(" ")[0], "option": kind.partition(" ")[2], "counted": counted, "kept": stored}
        for kind, counted, stored in pairs
        if counted != stored
    ]
    return differences


def _hash(rules: Rules) -> str:
    return hashlib.sha256(chain.canonical(rules).encode()).hexdigest()


def _slots_that_voted(election_id: int) -> int:
    voted = select(func.count()).select_from(RollSlot).where(RollSlot.election_id == election_id, RollSlot.has_voted)
    return db.session.scalar(voted) or 0


def publish_result(cycle_id: int, *, actor_id: int | None, now: datetime) -> Result:
    """Show a counted result to everybody, for good. One that is public already stays as it is."""
    cycle = locked(cycle_id)
    result = db.session.get(Result, cycle_id)
    if result is None:
        raise Conflict(_l("The ballots are not counted yet."))
    if result.published_at is None:
        result.published_at = now
        db.session.flush()
        audit.record(
            user_id=actor_id, area_id=cycle.area_id, action="publish result", subject=f"cycle {cycle_id}", now=now
        )
    return result
