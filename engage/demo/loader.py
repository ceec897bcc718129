"""Makes the demonstration city in an empty store, by the services that pages use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import current_app

from engage.accounts.models import User
from engage.api.scopes import Scope
from engage.api.services import keys
from engage.ballotbox.keys import election_key
from engage.budget import results
from engage.budget.models import Cycle
from engage.communities.models import Area, Placement
from engage.demo import city, votes
from engage.demo.content import CYCLES, STAFF
from engage.demo.cycles import Calendar, Pictures, add_cycle
from engage.demo.needs import add_needs
from engage.demo.places import CITY, CLOSED_COMMUNITY, OPEN_COMMUNITY
from engage.demo.ratings import Told, add_ratings
from engage.demo.shapes import CycleData
from engage.demo.surveys import Held, add_surveys
from engage.residents.hashing import fresh_secrets
from engage.residents.services import IssuedCode
from engage.transaction import transaction
from engage.webhooks.events import ALL
from engage.webhooks.services import endpoints

OPEN_CYCLE, CLOSED_CYCLE = "shibati", "zhongxinwan"
# The building whose letters are read: where the posters of the stairwells hang.
READ_BUILDING = f"{OPEN_COMMUNITY}-B3"
READ_LETTERS = 48
LETTERS_SENT = timedelta(days=3)  # Before the opening.
WEBHOOK = "https://platform.example/hooks"
COUNTED, PUBLISHED = timedelta(minutes=20), timedelta(hours=14)  # After the end.
Report = Callable[[str], None]


@dataclass(frozen=True)
class City:
    """What was made, and what is to be told of it. `tracking_codes` are those of some needs, `ratings` what to try."""

    areas: dict[str, Area]
    staff: dict[str, tuple[User, str]]
    cycles: dict[str, Cycle]
    poster: Placement
    need_poster: Placement
    household_codes: list[str]
    tracking_codes: list[str]
    ratings: Told
    surveys: Held
    api_key: str


def fill(ballot_key: bytes, pictures: Pictures, *, now: datetime, report: Report = lambda line: None) -> City:
    """Fill the store, in a few large transactions."""
    calendar = Calendar(now)
    begun = calendar.at(min(cycle.opens_in_days for cycle in CYCLES) - 30, time(9))
    report("areas, accounts and the roll of voters")
    with transaction():
        areas = city.add_areas(now=begun)
        staff = city.add_staff(areas, now=begun)
        city.add_roll(calendar.today.year)
    report("budgets, proposals and their pictures")
    with transaction():
        cycles = {
            data.key: add_cycle(data, areas, pictures, calendar, actor_id=_in_charge(data, staff)) for data in CYCLES
        }
        posters = city.add_placements(areas, cycles, actor_id=staff["worker"][0].id, now=now)
    report("letters and ballots")
    codes: list[str] = []
    for data in CYCLES:
        if data.turnout:
            with transaction():
                codes += _hold_vote(cycles[data.key], data, areas, _in_charge(data, staff), ballot_key, now)
    report("needs, in every state")
    tracking_codes = add_needs(areas, staff, pictures, calendar)
    report("professionals, visits and ratings")
    ratings = add_ratings(areas, staff, calendar)
    report("surveys and what residents answered")
    surveys = add_surveys(areas, staff, calendar)
    with transaction():
        key = keys.create("Demonstration", set(Scope), areas[CITY], expires_at=None, actor_id=None, now=begun)
        _add_webhook(areas[CITY], now=now)
    return City(
        areas, staff, cycles, posters["cycle"], posters["need"], codes, tracking_codes, ratings, surveys, key.text
    )


def _add_webhook(area: Area, *, now: datetime) -> None:
    """Add a webhook to look at. It is switched off: nobody is at its address."""
    app_key = current_app.config["SECRET_KEY"]
    new = endpoints.create(WEBHOOK, [ALL], area, app_key=app_key, allow_private=False, actor_id=None, now=now)
    endpoints.disable(new.endpoint.id, actor_id=None, now=now)


def _hold_vote(
    cycle: Cycle, data: CycleData, areas: dict[str, Area], actor_id: int, ballot_key: bytes, now: datetime
) -> list[str]:
    """Send the letters, cast the ballots, count what is over. Return the codes that are still to be used."""
    issued: list[IssuedCode] = []
    for area in [area for area in areas.values() if area.kind == "building" and area.code.startswith(data.area)]:
        is_read = area.code == READ_BUILDING
        codes = fresh_secrets(READ_LETTERS) if is_read else votes.unread_secrets()
        sent_at = (cycle.election.opens_at or now) - LETTERS_SENT
        letters = votes.send_letters(cycle, area, codes, actor_id=actor_id, now=sent_at)
        issued += letters if is_read else []
    voted = votes.cast_ballots(cycle, data, election_key(ballot_key, cycle.election_id), until=now)
    if data.area == CLOSED_COMMUNITY:
        _publish_result(cycle, actor_id=actor_id)
    return votes.unused_codes(issued, voted)


def _publish_result(cycle: Cycle, *, actor_id: int) -> None:
    """Close, count and publish a vote that is over, some hours after its end."""
    closes_at = cycle.election.closes_at
    if closes_at is not None:
        results.close_and_count(cycle.id, actor_id=actor_id, now=closes_at + COUNTED)
        results.publish_result(cycle.id, actor_id=actor_id, now=closes_at + PUBLISHED)


def _in_charge(data: CycleData, staff: dict[str, tuple[User, str]]) -> int:
    """Return the id of the official whose area holds the cycle's, else the administrator's."""
    for person in STAFF:
        if person.role == "official" and data.area.startswith(f"{person.area}-"):
            return staff[person.name][0].id
    return staff["admin"][0].id
