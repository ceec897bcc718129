"""What it costs to look needs up that say the same, among few and among many stored ones.

Both stores hold the same twelve communities, so that each community's lists grow with the number stored: the harder
case. All needs are public and open, and their sentences are put together from the words of the product's own table, the
common ones far more often.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, text

from engage import schema
from engage.app import create_app
from engage.communities.models import Area, AreaKind
from engage.config import fresh_keys, read_settings
from engage.demo import city
from engage.extensions import db
from engage.needs.categories import CATEGORIES
from engage.needs.models import Need
from engage.needs.similar import similar
from engage.needs.similar.concepts import MATTERS, THINGS
from engage.needs.similar.index import reindex
from engage.transaction import transaction

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOAL = 2.0
QUESTIONS = 40
TAILS = (
    "老人走路不方便",
    "晚上看不清",
    "已经好几个月了",
    "大家都很着急",
    "孩子经过很危险",
    "希望尽快处理",
    "没有人管",
    "邻居都这么说",
)
CHUNK = 5_000


def measure(sizes: tuple[int, ...], rounds: int = 5) -> dict[int, float]:
    """Return the median milliseconds of a look-up by the number of stored needs; the stores are asked in turn."""
    times: dict[int, list[float]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        apps = {size: _store(Path(folder), size) for size in sizes}
        for number in range(rounds):
            for size, app in apps.items():
                with app.app_context():
                    times[size] += _ask(random.Random(number))
        for app in apps.values():
            with app.app_context():
                db.engine.dispose()
    return {size: statistics.median(found) * 1000 for size, found in times.items()}


def main(sizes: tuple[int, ...] = (1_000, 100_000)) -> bool:
    """Print the times and their ratio; tell whether the goal is reached."""
    began = time.perf_counter()
    medians = measure(sizes)
    for size, milliseconds in medians.items():
        print(f"{size:>9,} needs: {milliseconds:.2f} ms a look-up")
    ratio = medians[max(sizes)] / medians[min(sizes)]
    print(f"ratio {ratio:.2f}, goal at most {GOAL:.0f} ({time.perf_counter() - began:.0f} s)")
    return ratio <= GOAL


def _store(folder: Path, size: int):
    environment = {**fresh_keys(), "ENGAGE_DATABASE_URL": f"sqlite:///{folder / f'{size}.sqlite'}",
                   "ENGAGE_PUBLIC_URL": "http://localhost", "ENGAGE_DATA_DIR": str(folder)}  # fmt: skip
    app = create_app(replace(read_settings(environment), log_level="ERROR"))
    with app.app_context():
        schema.upgrade()
        with transaction():
            city.add_areas(now=NOW)
        with transaction():
            for rows in _chunks(size):
                db.session.execute(insert(Need), rows)
        with transaction():
            reindex()
        with transaction():
            db.session.execute(text("INSERT INTO need_search (need_search) VALUES ('optimize')"))
        db.session.remove()
    return app


def _chunks(size: int) -> Iterator[list[dict]]:
    dice = random.Random("needs")
    areas = [(area.id, area.path) for area in db.session.scalars(select(Area).where(Area.kind == AreaKind.BUILDING))]
    for start in range(0, size, CHUNK):
        yield [_row(number, *dice.choice(areas), dice) for number in range(start, min(size, start + CHUNK))]


def _row(number: int, area_id: int, path: str, dice: random.Random) -> dict:
    return {
        "area_id": area_id, "path": path, "category": dice.choice(list(CATEGORIES)), "summary_zh": _sentence(dice),
        "summary_en": "", "state": "published", "state_at": NOW, "first_published_at": NOW, "created_at": NOW,
        "updated_at": NOW, "tracking_digest": f"{number:064d}", "form_token": str(number), "affected": [],
    }  # fmt: skip


def _sentence(dice: random.Random) -> str:
    thing, matter = (_common(words, dice) for words in (_THINGS, _MATTERS))
    spot = f"{dice.randint(1, 40)}号楼" if dice.random() < 0.4 else ""
    return f"{spot}{thing}{matter}，{dice.choice(TAILS)}"


def _common(words: list[str], dice: random.Random) -> str:
    """Return one of the words; the first ones come far more often."""
    return words[min(int(dice.paretovariate(0.9)) - 1, len(words) - 1)]


_THINGS, _MATTERS = ([word for word in table if not word.isascii()] for table in (THINGS, MATTERS))


def _ask(dice: random.Random) -> list[float]:
    """Return the seconds that each question took, after one that warms up."""
    areas = db.session.scalars(select(Area).where(Area.kind == AreaKind.BUILDING)).all()
    similar("路灯坏了", areas[0])
    taken = []
    for _ in range(QUESTIONS):
        area, said = dice.choice(areas), _sentence(dice)
        began = time.perf_counter()
        similar(said, area)
        taken.append(time.perf_counter() - began)
    return taken
