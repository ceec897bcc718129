"""From an election to the text of a file."""

import re
from collections.abc import Iterable, Iterator, Mapping

from engage.budget.amounts import decimal_text
from engage.budget.pabulib.model import Ballot, Election, Project

# The format knows no line breaks inside a field, and no reader takes a NUL.
_BREAKS = re.compile(r"[\r\n\0]+")


def write(election: Election) -> str:
    """Return the text of a file that reads as the same election, with LF line ends and no byte order mark.

    Missing values become empty fields, and line breaks inside a value become spaces. The caller writes it as UTF-8.
    """
    return "".join(lines(election, election.ballots))


def lines(election: Election, ballots: Iterable[Ballot]) -> Iterator[str]:
    """Yield the lines of a file with these ballots, each with its end: for elections too large for the memory."""
    return (";".join(map(_field, row)) + "\n" for row in _rows(election, ballots))


def _rows(election: Election, ballots: Iterable[Ballot]) -> Iterator[Iterable[str | None]]:
    yield ["META"]
    yield ["key", "value"]
    yield from election.meta.items()
    yield ["PROJECTS"]
    yield election.project_columns
    for project in election.projects:
        yield _pick(election.project_columns, _project_fields(project))
    yield ["VOTES"]
    yield election.ballot_columns
    for ballot in ballots:
        yield _pick(election.ballot_columns, _ballot_fields(ballot))


def _project_fields(project: Project) -> Mapping[str, str | None]:
    return {**project.extra, "project_id": project.id, "cost": project.cost_text}


def _ballot_fields(ballot: Ballot) -> Mapping[str, str | None]:
    fields = {**ballot.extra, "voter_id": ballot.voter_id, "vote": ",".join(ballot.ids)}
    if ballot.points is not None:
        fields["points"] = ",".join(map(decimal_text, ballot.points))
    return fields


def _pick(columns: tuple[str, ...], fields: Mapping[str, str | None]) -> Iterator[str | None]:
    return (fields.get(column) for column in columns)


def _field(text: str | None) -> str:
    clean = _BREAKS.sub(" ", text or "")
    if ";" in clean or '"' in clean:
        return '"' + clean.replace('"', '""') + '"'
    return clean
