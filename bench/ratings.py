"""What it costs to read a professional's satisfaction with few and with many ratings stored.

The fuller store has many more professionals, too, each with more ratings, from three years of visits. Both are filled
by the store itself, sums and all, and one professional's are counted anew before anything is measured.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text

from engage import schema
from engage.app import create_app
from engage.communities.models import Area, AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.extensions import db
from engage.ratings.models import Professional, Rating, RatingSum, Ticket, Visit
from engage.ratings.queries.figures import figure
from engage.transaction import transaction

GOAL = 1.5  # Most that a figure of the fullest store may cost of one of the emptiest.
ROUNDS = 7
QUESTIONS = 60
A_VISIT = 5  # Ratings of one visit.
MONTHS = 36
PERIODS = ("2026", "2026-Q2", "2026-05/12m")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AT = "2026-06-01 00:00:00.000000"

NUMBERS = "WITH RECURSIVE numbered(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM numbered WHERE n < :many) "
FILL = (
    """
INSERT INTO professional (id, staff_no, name, profession, title, card_code, created_at, updated_at, version, is_demo)
SELECT n, 'P-' || n, '李工', 'planner', 'senior', printf('%010d', n), :at, :at, 1, 0 FROM numbered
""",
    """
INSERT INTO professional_area (professional_id, area_id)
SELECT n, place.id FROM numbered JOIN (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM area WHERE kind = 'community'
) AS place ON place.number = n % :places
""",
)
FILL_RATINGS = (
    # The day is the fifth of one of the last 36 months.
    """
INSERT INTO visit (id, visit_no, professional_id, area_id, category, visited_on, state, invited, tickets, ratings,
                   created_at, updated_at, version, is_demo)
SELECT n, 'V-' || n, served.professional_id, served.area_id, 'advice',
  date('2026-05-05', '-' || ((n / :professionals) % :months) || ' months'), 'completed', '', :each, :each,
  :at, :at, 1, 0
FROM numbered JOIN professional_area AS served ON served.professional_id = 1 + n % :professionals
""",
    """
INSERT INTO ticket (id, visit_id, code_digest, channel, created_at, expires_at)
SELECT n, 1 + (n - 1) / :each, printf('%064d', n), 'api', :at, :at FROM numbered
""",
    """
INSERT INTO rating (id, ticket_id, visit_id, professional_id, level, comment_state, standing, rated_on, batch)
SELECT ticket.id, ticket.id, visit.id, visit.professional_id, 5 - (ticket.id * 7919 % 1000) * (ticket.id % 7) / 1500,
  'none', 'counted', visit.visited_on, 1
FROM ticket JOIN visit ON visit.id = ticket.visit_id
""",
    """
INSERT INTO rating_sum
  (professional_id, area_id, month, level_1, level_2, level_3, level_4, level_5,
   shown_1, shown_2, shown_3, shown_4, shown_5, tickets, excluded, quarantined)
SELECT visit.professional_id, visit.area_id, date(visit.visited_on, 'start of month'),
  sum(level = 1), sum(level = 2), sum(level = 3), sum(level = 4), sum(level = 5),
  sum(level = 1), sum(level = 2), sum(level = 3), sum(level = 4), sum(level = 5), count(*), 0, 0
FROM rating JOIN visit ON visit.id = rating.visit_id GROUP BY 1, 2, 3
""",
)


def main(sizes: tuple[int, ...] = (1_000, 5_000_000), say: Callable[[str], None] = print) -> bool:
    """Print what a figure costs and the ratio; tell whether the goal is reached."""
    times: dict[int, list[float]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        apps = {}
        for size in sizes:
            began = time.perf_counter()
            apps[size] = _store(Path(folder), size)
            say(f"{size:>9,} ratings of {_professionals(size):,} professionals stored in "
                f"{time.perf_counter() - began:.0f} s")  # fmt: skip
        for number in range(ROUNDS + 1):  # In turn, so that a slow minute of the machine is shared.
            for size, app in apps.items():
                with app.app_context():
                    found = _ask(random.Random(number), _professionals(size))
                    times[size] += found if number else []  # The first round warms up.
        for app in apps.values():
            with app.app_context():
                db.engine.dispose()
    costs = {size: statistics.median(found) * 1000 for size, found in times.items()}
    for size, cost in costs.items():
        say(f"{size:>9,} ratings: {cost:.2f} ms a figure")
    ratio = costs[max(sizes)] / costs[min(sizes)]
    say(f"ratio {ratio:.2f}, goal at most {GOAL}")
    return ratio <= GOAL


def _ask(dice: random.Random, professionals: int) -> list[float]:
    """Return the seconds that each figure took."""
    taken = []
    for number in range(QUESTIONS):
        who = dice.randint(1, professionals)
        began = time.perf_counter()
        figure(who, PERIODS[number % len(PERIODS)], now=NOW)
        taken.append(time.perf_counter() - began)
        db.session.remove()
    return taken


def _professionals(size: int) -> int:
    """Return how many professionals a store has: 10,000 with the 5,000,000 ratings that the issue speaks of."""
    return max(10, size // 500)


def _store(folder: Path, size: int) -> Flask:
    environment = {**fresh_keys(), "ENGAGE_DATABASE_URL": f"sqlite:///{folder / f'{size}.sqlite'}",
                   "ENGAGE_PUBLIC_URL": "http://localhost", "ENGAGE_DATA_DIR": str(folder)}  # fmt: skip
    app = create_app(replace(read_settings(environment), log_level="ERROR"))
    with app.app_context():
        schema.upgrade()
        with transaction():
            city.add_areas(now=NOW)
        with transaction():
            _fill(size)
        with transaction():
            db.session.execute(text("ANALYZE"))
        _check()
        db.session.remove()
    return app


def _fill(size: int) -> None:
    """Indexes are made after the rows, which is many times faster."""
    connection = db.session.connection()
    tables = (Visit.__table__, Ticket.__table__, Rating.__table__, RatingSum.__table__)
    indexes = [index for table in tables for index in table.indexes if not index.unique]
    for index in indexes:
        index.drop(connection)
    places = db.session.scalar(select(func.count()).where(Area.kind == AreaKind.COMMUNITY))
    numbers = {"professionals": _professionals(size), "places": places, "each": A_VISIT, "months": MONTHS, "at": AT}
    for statement in FILL:
        _run(statement, {**numbers, "many": _professionals(size)})
    visits, tickets, *others = FILL_RATINGS
    _run(visits, {**numbers, "many": size // A_VISIT})
    _run(tickets, {**numbers, "many": size // A_VISIT * A_VISIT})
    for statement in others:
        _run(statement, numbers)
    for index in indexes:
        index.create(connection)


def _run(statement: str, numbers: dict) -> None:
    whole = (NUMBERS + statement) if "FROM numbered" in statement else statement
    db.session.execute(text(whole), {name: value for name, value in numbers.items() if f":{name}" in whole})


def _check() -> None:
    """See that the sums of one professional are those of the ratings: otherwise nothing was measured."""
    who = db.session.get_one(Professional, 2)
    counted = db.session.scalar(
        select(func.count()).select_from(Rating).join(Rating.visit)
        .where(Visit.professional_id == who.id, Visit.visited_on >= datetime(2026, 1, 1, tzinfo=UTC).date())
    )  # fmt: skip
    found = figure(who.id, "2026", now=NOW)
    assert found.n == counted > 0, (found.n, counted)
