"""What may be seen of the votes for proposals, and when: one switch for every page, fragment, export and program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engage.ballotbox import queries as box
from engage.budget.models import Cycle, Phase, Proposal, Result
from engage.extensions import db
from engage.i18n import pick


def result_of(cycle: Cycle) -> Result | None:
    """Return the counted result, published or not: what is to be done with it is for `may_see_tally` to say."""
    return db.session.get(Result, cycle.id)


def published_result(cycle: Cycle) -> Result | None:
    result = result_of(cycle)
    return result if result is not None and result.published_at is not None else None


def shows_tally(cycle: Cycle) -> bool:
    """Tell whether the rules let everybody watch the votes come in. From the freeze on it is the frozen word."""
    rules = cycle.election.rules
    return bool(rules["shows_tally"]) if rules and "shows_tally" in rules else cycle.shows_tally


def may_see_tally(cycle: Cycle, now: datetime, *, as_staff: bool = False) -> bool:
    """Tell whether the votes for each proposal may be shown.

    While voting goes on, only where the rules say so, and then to everybody. Else staff see them from the close of
    the box on, so that they can look through the result, and everybody once it is published.
    """
    if cycle.published_at is None or cycle.phase(now) in (Phase.DRAFT, Phase.UPCOMING):
        return False
    if shows_tally(cycle):
        return True
    if as_staff and cycle.election.closed_at is not None:
        return True
    return published_result(cycle) is not None


def votes_so_far(cycle: Cycle, now: datetime, *, as_staff: bool = False) -> Mapping[str, int] | None:
    """Return the votes by option as kept counters have them, or as counted; None where they may not be seen."""
    if not may_see_tally(cycle, now, as_staff=as_staff):
        return None
    result = result_of(cycle)
    votes: Mapping[str, int] = result.outcome["votes"] if result else box.counts(cycle.election_id).marks
    return votes


@dataclass(frozen=True)
class TallyLine:
    number: int
    title: str
    votes: int


def tally_lines(cycle: Cycle, now: datetime, *, as_staff: bool = False) -> Sequence[TallyLine] | None:
    """Return the proposals with their votes, most first; None where the votes may not be seen."""
    votes = votes_so_far(cycle, now, as_staff=as_staff)
    if votes is None:
        return None
    columns = (Proposal.option, Proposal.number, Proposal.title_zh, Proposal.title_en)
    rows = db.session.execute(select(*columns).where(Proposal.cycle_id == cycle.id)).all()
    lines = [TallyLine(number, pick(zh, en), votes.get(option, 0)) for option, number, zh, en in rows]
    return sorted(lines, key=lambda line: (-line.votes, line.number))
