"""The places and people of the demonstration city, put into the store."""

import secrets
from datetime import datetime, timedelta
from math import exp
from random import Random

from sqlalchemy import insert, select

from engage.accounts.models import User
from engage.accounts.services import add_user
from engage.budget.models import Cycle
from engage.communities.area_table import AreaPlan, AreaRow
from engage.communities.models import Area, AreaKind, Placement, ScanCount
from engage.communities.services import Spot, create_placements, import_areas
from engage.demo.content import AREAS, DWELLINGS, PLACEMENTS, STAFF, youth_roll
from engage.demo.places import CITY
from engage.extensions import db
from engage.residents.roll_rows import DwellingRow, ResidentRow
from engage.residents.services import add_dwellings, add_residents

TIMEZONE = "Asia/Shanghai"
# fmt: off
WORDS = (
    "amber", "bamboo", "basalt", "bridge", "candle", "canyon", "cedar", "cherry", "cinnamon", "cloud", "cobalt",
    "copper", "coral", "cotton", "crane", "dragon", "ember", "falcon", "fern", "ferry", "ginger", "granite",
    "harbour", "hazel", "heron", "indigo", "island", "ivory", "jade", "jasmine", "juniper", "kettle", "lantern",
    "laurel", "lemon", "lilac", "lotus", "maple", "marble", "meadow", "mirror", "moon", "moss", "nutmeg",
    "olive", "orchid", "osprey", "paper", "pearl", "pebble", "pepper", "pine", "plum", "quartz", "rain", "reed",
    "river", "saffron", "sesame", "silver", "sparrow", "stone", "summit", "tea", "teapot", "thunder", "tiger",
    "tulip", "umbrella", "valley", "velvet", "violet", "walnut", "water", "willow", "winter",
)
# fmt: on
SCAN_DAYS = 14
# How scans of a poster spread over the hours of a day: school run, lunch, and most of all the evening.
HOURS = (0, 0, 0, 0, 0, 1, 4, 8, 7, 4, 3, 4, 6, 4, 3, 3, 5, 8, 10, 9, 7, 4, 2, 1)


def add_areas(*, now: datetime) -> dict[str, Area]:
    """Add the tree and return its areas by code."""
    rows = [
        AreaRow(number, area.code, AreaKind(area.kind), area.name.zh, area.name.en, area.parent)
        for number, area in enumerate(AREAS, 1)
    ]
    import_areas(AreaPlan(added=rows), scope=None, actor_id=None, now=now)
    areas = {area.code: area for area in db.session.scalars(select(Area))}
    areas[CITY].timezone = TIMEZONE
    return areas


def add_staff(areas: dict[str, Area], *, now: datetime) -> dict[str, tuple[User, str]]:
    """Add the accounts and return each with its password, by name. Passwords are made up anew for every city."""
    added = {}
    for person in STAFF:
        password = "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
        added[person.name] = add_user(
            person.name,
            person.display_name,
            password,
            role=person.role,
            area=areas[person.area],
            actor_id=None,
            now=now,
            profession=person.profession,
        )
    return added


def add_roll(year: int) -> None:
    add_dwellings([DwellingRow(flat.area, flat.label, flat.floor_area_dm2) for flat in DWELLINGS])
    add_residents(
        [
            ResidentRow(person.area, person.reference, person.name, person.birth_year, person.tie)
            for person in youth_roll(year)
        ]
    )


def add_placements(
    areas: dict[str, Area], cycles: dict[str, Cycle], *, actor_id: int, now: datetime
) -> dict[str, Placement]:
    """Put up the posters, with the scans of the last days; return the first one of each target."""
    up_since = now - timedelta(days=SCAN_DAYS)
    dice = Random("scans")
    placements: dict[str, Placement] = {}
    for data in PLACEMENTS:
        [placement] = create_placements(
            areas[data.area],
            spots=[Spot(data.spot.zh, data.spot.en)],
            cycle=cycles[data.cycle] if data.cycle else None,
            is_for_needs=data.target == "need",
            actor_id=actor_id,
            now=up_since,
        )
        placements.setdefault(data.target, placement)
        if scans := scans_of(placement.id, data.scans_a_day, up_since, now, dice):
            db.session.execute(insert(ScanCount), scans)
    return placements


def scans_of(
    placement_id: int, a_day: float, since: datetime, until: datetime, dice: Random
) -> list[dict[str, object]]:
    """Draw the scans of a poster, hour by hour, as rows to insert."""
    found: list[dict[str, object]] = []
    hour_at = since.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while hour_at <= until:
        expected = a_day * HOURS[(hour_at.hour + 8) % 24] / sum(HOURS)  # The tree stands at UTC+8.
        if scans := _poisson(expected, dice):
            found.append({"placement_id": placement_id, "hour_at": hour_at, "scans": scans})
        hour_at += timedelta(hours=1)
    return found


def _poisson(expected: float, dice: Random) -> int:
    """Draw how often something happens that happens so often on average (Knuth's method)."""
    count, left = 0, dice.random()
    while left > exp(-expected):
        count += 1
        left *= dice.random()
    return count
