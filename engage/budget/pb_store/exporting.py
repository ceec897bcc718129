"""From a closed cycle to the text of a file."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from babel import Locale
from babel.core import get_global
from sqlalchemy import select

from engage.ballotbox import queries as box
from engage.budget.amounts import Amount, decimal_text, simplest
from engage.budget.ballot_forms import ChoiceError, marks_of
from engage.budget.models import Cycle, ImportedBallot, Result
from engage.budget.pabulib import Ballot, Election, Project, lines
from engage.budget.pb_store.source import ballot_from, project_from, source_of
from engage.budget.queries import proposals_of, timezone_of_cycle
from engage.communities.queries.areas import ancestors
from engage.errors import Closed
from engage.extensions import db
from engage.formats import local, minor_digits
from engage.i18n import _l
from engage.small_groups import FEWEST

BATCH = 5_000
PROJECT_COLUMNS = ("project_id", "cost", "votes", "name", "selected", "name_en")
BALLOT_COLUMNS = ("voter_id", "vote")


def export_lines(cycle: Cycle) -> Iterator[str]:
    """Yield the lines of a cycle's file. An imported one reads as the same election as the file it came from.

    Raises `Closed`, before the first line, while the ballots of a cycle are not counted.
    """
    result = db.session.get(Result, cycle.id)
    if result is None or cycle.election.closed_at is None:
        raise Closed(_l("The ballots are not counted yet. A file can be had once they are."))
    source = source_of(cycle)
    if source is None:
        return lines(_own_head(cycle, result), _own_ballots(cycle, result))
    projects = tuple(project_from(proposal) for proposal in proposals_of(cycle))
    head = Election(source.meta, projects, (), (), tuple(source.project_columns), tuple(source.ballot_columns))
    return lines(head, _imported_ballots(cycle))


def _imported_ballots(cycle: Cycle) -> Iterator[Ballot]:
    rows = select(ImportedBallot.row).filter_by(cycle_id=cycle.id).order_by(ImportedBallot.position)
    for row in db.session.scalars(rows.execution_options(yield_per=BATCH)):
        yield ballot_from(row)


def _own_ballots(cycle: Cycle, result: Result) -> Iterator[Ballot]:
    """Yield our ballots without slot, receipt or time, in an order that tells nothing.

    They lie in the order of their random ids, so numbering them is drawing numbers for the voters by lot. The marks
    stand in the order of the list, since their order on a ballot is that of the voter's own page. Of very few ballots
    the totals say enough.
    """
    if result.outcome["ballots"] < FEWEST:
        return
    rules = cycle.election.rules or {}
    options = [proposal["option"] for proposal in rules["proposals"]]
    for number, choices in enumerate(box.choices(cycle.election_id), 1):
        try:
            marks = set(marks_of(rules, choices))
        except ChoiceError:
            marks = set()  # Counted as a ballot that gives nobody a vote; the result says so.
        yield Ballot(str(number), tuple(option for option in options if option in marks))


def _own_head(cycle: Cycle, result: Result) -> Election:
    outcome = result.outcome
    funded = set(outcome["funded"])
    projects = []
    for proposal in (cycle.election.rules or {})["proposals"]:
        option, title = proposal["option"], proposal["title_zh"] or proposal["title_en"]
        extra = {
            "votes": str(outcome["votes"][option]),
            "name": title,
            "selected": "1" if option in funded else "0",
            "name_en": proposal["title_en"] or None,
        }
        projects.append(Project(option, _in_units(proposal["cost_minor"], cycle.currency), extra))
    return Election(_own_meta(cycle, result), tuple(projects), (), (), PROJECT_COLUMNS, BALLOT_COLUMNS)


def _own_meta(cycle: Cycle, result: Result) -> dict[str, str]:
    rules, outcome = cycle.election.rules or {}, result.outcome
    timezone, line = timezone_of_cycle(cycle), ancestors(cycle.area)
    last = local((cycle.election.closes_at or result.counted_at) - timedelta(microseconds=1), timezone)
    first = local(cycle.election.opens_at, timezone) if cycle.election.opens_at else last
    meta = {
        "description": cycle.title_zh or cycle.title_en,
        "country": _country(timezone),
        "unit": line[0].name_zh,
        "instance": str(last.year),
        "subunit": cycle.area.name_zh if len(line) > 1 else "",
        "num_projects": str(len(rules["proposals"])),
        "num_votes": str(outcome["ballots"]),
        "budget": decimal_text(_in_units(rules["pot_minor"], cycle.currency)),
        "vote_type": "approval",
        "rule": outcome["rule"],
        "date_begin": first.strftime("%d.%m.%Y"),
        "date_end": last.strftime("%d.%m.%Y"),
        "language": "zh",
        "currency": cycle.currency,
        "min_length": "0",  # A blank ballot is one.
        "max_length": str(rules["max_choices"]),
        "tie_order": ",".join(outcome["tie_order"]),
        "comment": "#1: Ties are decided by tie_order, drawn by lot at the first ballot.",
    }
    if outcome["ballots"] < FEWEST:
        meta["comment"] += " #2: There are too few ballots to list them; the votes are totals."
    return {key: value for key, value in meta.items() if value}


def _country(timezone: str) -> str:
    """Return the English name of the country that a time zone belongs to, "" for one of none."""
    territory = get_global("zone_territories").get(timezone, "")
    return Locale("en").territories.get(territory, "")


def _in_units(minor: int, currency: str) -> Amount:
    return simplest(Fraction(minor, 10 ** minor_digits(currency)))
