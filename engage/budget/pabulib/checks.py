"""What a file says about itself that its rows do not bear out: worth a warning, never a refusal."""

import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engage.budget.amounts import Amount, parse_amount
from engage.budget.pabulib.faults import Note, quotable
from engage.budget.pabulib.model import Ballot, Election

_DESCRIBING_KEYS = ("description", "country", "unit", "instance", "rule", "date_begin", "date_end")
_COUNTING_KEYS = ("num_projects", "num_votes")


@dataclass(frozen=True, slots=True)
class Lines:
    """Where things stand in the file: `meta` by key, the others aligned with the rows."""

    start: int
    meta: Mapping[str, int]
    projects: Sequence[int]
    ballots: Sequence[int]


def warnings(election: Election, lines: Lines) -> Iterator[Note]:
    for key in (*_DESCRIBING_KEYS, *_COUNTING_KEYS):
        if key not in election.meta:
            yield Note("unsaid-key", lines.start, {"key": key})
    yield from _counts(election, lines)
    yield from _stated_votes(election, lines)
    yield from _marks(election, lines)
    yield from _limits(election, lines)


def _counts(election: Election, lines: Lines) -> Iterator[Note]:
    for key, found in zip(_COUNTING_KEYS, (len(election.projects), len(election.ballots)), strict=True):
        stated = election.meta.get(key)
        if stated is not None and parse_amount(stated) != found:
            yield Note("other-count", lines.meta[key], quotable({"key": key, "stated": stated, "found": found}))


def _stated_votes(election: Election, lines: Lines) -> Iterator[Note]:
    # Cities that let a ballot name a project twice have counted it twice.
    marks = Counter(id_ for ballot in election.ballots for id_ in ballot.ids)
    differing: list[tuple[int, str, str, int]] = []
    for project, line in zip(election.projects, lines.projects, strict=True):
        stated = project.extra.get("votes")
        found = election.votes[project.id]
        if stated is not None and parse_amount(stated) not in (found, marks[project.id]):
            differing.append((line, project.id, stated, found))
    if differing:
        line, id_, stated, found = differing[0]
        yield Note(
            "other-votes", line, quotable({"count": len(differing), "id": id_, "stated": stated, "found": found})
        )


def _marks(election: Election, lines: Lines) -> Iterator[Note]:
    yield from _broken("repeated-mark", lambda ballot: len(set(ballot.ids)) < len(ballot.ids), election, lines)
    if election.vote_type == "choose-1":
        yield from _broken("not-one-choice", lambda ballot: len(set(ballot.ids)) != 1, election, lines)


def _limits(election: Election, lines: Lines) -> Iterator[Note]:
    """Real elections break their own limits now and then, so a broken one does not make a ballot invalid."""
    cost = election.cost
    measures: dict[str, Callable[[Ballot], Sequence[Amount]]] = {
        "length": lambda ballot: [len(set(ballot.ids))],
        "sum_cost": lambda ballot: [sum(cost[id_] for id_ in set(ballot.ids))],
        "sum_points": lambda ballot: [] if ballot.points is None else [sum(ballot.points)],
        "points": lambda ballot: ballot.points or (),
    }
    for what, measure in measures.items():
        yield from _limit(f"min_{what}", measure, operator.lt, election, lines)
        yield from _limit(f"max_{what}", measure, operator.gt, election, lines)


def _limit(
    key: str,
    measure: Callable[[Ballot], Sequence[Amount]],
    breaks: Callable[[Amount, Amount], bool],
    election: Election,
    lines: Lines,
) -> Iterator[Note]:
    stated = election.meta.get(key, "")
    if stated in {"", "None"}:
        return
    limit = parse_amount(stated)
    if limit is None:
        yield Note("strange-limit", lines.meta[key], quotable({"key": key, "value": stated}))
        return
    kind = "below-limit" if breaks is operator.lt else "above-limit"
    params = quotable({"key": key, "limit": stated})
    yield from _broken(kind, lambda ballot: any(breaks(x, limit) for x in measure(ballot)), election, lines, params)


def _broken(
    kind: str,
    is_broken: Callable[[Ballot], bool],
    election: Election,
    lines: Lines,
    params: Mapping[str, int | str] | None = None,
) -> Iterator[Note]:
    """Yield one note for all ballots that break a rule, at the line of the first."""
    broken = [line for ballot, line in zip(election.ballots, lines.ballots, strict=True) if is_broken(ballot)]
    if broken:
        yield Note(kind, broken[0], {**(params or {}), "count": len(broken)})
