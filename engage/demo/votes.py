"""The letters and ballots of the demonstration city, made and cast as residents would have it done."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select

from engage.ballotbox.keys import ElectionKey
from engage.ballotbox.models import RollSlot
from engage.ballotbox.queries import recorded_version
from engage.ballotbox.services import BallotForm
from engage.budget.models import Cycle
from engage.budget.queries import eligibility_of
from engage.budget.voting import OpenedBallot, cast
from engage.codes import grouped
from engage.communities.models import Area
from engage.demo.city import TIMEZONE
from engage.demo.content import choose
from engage.demo.shapes import CycleData
from engage.extensions import db
from engage.residents.hashing import FreshSecret, fresh_secrets
from engage.residents.models import AccessCode, Channel
from engage.residents.services.issue import MOST_LETTERS, IssuedCode, Order, issue_letters

BLANK_SHARE, CHANGED_SHARE = 0.01, 0.04


@dataclass(frozen=True)
class Voter:
    """A household that holds a letter."""

    slot_id: int
    dwelling_id: int | None
    code_id: int
    area_id: int


def send_letters(
    cycle: Cycle, area: Area, codes: list[FreshSecret], *, actor_id: int, now: datetime
) -> list[IssuedCode]:
    """Make letters for the voters of an area, as many as there are secrets."""
    order = Order(cycle.election_id, area, Channel.LETTER, secrets.token_hex(16), actor_id, now)
    return issue_letters(order, eligibility_of(cycle), codes).codes


def unread_secrets() -> list[FreshSecret]:
    """Return secrets for letters that nobody reads. All are the same one, since hashing takes long on purpose."""
    return fresh_secrets(1) * MOST_LETTERS


def cast_ballots(cycle: Cycle, data: CycleData, key: ElectionKey, *, until: datetime) -> set[int]:
    """Cast the ballots of the households that take part, from the opening on; return the dwellings that voted."""
    dice = Random(data.key)
    voters = _taking_part(_voters(cycle), data.turnout, dice)
    opens_at = cycle.election.opens_at or until
    ends_at = min(until, cycle.election.closes_at or until)
    # Most people vote in the first days.
    moments = sorted(opens_at + (ends_at - opens_at) * dice.betavariate(1.0, 1.7) * 0.999 for _ in voters)
    options = {proposal.key: f"p{number}" for number, proposal in enumerate(data.proposals, 1)}
    for voter, moment in zip(voters, moments, strict=True):
        _vote(cycle, voter, _choices(data, options, dice), key, moment)
        if dice.random() < CHANGED_SHARE:
            _vote(cycle, voter, _choices(data, options, dice), key, moment)
    return {voter.dwelling_id for voter in voters if voter.dwelling_id is not None}


def unused_codes(issued: list[IssuedCode], voted: set[int]) -> list[str]:
    """Return the codes of those who have not voted, as the letters print them."""
    return [grouped(code.code) for code in issued if code.voter.id not in voted]


def _voters(cycle: Cycle) -> list[Voter]:
    rows = (
        select(RollSlot.id, RollSlot.dwelling_id, AccessCode.id, RollSlot.area_id)
        .join(AccessCode, AccessCode.slot_id == RollSlot.id)
        .where(RollSlot.election_id == cycle.election_id)
        .order_by(RollSlot.id)
    )
    return [Voter(*row) for row in db.session.execute(rows)]


def _taking_part(voters: list[Voter], turnout: float, dice: Random) -> list[Voter]:
    """Draw who votes, in no order; some stairwells are keener than others."""
    keenness = {area_id: dice.uniform(0.5, 1.5) for area_id in sorted({voter.area_id for voter in voters})}
    drawn = sorted(voters, key=lambda voter: dice.random() ** (1 / keenness[voter.area_id]), reverse=True)
    taking_part = drawn[: round(turnout * len(voters))]
    dice.shuffle(taking_part)
    return taking_part


def _choices(data: CycleData, options: dict[str, str], dice: Random) -> list[str]:
    return [] if dice.random() < BLANK_SHARE else [options[key] for key in choose(data, dice)]


def _vote(cycle: Cycle, voter: Voter, choices: list[str], key: ElectionKey, moment: datetime) -> None:
    seen = recorded_version(cycle.election_id, voter.slot_id, key)
    form = BallotForm(voter.slot_id, choices, secrets.token_urlsafe(16), seen)
    opened = OpenedBallot(cycle.id, cycle.election_id, voter.slot_id, voter.code_id)
    cast(cycle.id, opened, form, key, now=moment, zone=TIMEZONE)
