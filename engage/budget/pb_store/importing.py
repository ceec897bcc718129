"""From a read file to a closed cycle with its result."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from sqlalchemy import Table, insert

from engage.accounts import audit
from engage.ballotbox import services as ballotbox
from engage.ballotbox.models import Election as Box
from engage.budget.amounts import Amount, decimal_text
from engage.budget.freeze import frozen_rules
from engage.budget.models import Cycle, ImportedBallot, Proposal, Result, Voters
from engage.budget.pabulib import Ballot, Election, PabulibError
from engage.budget.pabulib.rows import sections
from engage.budget.pb_store.source import ballot_row, cycle_source, proposal_source
from engage.budget.results import result_document
from engage.budget.typed import MAX_MINOR
from engage.cleaning import clean_line
from engage.communities.models import Area
from engage.communities.queries.areas import timezone_of
from engage.extensions import db
from engage.formats import minor_digits

LONGEST_ID = 40
LONGEST_TITLE = 120
LONGEST_NAME = 200
ROWS_AT_ONCE = 5_000
FORMS = {"cumulative": "points", "scoring": "points", "ordinal": "ranking"}  # All others are approval.
_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)


@dataclass(frozen=True)
class Import:
    """What is to be imported: an election and the file it was read from, for naming lines, and what was chosen.

    `title` and `currency` are for what the file does not say or says otherwise.
    """

    election: Election
    data: bytes
    area: Area
    title: str | None = None
    currency: str | None = None


def import_election(wanted: Import, *, actor_id: int | None = None, now: datetime) -> Cycle:
    """Make a closed cycle with a published result of an election that was held elsewhere. One transaction's work.

    It is counted by the greedy rule, ties to the project whose id comes first as text. Ballots are kept as they are,
    apart from the ballot box, through which they never went. Raises `PabulibError`, with the line, for amounts that
    the currency cannot express exactly and for what has no room.
    """
    currency = _currency(wanted)
    pot, costs = _minor_amounts(wanted, currency)
    cycle = _add_cycle(wanted, currency, pot, actor_id, now)
    _add_proposals(cycle, wanted.election, costs)
    _add_ballots(cycle.id, wanted.election.ballots)
    _add_result(cycle, wanted.election, now)
    audit.record(
        user_id=actor_id, area_id=cycle.area_id, action="import election", subject=f"cycle {cycle.id}", now=now
    )
    return cycle


def _currency(wanted: Import) -> str:
    election = wanted.election
    code = wanted.currency or election.currency
    if not code:
        raise PabulibError("missing-key", 1, key="currency")
    if code not in list_currencies():
        raise PabulibError("unknown-currency", _meta_line(wanted.data, "currency"), value=code)
    return code


def _minor_amounts(wanted: Import, currency: str) -> tuple[int, list[int]]:
    """Return the budget and the costs in minor units, exactly."""
    election, digits = wanted.election, minor_digits(currency)

    def minor(field: str, amount: Amount, project: int = 0) -> int:
        exact = Fraction(amount) * 10**digits
        if exact.denominator == 1 and exact <= MAX_MINOR:
            return int(exact)
        kind = "too-large" if exact.denominator == 1 else "too-many-decimals"
        at = _meta_line(wanted.data, field) if field == "budget" else _project_line(wanted.data, project)
        raise PabulibError(kind, at, field=field, value=decimal_text(amount), currency=currency, digits=digits)

    costs = [minor("cost", project.cost, project=number) for number, project in enumerate(election.projects)]
    for number, project in enumerate(election.projects):
        if len(project.id) > LONGEST_ID:
            raise PabulibError("long-id", _project_line(wanted.data, number), id=project.id, limit=LONGEST_ID)
    return minor("budget", election.budget), costs


# The lines are looked for only once something is wrong: a file is read far more often than it is refused.
def _meta_line(data: bytes, key: str) -> int:
    meta = sections(data)["META"]
    return next((line for line, fields in meta.rows if fields[0] == key), meta.line)


def _project_line(data: bytes, number: int) -> int:
    return sections(data)["PROJECTS"].row_lines[number + 1]  # The first is the header.


def _add_cycle(wanted: Import, currency: str, pot: int, actor_id: int | None, now: datetime) -> Cycle:
    election = wanted.election
    opens_at, closes_at = _dates(election, timezone_of(wanted.area), now)
    box = ballotbox.create_election(area_id=wanted.area.id, opens_at=opens_at, closes_at=closes_at)
    title = _short(clean_line(wanted.title or election.title), LONGEST_TITLE) or "?"
    low, high = _choices(election)
    cycle = Cycle(
        area_id=wanted.area.id,
        election_id=box.id,
        # The language of a file is any, and its title serves readers of both of ours.
        title_zh=title,
        title_en=title,
        voters=Voters.PERSONS,
        currency=currency,
        pot_minor=pot,
        ballot_form=FORMS.get(election.vote_type, "approval"),
        min_choices=low,
        max_choices=high,
        published_at=now,
        created_at=now,
        created_by_id=actor_id,
        source=cycle_source(election),
    )
    db.session.add(cycle)
    db.session.flush()
    return cycle


def _dates(election: Election, timezone: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when voting began and ended, where the file names both days; the end is the midnight after the last."""
    first, last = (_day(election.meta.get(key, "")) for key in ("date_begin", "date_end"))
    if first is None or last is None or first > last:
        return None, None
    zone = ZoneInfo(timezone)
    opens_at = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
    after = last + timedelta(days=1)
    closes_at = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
    return (opens_at, closes_at) if closes_at <= now else (None, None)


def _day(text: str) -> date | None:
    if match := _DAY.fullmatch(text):
        with suppress(ValueError):
            return date(int(match[3]), int(match[2]), int(match[1]))
    return None


def _choices(election: Election) -> tuple[int, int]:
    """Return the least and the most projects a ballot could name, by the file's word or else by its ballots."""
    longest = max((len(set(ballot.ids)) for ballot in election.ballots), default=0)
    high = max(_whole(election.meta.get("max_length", "")) or longest, 1)
    return min(_whole(election.meta.get("min_length", "")) or 1, high), high


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _add_proposals(cycle: Cycle, election: Election, costs: Iterable[int]) -> None:
    rows = []
    for number, (project, cost) in enumerate(zip(election.projects, costs, strict=True), 1):
        name = _short(clean_line(project.name), LONGEST_NAME) or project.id
        text = project.extra.get("description") or ""
        rows.append(
            {
                "cycle_id": cycle.id,
                "number": number,
                "option": project.id,
                "title_zh": name,
                "title_en": name,
                "text_zh": text,
                "text_en": text,
                "cost_minor": cost,
                "source": proposal_source(project),
            }
        )
    db.session.execute(insert(Proposal), rows)


def _add_ballots(cycle_id: int, ballots: Iterable[Ballot]) -> None:
    """Store the ballots in the order of the file, some thousands at a time."""
    table = cast(Table, ImportedBallot.__table__)  # Faster than through the class, of which no row is needed.
    rows = (
        {"cycle_id": cycle_id, "position": position, "row": ballot_row(ballot)}
        for position, ballot in enumerate(ballots, 1)
    )
    while some := list(islice(rows, ROWS_AT_ONCE)):
        db.session.execute(table.insert(), some)


def _add_result(cycle: Cycle, election: Election, now: datetime) -> None:
    box = db.session.get_one(Box, cycle.election_id)
    # Python compares text by code points, so the order is the same on every machine.
    rules = {**frozen_rules(cycle), "tie_seed": None, "tie_order": sorted(election.cost)}
    ballotbox.freeze(box, rules, now=now)
    box.closed_at = now
    document = {
        **result_document(rules, election.votes, ballots=len(election.ballots)),
        "blank": sum(not ballot.ids for ballot in election.ballots),
        "rules_hash": box.rules_hash,
    }
    db.session.add(Result(cycle_id=cycle.id, counted_at=now, published_at=now, outcome=document))
    db.session.flush()
