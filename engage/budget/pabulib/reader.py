"""From the rows of the sections to an election."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engage.budget.amounts import Amount, parse_amount
from engage.budget.pabulib.checks import Lines, warnings
from engage.budget.pabulib.faults import PabulibError
from engage.budget.pabulib.model import Ballot, Election, Project
from engage.budget.pabulib.rows import BLANKS, LARGEST_FILE, Section, sections

VOTE_TYPES = ("approval", "choose-1", "cumulative", "ordinal", "scoring")
# Ballots of these types mean nothing without points; in ordinal ones points only repeat the order.
_NEED_POINTS = ("cumulative", "scoring")
_MAY_HAVE_POINTS = (*_NEED_POINTS, "ordinal")


def read(path: Path) -> Election:
    """Read a file. Raises `PabulibError`, and `OSError` where the file cannot be opened."""
    with path.open("rb") as file:
        return parse(file.read(LARGEST_FILE + 1))


def parse(data: bytes | str) -> Election:
    """Read the content of a file. Raises `PabulibError` for the first fault found; nothing is half read."""
    found = sections(data)
    meta, meta_lines = _meta(found["META"])
    project_columns = _header("PROJECTS", found["PROJECTS"], ["project_id", "cost"])
    projects = _projects(project_columns, found["PROJECTS"])
    needs_points = meta["vote_type"] in _NEED_POINTS
    ballot_columns = _header("VOTES", found["VOTES"], ["voter_id", "vote", *(["points"] if needs_points else [])])
    ballots = _ballots(
        ballot_columns, found["VOTES"], {project.id: project.id for project in projects}, meta["vote_type"]
    )
    election = Election(meta, projects, ballots, (), project_columns, ballot_columns)
    lines = Lines(found["META"].line, meta_lines, found["PROJECTS"].row_lines, found["VOTES"].row_lines)
    return replace(election, warnings=tuple(warnings(election, lines)))


def _meta(section: Section) -> tuple[dict[str, str], dict[str, int]]:
    """Return the values and their lines, both by key."""
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    rows = section.rows
    # Some older files lack the header line, and their first line is data.
    if rows and [field.lower() for field in rows[0][1]] == ["key", "value"]:
        rows = rows[1:]
    for line, fields in rows:
        _check_width(line, fields, 2)
        key = _required("key", fields[0], line)
        if key in values:
            raise PabulibError("repeated-key", line, key=key, first=lines[key])
        values[key] = fields[1]
        lines[key] = line
    for key in ("budget", "vote_type"):
        if key not in values:
            raise PabulibError("missing-key", section.line, key=key)
        _required(key, values[key], lines[key])
    _number("budget", values["budget"], lines["budget"])
    if values["vote_type"] not in VOTE_TYPES:
        raise PabulibError(
            "unknown-vote-type", lines["vote_type"], value=values["vote_type"], known=", ".join(VOTE_TYPES)
        )
    return values, lines


def _header(name: str, section: Section, needed: list[str]) -> tuple[str, ...]:
    """Take the line with the column names off the section, and check that all rows have those columns."""
    if not section.rows:
        raise PabulibError("missing-header", section.line, section=name)
    line, columns = section.rows.pop(0)
    for column in needed:
        if column not in columns:
            raise PabulibError("missing-column", line, section=name, column=column)
    for column in columns:
        if not column:
            raise PabulibError("unnamed-column", line, section=name)
        if columns.count(column) > 1:
            raise PabulibError("repeated-column", line, section=name, column=column)
    for row_line, fields in section.rows:
        _check_width(row_line, fields, len(columns))
    return tuple(columns)


def _projects(columns: tuple[str, ...], section: Section) -> tuple[Project, ...]:
    projects = []
    first_lines: dict[str, int] = {}
    for line, fields in section.rows:
        row = dict(zip(columns, fields, strict=True))
        id_ = _required("project_id", row.pop("project_id"), line)
        if "," in id_:
            raise PabulibError("comma-in-id", line, id=id_)
        if id_ in first_lines:
            raise PabulibError("repeated-project", line, id=id_, first=first_lines[id_])
        first_lines[id_] = line
        cost_text = _required("cost", row.pop("cost"), line)
        extra = {column: _value(field) for column, field in row.items()}
        projects.append(Project(id_, _number("cost", cost_text, line), extra, cost_text))
    if not projects:
        raise PabulibError("no-projects", section.line)
    return tuple(projects)


def _ballots(
    columns: tuple[str, ...], section: Section, known: Mapping[str, str], vote_type: str
) -> tuple[Ballot, ...]:
    ballots = []
    first_lines: dict[str, int] = {}
    voter_at, vote_at = columns.index("voter_id"), columns.index("vote")
    points_at = columns.index("points") if vote_type in _MAY_HAVE_POINTS and "points" in columns else None
    extra_at = [(at, column) for at, column in enumerate(columns) if at not in (voter_at, vote_at, points_at)]
    for line, fields in section.rows:
        voter_id = _required("voter_id", fields[voter_at], line)
        if voter_id in first_lines:
            raise PabulibError("repeated-voter", line, id=voter_id, first=first_lines[voter_id])
        first_lines[voter_id] = line
        ids = _marks(fields[vote_at], known, line)
        points = None if points_at is None else _points(fields[points_at], len(ids), line, vote_type)
        ballots.append(Ballot(voter_id, ids, points, {column: _value(fields[at]) for at, column in extra_at}))
    return tuple(ballots)


def _marks(text: str, known: Mapping[str, str], line: int) -> tuple[str, ...]:
    """Return the ids that a ballot names. An empty ballot is a ballot."""
    if _value(text) is None:
        return ()
    marks = [mark.strip(BLANKS) for mark in text.split(",")]
    try:
        # One string per project, however many ballots name it.
        return tuple([known[mark] for mark in marks])
    except KeyError as error:
        unknown = error.args[0]
        kind = "unknown-project" if unknown else "empty-mark"
        raise PabulibError(kind, line, id=unknown) from None


def _points(text: str, expected: int, line: int, vote_type: str) -> tuple[Amount, ...] | None:
    if _value(text) is None:
        if expected and vote_type in _NEED_POINTS:
            raise PabulibError("points-mismatch", line, expected=expected, found=0)
        return () if vote_type in _NEED_POINTS else None
    points = tuple(_number("points", point.strip(BLANKS), line) for point in text.split(","))
    if len(points) != expected:
        raise PabulibError("points-mismatch", line, expected=expected, found=len(points))
    return points


def _check_width(line: int, fields: list[str], expected: int) -> None:
    if len(fields) != expected:
        raise PabulibError("row-width", line, found=len(fields), expected=expected)


def _value(field: str) -> str | None:
    return None if field in {"", "None"} else field


def _required(name: str, field: str, line: int) -> str:
    if _value(field) is None:
        raise PabulibError("missing-value", line, field=name)
    return field


def _number(name: str, text: str, line: int) -> Amount:
    amount = parse_amount(text)
    if amount is None:
        is_negative = text.startswith("-") and parse_amount(text[1:]) is not None
        raise PabulibError("negative" if is_negative else "not-a-number", line, field=name, value=text)
    return amount
