"""An election as a file tells it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from engage.budget.amounts import Amount, decimal_text, parse_amount
from engage.budget.pabulib.faults import Note


@dataclass(frozen=True, slots=True)
class Project:
    """`cost_text` is the cost as the file writes it. `extra` holds all other columns; None is a missing value."""

    id: str
    cost: Amount
    extra: Mapping[str, str | None] = field(default_factory=dict)
    cost_text: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.cost_text:
            object.__setattr__(self, "cost_text", decimal_text(self.cost))

    @property
    def name(self) -> str:
        return self.extra.get("name") or self.id


class Ballot(NamedTuple):
    """One voter's row.

    `ids` stands as in the file, so an id can come twice. `points` is aligned with `ids`, None where the file has none.
    `extra` holds all other columns; None is a missing value.
    """

    voter_id: str
    ids: tuple[str, ...]
    points: tuple[Amount, ...] | None = None
    extra: Mapping[str, str | None] = {}


@dataclass(frozen=True)
class Election:
    """A file's content. `meta` keeps the order and the wording of the file, also of keys unknown here.

    The columns are listed as the file has them; where they are left out they are those that the rows have. Warnings
    speak of lines, so they take no part in comparing two elections.
    """

    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    warnings: tuple[Note, ...] = field(default=(), compare=False)
    project_columns: tuple[str, ...] = ()
    ballot_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Frozen for users; a dataclass has no other way to fill in what depends on other fields.
        if not self.project_columns:
            extras = [project.extra for project in self.projects]
            object.__setattr__(self, "project_columns", _columns(["project_id", "cost"], extras))
        if not self.ballot_columns:
            first = ["voter_id", "vote"]
            if any(ballot.points is not None for ballot in self.ballots):
                first.append("points")
            object.__setattr__(self, "ballot_columns", _columns(first, [ballot.extra for ballot in self.ballots]))

    @property
    def title(self) -> str:
        return self.meta.get("description", "")

    @property
    def currency(self) -> str:
        return self.meta.get("currency", "")

    @property
    def vote_type(self) -> str:
        return self.meta["vote_type"]

    @cached_property
    def budget(self) -> Amount:
        budget = parse_amount(self.meta["budget"])
        if budget is None:
            raise ValueError("the budget is not a number")
        return budget

    @cached_property
    def cost(self) -> Mapping[str, Amount]:
        """Cost by project id."""
        return {project.id: project.cost for project in self.projects}

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """Number of ballots that name a project, by project id; a ballot that names it twice counts once."""
        named = Counter(id_ for ballot in self.ballots for id_ in set(ballot.ids))
        return {project.id: named[project.id] for project in self.projects}

    @property
    def official_winners(self) -> tuple[str, ...] | None:
        """The ids that the file marks as funded by the city, sorted; None where it does not tell."""
        if "selected" not in self.project_columns:
            return None
        return tuple(sorted(project.id for project in self.projects if project.extra.get("selected") == "1"))


def _columns(first: list[str], extras: list[Mapping[str, str | None]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + [column for extra in extras for column in extra]))
