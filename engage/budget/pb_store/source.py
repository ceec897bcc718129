"""What is kept of a file that the tables have no columns for, so that it can be shown and written back.

`Cycle.source` holds the pairs of META and the names of the columns, `Proposal.source` the cost as written and the other
columns, and each `ImportedBallot.row` a ballot: its voter, the ids it names, points and other columns where it has any.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.budget.amounts import Amount, decimal_text, parse_amount
from engage.budget.models import Cycle, Proposal
from engage.budget.pabulib import Ballot, Election, Project

_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


@dataclass(frozen=True)
class Source:
    meta: Mapping[str, str]
    project_columns: Sequence[str]
    ballot_columns: Sequence[str]

    @property
    def title(self) -> str:
        return self.meta.get("description", "")

    @property
    def place(self) -> str:
        """Where the election was held, from the smallest area up, as the file names it."""
        names = [self.meta.get(key, "") for key in ("subunit", "unit", "country")]
        return ", ".join(dict.fromkeys(filter(None, names)))

    @property
    def language(self) -> str:
        """The language of titles, for `lang` attributes; "" where the file does not tell."""
        language = self.meta.get("language", "")
        return language if _LANGUAGE.fullmatch(language) else ""

    @property
    def rule(self) -> str:
        return self.meta.get("rule", "")

    def selected(self, proposal: Proposal) -> bool | None:
        """Tell whether the city funded a proposal from this budget; None where the file does not say."""
        extra = (proposal.source or {}).get("extra", {})
        return extra["selected"] == "1" if extra.get("selected") is not None else None


def source_of(cycle: Cycle) -> Source | None:
    """Return what the cycle's file said; None for a cycle of our own."""
    if cycle.source is None:
        return None
    return Source(dict(cycle.source["meta"]), cycle.source["project_columns"], cycle.source["ballot_columns"])


def cycle_source(election: Election) -> dict[str, Any]:
    return {
        "meta": [[key, value] for key, value in election.meta.items()],
        "project_columns": list(election.project_columns),
        "ballot_columns": list(election.ballot_columns),
    }


def proposal_source(project: Project) -> dict[str, Any]:
    return {"cost": project.cost_text, "extra": dict(project.extra)}


def ballot_row(ballot: Ballot) -> dict[str, Any]:
    row: dict[str, Any] = {"voter": ballot.voter_id, "ids": list(ballot.ids)}
    if ballot.points is not None:
        row["points"] = [decimal_text(point) for point in ballot.points]
    if ballot.extra:
        row["extra"] = dict(ballot.extra)
    return row


def project_from(proposal: Proposal) -> Project:
    kept = proposal.source or {}
    return Project(proposal.option, _amount(kept["cost"]), kept["extra"], kept["cost"])


def ballot_from(row: Mapping[str, Any]) -> Ballot:
    points = tuple(map(_amount, row["points"])) if "points" in row else None
    return Ballot(row["voter"], tuple(row["ids"]), points, row.get("extra", {}))


def _amount(text: str) -> Amount:
    found = parse_amount(text)
    if found is None:
        raise ValueError(f"{text!r} was kept as an amount and is none")
    return found
