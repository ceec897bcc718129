"""What a page of the demand list costs with few and with many needs stored: the queries alone, and the whole page.

Both stores hold the demonstration's areas, so that every place of the fuller one has more. Needs are filled in by the
store itself: most of them settled, as in a list that has been used for years.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from engage import schema
from engage.app import create_app
from engage.communities.models import Area, AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import LEVELS_KEPT, Need
from engage.needs.queries import demand
from engage.needs.queries.demand import Filters, Sort
from engage.needs.states import State
from engage.transaction import transaction

# Most that the fullest store may cost of the emptiest: a whole page, and its queries alone. Where very few needs are
# stored they are fetched straight away instead of being walked, so that their queries cost less by a fixed sum.
GOALS = {"page": 1.5, "queries": 2.0}
ROUNDS = 5
REPEATS = 6
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

FILL = """
WITH RECURSIVE
  numbered(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM numbered WHERE n < :stored),
  dice AS (SELECT n, (n * 7919) % 1000 AS a, (n * 104729) % 997 AS b FROM numbered)
INSERT INTO need (
  area_id, path, level1_id, level2_id, level3_id, level4_id, spot, category, raw_text, language, summary_zh, summary_en,
  affected, channel, state, state_at, due_at, is_private, first_published_at, supports, priority, round, version,
  tracking_digest, form_token, created_at, updated_at, is_demo
)
SELECT place.area_id, place.path, place.level1_id, place.level2_id, place.level3_id, place.level4_id, '',
  (SELECT code FROM bench_category WHERE number = b % :categories), 'a', 'zh', '楼道灯坏了，晚上看不清', '', '[]',
  CASE WHEN b % 20 = 0 THEN 'assisted' ELSE 'web' END,
  CASE WHEN a < 30 THEN 'received' WHEN a < 120 THEN 'published' WHEN a < 170 THEN 'matched' WHEN a < 230
    THEN 'under-way' WHEN a < 270 THEN 'done' WHEN a < 880 THEN 'confirmed' WHEN a < 960 THEN 'declined'
    ELSE 'merged' END,
  datetime(:now, '-' || ((:stored - n) * 1000 / :stored) || ' days') || '.000000', NULL, b % 50 = 0,
  CASE WHEN a < 30 THEN NULL ELSE datetime(:now, '-' || ((:stored - n) * 1000 / :stored) || ' days') || '.000000' END,
  b * b / 20000, b % 101, 0, 1, printf('%064d', n), 'bench' || n,
  datetime(:now, '-' || ((:stored - n) * 86400000 / :stored) || ' seconds') || '.000000',
  datetime(:now, '-' || (((:stored - n) * 86400 + a * 3600) * 1000 / :stored) || ' seconds') || '.000000', 0
FROM dice JOIN bench_place AS place ON place.number = n % :places
"""
COUNT = """
INSERT INTO need_count (area_id, category, state, is_private, is_assisted, needs, supports)
SELECT area.id, need.category, need.state, need.is_private, need.channel = 'assisted', count(*), sum(need.supports)
FROM area JOIN need ON {joined} WHERE length(area.path) - length(replace(area.path, '.', '')) = {level}
GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Case:
    """A list that people ask for, and the address of its page."""

    name: str
    filters: Filters
    query: str
    cursor: str = ""


def main(sizes: tuple[int, ...] = (1_000, 1_000_000), say: Callable[[str], None] = print) -> bool:
    """Print what pages cost and the ratios; tell whether the goal is reached."""
    with tempfile.TemporaryDirectory() as folder:
        apps = {}
        for size in sizes:
            began = time.perf_counter()
            apps[size] = _store(Path(folder), size)
            say(f"{size:>9,} needs stored in {time.perf_counter() - began:.0f} s")
        found = _measure(apps)
        for app in apps.values():
            with app.app_context():
                db.engine.dispose()
    few, many = min(sizes), max(sizes)
    ratios: dict[str, list[float]] = {kind: [] for kind in GOALS}
    for kind, name in found[few]:
        # The best of all rounds: whatever else the machine did only ever adds.
        costs = [min(found[size][kind, name]) * 1000 for size in (few, many)]
        ratios[kind].append(costs[1] / costs[0])
        say(f"{kind + ', ' + name:58} {costs[0]:7.2f} ms {costs[1]:7.2f} ms  ratio {ratios[kind][-1]:.2f}")
    for kind, goal in GOALS.items():
        middle = statistics.median(ratios[kind])
        say(f"{kind} of {demand.PER_PAGE} rows, {many:,} ÷ {few:,} needs: {middle:.2f}, goal at most {goal}")
    return all(statistics.median(ratios[kind]) <= goal for kind, goal in GOALS.items())


def _measure(apps: dict[int, Flask]) -> dict[int, dict[tuple[str, str], list[float]]]:
    """Ask the stores in turn, so that a slow minute of the machine is shared by both."""
    found: dict[int, dict[tuple[str, str], list[float]]] = {size: {} for size in apps}
    for number in range(ROUNDS + 1):
        for size, app in apps.items():
            with app.app_context():
                for case in _cases():
                    for kind, work in (("queries", _queries(case)), ("page", _page(app, case))):
                        cost = _seconds(work)
                        if number:  # The first round warms up.
                            found[size].setdefault((kind, case.name), []).append(cost)
                db.session.remove()
    return found


def _seconds(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _queries(case: Case) -> Callable[[], None]:
    def work() -> None:
        assert demand.page(case.filters, after=case.cursor).needs
        db.session.expunge_all()

    return work


def _page(app: Flask, case: Case) -> Callable[[], None]:
    client = app.test_client()

    def work() -> None:
        answer = client.get(f"/needs?{case.query}&after={case.cursor}")
        assert answer.status_code == 200
        assert answer.text.count("<article>") > 1

    return work


def _cases() -> list[Case]:
    top = db.session.scalars(select(Area).where(Area.parent_id.is_(None))).one()
    community = db.session.scalars(select(Area).where(Area.kind == AreaKind.COMMUNITY).order_by(Area.path)).first()
    middle = f"{int((NOW - timedelta(days=500) - demand.EPOCH).total_seconds() * 10**6)}-1"
    assert community is not None
    return [
        _case("whole city, newest", top),
        _case("whole city, half way down the list", top, middle),
        _case("whole city, most joined", top, sort=Sort.SUPPORTED),
        _case("whole city, solved, joined by five or more", top, states=frozenset({State.CONFIRMED}), least_supports=5),
        _case("one community, newest", community),
        _case("one community, longest waiting", community, sort=Sort.WAITING),
    ]


def _case(name: str, area: Area, cursor: str = "", **narrowed: Any) -> Case:
    filters = Filters(area=area, for_everybody=True, **narrowed)
    query = f"area={area.code}&sort={filters.sort.value}"
    query += f"&support={filters.least_supports or ''}"
    query += "".join(f"&state={state.value}" for state in filters.states)
    return Case(name, filters, query, cursor)


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
        db.session.remove()
    return app


def _fill(size: int) -> None:
    """Put needs into all buildings in turn. Indexes are made afterwards, which is many times faster."""
    connection = db.session.connection()
    indexes = [index for index in Need.__table__.indexes if not index.unique]
    for index in indexes:
        index.drop(connection)
    buildings = db.session.scalars(select(Area).where(Area.kind == AreaKind.BUILDING).order_by(Area.path)).all()
    _table("bench_place", "number, area_id, path, level1_id, level2_id, level3_id, level4_id",
           [(number, area.id, area.path, *_levels(area)) for number, area in enumerate(buildings)])  # fmt: skip
    _table("bench_category", "number, code", list(enumerate(CATEGORIES)))
    numbers = {"stored": size, "now": NOW.strftime("%Y-%m-%d %H:%M:%S"), "categories": len(CATEGORIES)}
    db.session.execute(text(FILL), {**numbers, "places": len(buildings)})
    for level in range(1, LEVELS_KEPT + 2):
        joined = f"need.level{level}_id = area.id" if level <= LEVELS_KEPT else "need.area_id = area.id"
        db.session.execute(text(COUNT.format(joined=joined, level=level)))
    for index in indexes:
        index.create(connection)


def _levels(area: Area) -> list[int]:
    return area.ancestor_ids[:LEVELS_KEPT]


def _table(name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    db.session.execute(text(f"CREATE TABLE {name} ({columns})"))
    places = ", ".join("?" * len(columns.split(",")))
    for row in rows:
        db.session.connection().exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", row)
