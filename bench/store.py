"""A scratch store of the product: the demonstration's open cycle with its pictures, and as many ballots as wanted.

Areas, cycle, proposals and freeze come from the product's own services. Voters and stored ballots are bulk rows, each
as the product would have written it: keys, nonces and a chain that verifies.
"""

import itertools
import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table, insert, select, update

from engage import schema
from engage.app import create_app
from engage.ballotbox import chain, services
from engage.ballotbox.keys import ElectionKey, election_key
from engage.ballotbox.models import Ballot, Commitment, ElectionCount, RollSlot, Turnout
from engage.budget.freeze import frozen_rules
from engage.budget.models import Cycle
from engage.codes import ALPHABET
from engage.communities.models import Area, AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.demo.cycles import Calendar, add_cycle
from engage.demo.drawings import draw
from engage.demo.places import OPEN_COMMUNITY
from engage.demo.shibati import SHIBATI
from engage.extensions import db
from engage.pictures.reencode import reencode
from engage.residents.models import AccessCode, CodeBatch, Dwelling
from engage.transaction import transaction

CHUNK = 20_000
DAYS = 6  # As many days as the cycle has been open.
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Store:
    """What the requests need to know of a filled store. Voters `first_free` and above have not voted."""

    settings: dict[str, str]
    port: int
    cycle_id: int
    election_id: int
    community: str
    options: list[str]
    stored: int
    voters: int

    @property
    def first_free(self) -> int:
        return self.stored + 1

    def app(self) -> Flask:
        """Return the product, in this process, over this store."""
        return create_app(read_settings(self.settings))


def fill(folder: Path, port: int, *, stored: int, free: int, report: Callable[[str], None]) -> Store:
    """Make a store with `stored` ballots and `free` voters who hold a code and have not voted."""
    folder.mkdir()
    settings = {
        **fresh_keys(),
        "ENGAGE_DATA_DIR": str(folder),
        "ENGAGE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ENGAGE_LOG_LEVEL": "INFO",
    }
    app = create_app(read_settings(settings))
    with app.app_context():
        schema.upgrade()
        cycle, areas = _make_cycle()
        voters = stored + free
        report(f"{voters:,} voters")
        _add_voters(cycle.election_id, areas, voters)
        report(f"{stored:,} ballots")
        key = election_key(app.extensions["engage.settings"].ballot_key, cycle.election_id)
        _Ballots(cycle, key, areas, stored, voters).add()
        options = [proposal.option for proposal in cycle.proposals]
        filled = Store(settings, port, cycle.id, cycle.election_id, OPEN_COMMUNITY, options, stored, voters)
        db.session.remove()
        db.engine.dispose()
    return filled


def _make_cycle() -> tuple[Cycle, list[int]]:
    """Return the demonstration's open cycle, frozen, and the ids of the stairwells in its area."""
    now = datetime.now(UTC)
    with transaction():
        areas = city.add_areas(now=now)
        staff = city.add_staff(areas, now=now)
        actor = next(iter(staff.values()))[0]
        cycle = add_cycle(SHIBATI, areas, lambda key: reencode(draw(key)), Calendar(now), actor_id=actor.id)
    with transaction():
        services.freeze(services.lock_election(cycle.election_id), frozen_rules(cycle), now=now)
    found = select(Area.id).where(Area.within(areas[OPEN_COMMUNITY].path), Area.kind == AreaKind.STAIRWELL)
    return cycle, list(db.session.scalars(found))


def _add_voters(election_id: int, areas: list[int], number: int) -> None:
    """Add dwellings, slots and letter codes, numbered alike from 1."""
    ids = range(1, number + 1)
    area_of = itertools.cycle(areas)
    homes = [next(area_of) for _ in ids]
    batch = {
        "id": 1,
        "election_id": election_id,
        "area_id": areas[0],
        "channel": "letter",
        "codes": number,
        "created_at": datetime.now(UTC),
    }
    slot = {"election_id": election_id, "resident_id": None, "has_voted": False}
    code = {"batch_id": 1, "election_id": election_id, "secret_hash": "-" * 97, "state": "issued"}
    _insert(CodeBatch, [batch])
    _insert(Dwelling, ({"id": i, "area_id": homes[i - 1], "label": str(i), "floor_area_dm2": 8000} for i in ids))
    _insert(RollSlot, ({"id": i, "dwelling_id": i, "area_id": homes[i - 1], **slot} for i in ids))
    _insert(AccessCode, ({"id": i, "slot_id": i, "locator": _locator(i), **code} for i in ids))


class _Ballots:
    """Ballots of the first `stored` voters, each with a few marks, in a chain in the order of the voters' numbers."""

    def __init__(self, cycle: Cycle, key: ElectionKey, areas: list[int], stored: int, voters: int) -> None:
        self.election_id, self.key, self.stored, self.voters = cycle.election_id, key, stored, voters
        self.options, self.most = [proposal.option for proposal in cycle.proposals], cycle.max_choices
        self.areas = areas
        self.dice = random.Random(stored)
        self.marks = dict.fromkeys(self.options, 0)
        self.head = chain.GENESIS

    def add(self) -> None:
        for first in range(1, self.stored + 1, CHUNK):
            ballots = [self._ballot(i) for i in range(first, min(first + CHUNK, self.stored + 1))]
            links = [self._link(first + place, ballot) for place, ballot in enumerate(ballots)]
            _insert(Ballot, ballots)
            _insert(Commitment, links)
        counts = {"slots": self.voters, "ballots": self.stored, "length": self.stored}
        with transaction():
            db.session.execute(update(RollSlot).where(RollSlot.id <= self.stored).values(has_voted=True))
            found = update(ElectionCount).filter_by(election_id=self.election_id)
            db.session.execute(found.values(marks=self.marks, head=self.head, **counts))
        _insert(Turnout, self._turnout())

    def _ballot(self, slot_id: int) -> dict[str, Any]:
        chosen = self.dice.sample(self.options, self.dice.randint(1, self.most))
        for option in chosen:
            self.marks[option] += 1
        return {
            "id": secrets.randbits(62),
            "election_id": self.election_id,
            "slot_key": self.key.slot_key(slot_id),
            "nonce": secrets.token_hex(16),
            "choices": chain.canonical(chosen),
        }

    def _link(self, position: int, ballot: dict[str, Any]) -> dict[str, Any]:
        commitment = chain.commit_to(self.election_id, ballot["nonce"], ballot["choices"])
        self.head = chain.next_head(self.head, position, commitment, None)
        return {
            "election_id": self.election_id,
            "position": position,
            "commitment": commitment,
            "replaces": None,
            "head": self.head,
            "receipt": self.key.receipt(position, "stored"),
        }

    def _turnout(self) -> Iterator[dict[str, Any]]:
        """Spread the ballots evenly over areas and the days before today."""
        today = datetime.now(UTC).date().toordinal()
        places = [(today - day, area_id) for day in range(1, DAYS) for area_id in self.areas]
        share, rest = divmod(self.stored, len(places))
        for number, (day, area_id) in enumerate(places):
            row = {"election_id": self.election_id, "day": datetime.fromordinal(day).date(), "area_id": area_id}
            yield {**row, "ballots": share + (number < rest)}


def _locator(number: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in (3, 2, 1, 0))


def _insert(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    table: Table = model.__table__
    waiting = iter(rows)
    while chunk := list(itertools.islice(waiting, CHUNK)):
        with transaction():
            db.session.connection().execute(insert(table), chunk)
