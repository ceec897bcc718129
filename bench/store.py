"""A scratch store of the product: the demonstration's open cycle with its pictures, and as many ballots as wanted.

Areas, cycle, proposals and freeze come from the product's own services. Voters and stored ballots are bulk rows, each
as the product would have written it: keys, nonces and a chain that verifies.
"""

import base64
import itertools
import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, update

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

CHUNK = 50_000
DAYS = 6  # As many days as the cycle has been open.
Rows = Iterator[tuple[Any, ...]]
TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())


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
        _add_voters(cycle.election_id, areas, stored, voters)
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


def _add_voters(election_id: int, areas: list[int], stored: int, number: int) -> None:
    """Add dwellings, slots and letter codes, numbered alike from 1. The first `stored` have voted."""
    batch = {"id": 1, "election_id": election_id, "area_id": areas[0], "channel": "letter", "codes": number}
    with transaction():
        db.session.execute(insert(CodeBatch), {**batch, "created_at": datetime.now(UTC)})
    ids = range(1, number + 1)
    homes = list(itertools.islice(itertools.cycle(areas), number))
    bulk(
        Dwelling,
        "id area_id label floor_area_dm2",
        ((i, home, str(i), 8000) for i, home in zip(ids, homes, strict=True)),
    )
    slots = ((i, i, home, election_id, i <= stored) for i, home in zip(ids, homes, strict=True))
    bulk(RollSlot, "id dwelling_id area_id election_id has_voted", slots)
    codes = ((i, i, _locator(i), 1, election_id, "-" * 97, "issued") for i in ids)
    bulk(AccessCode, "id slot_id locator batch_id election_id secret_hash state", codes)


class _Ballots:
    """Ballots of the first `stored` voters, each with a few marks, in a chain in the order of the voters' numbers."""

    def __init__(self, cycle: Cycle, key: ElectionKey, areas: list[int], stored: int, voters: int) -> None:
        self.election_id, self.key, self.stored, self.voters = cycle.election_id, key, stored, voters
        options = [proposal.option for proposal in cycle.proposals]
        numbers = range(1, cycle.max_choices + 1)
        self.choices = [(some, chain.canonical(some)) for k in numbers for some in itertools.combinations(options, k)]
        self.areas = areas
        self.dice = random.Random(stored)
        self.marks = dict.fromkeys(options, 0)
        self.head = chain.GENESIS

    def add(self) -> None:
        links: list[tuple[Any, ...]] = []
        bulk(Ballot, "id election_id slot_key nonce choices", self._ballots(links))
        bulk(Commitment, "election_id position commitment head receipt", links)
        counts = {"slots": self.voters, "ballots": self.stored, "length": self.stored}
        with transaction():
            found = update(ElectionCount).filter_by(election_id=self.election_id)
            db.session.execute(found.values(marks=self.marks, head=self.head, **counts))
            db.session.execute(insert(Turnout), list(self._turnout()))

    def _ballots(self, links: list[tuple[Any, ...]]) -> Rows:
        """Yield ballots, and add the link of each to `links`."""
        election_id = self.election_id
        for slot_id in range(1, self.stored + 1):
            chosen, choices = self.dice.choice(self.choices)
            for option in chosen:
                self.marks[option] += 1
            nonce = secrets.token_hex(16)
            yield secrets.randbits(62), election_id, self.key.slot_key(slot_id), nonce, choices
            commitment = chain.commit_to(election_id, nonce, choices)
            self.head = chain.next_head(self.head, slot_id, commitment, None)
            links.append((election_id, slot_id, commitment, self.head, _receipt()))

    def _turnout(self) -> Iterator[dict[str, Any]]:
        """Spread the ballots evenly over areas and the days before today."""
        today = datetime.now(UTC).date().toordinal()
        places = [(today - day, area_id) for day in range(1, DAYS) for area_id in self.areas]
        share, rest = divmod(self.stored, len(places))
        for number, (day, area_id) in enumerate(places):
            row = {"election_id": self.election_id, "day": date.fromordinal(day), "area_id": area_id}
            yield {**row, "ballots": share + (number < rest)}


def _receipt() -> str:
    """Return 16 random characters in the alphabet of receipts."""
    return base64.b32encode(secrets.token_bytes(10)).translate(TO_CROCKFORD).decode()


def _locator(number: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in (3, 2, 1, 0))


def bulk(model: type[Any], columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert many rows past SQLAlchemy, which would take as long again."""
    names = columns.split()
    statement = f"INSERT INTO {model.__tablename__} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    waiting = iter(rows)
    while chunk := list(itertools.islice(waiting, CHUNK)):
        with transaction():
            cursor = db.session.connection().connection.cursor()
            cursor.executemany(statement, chunk)
            cursor.close()
