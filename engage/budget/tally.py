"""Counting an election that comes from a file."""

import json
from dataclasses import dataclass

from engage.budget.amounts import decimal_text
from engage.budget.pabulib import Election
from engage.budget.rules import RULES, Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    election: Election
    outcome: Outcome[str]

    @property
    def winners(self) -> list[str]:
        return sorted(self.outcome.funded)

    def json_text(self) -> str:
        """Return one JSON object. Amounts are numbers with all their decimals, which `json` alone would round."""
        fields = {
            "rule": json.dumps(self.outcome.rule),
            "winners": json.dumps(self.winners),
            "cost": decimal_text(self.outcome.spent),
            "budget": decimal_text(self.outcome.budget),
            "num_votes": str(len(self.election.ballots)),
            "num_projects": str(len(self.election.projects)),
        }
        return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}"


def tally(election: Election, rule: str = "greedy", *, min_support: int = 0) -> Tally:
    """Count an election by the rule of that name. Ties go to the project whose id comes first as text.

    The votes of a project are the ballots that name it, whatever the type of ballot. A threshold that the file states
    is not applied by itself. Raises `KeyError` for an unknown rule.
    """
    # Python compares text by code points, so the order is the same on every machine.
    tie_order = sorted(election.cost)
    count = RULES[rule]
    return Tally(election, count(election.votes, election.cost, election.budget, tie_order, min_support=min_support))
