"""Keeping `rating_sum`: every write that changes what a rating or a visit counts as puts its change into a block here.

Whoever writes has locked the professional before (`locks`), so that sums and ratings are never seen apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from engage.extensions import db
from engage.ratings.models import Rating, RatingSum, Standing, Visit, VisitState
from engage.ratings.periods import month_of
from engage.ratings.policies import LEVELS

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
COUNTED = tuple(f"level_{level}" for level in LEVELS)
SHOWN = tuple(f"shown_{level}" for level in LEVELS)
COLUMNS = (*COUNTED, *SHOWN, "tickets", "excluded", "quarantined")


class Cell(NamedTuple):
    """One row of the sums."""

    professional_id: int
    area_id: int
    month: date


def cell_of(visit: Visit) -> Cell:
    return Cell(visit.professional_id, visit.area_id, month_of(visit.visited_on))


def amounts_of(level: int, standing: str, *, is_shown: bool, visit_state: str) -> Counter[str]:
    """Return what one rating adds. Those of a visit that was cancelled afterwards are counted as excluded."""
    if visit_state == VisitState.CANCELLED:
        return Counter({"excluded": 1})
    if standing != Standing.COUNTED:
        return Counter({str(standing): 1})
    return Counter([f"level_{level}", f"shown_{level}"] if is_shown else [f"level_{level}"])


@contextmanager
def moving(*visits: Visit) -> Iterator[None]:
    """Move visits with tickets and ratings from the cells that they count in before the block to those after it."""
    before = _total(visits)
    yield
    _apply(before, _total(visits))


@contextmanager
def changing(*ratings: Rating) -> Iterator[None]:
    """Count ratings of unmoved visits anew after the block: judged otherwise, or released."""
    before = _total_of_ratings(ratings)
    yield
    _apply(before, _total_of_ratings(ratings))


def add(cell: Cell, amounts: Mapping[str, int]) -> None:
    """Add to one row of the sums, in one statement."""
    changed = {name: number for name, number in amounts.items() if number}
    if not changed:
        return
    insert = _INSERT[db.session.get_bind().dialect.name](RatingSum)
    values = {**dict.fromkeys(COLUMNS, 0), **changed}
    statement = insert.values(**cell._asdict(), **values).on_conflict_do_update(
        index_elements=list(RatingSum.__table__.primary_key.columns),
        set_={name: getattr(RatingSum, name) + insert.excluded[name] for name in changed},
    )
    db.session.execute(statement.execution_options(synchronize_session=False))


Totals = dict[Cell, Counter[str]]


def _total(visits: Iterable[Visit]) -> Totals:
    db.session.flush()
    total: Totals = {}
    for visit in visits:
        amounts = total.setdefault(cell_of(visit), Counter())
        is_shown = Rating.batch.is_not(None)
        rows = db.session.execute(
            select(Rating.level, Rating.standing, is_shown, func.count())
            .where(Rating.visit_id == visit.id)
            .group_by(Rating.level, Rating.standing, is_shown)
        )
        ratings = 0
        for level, standing, shown, number in rows:
            one = amounts_of(level, standing, is_shown=bool(shown), visit_state=visit.state)
            amounts.update({name: number * times for name, times in one.items()})
            ratings += number
        amounts["tickets"] += ratings if visit.state == VisitState.CANCELLED else visit.tickets
    return total


def _total_of_ratings(ratings: Iterable[Rating]) -> Totals:
    total: Totals = {}
    for rating in ratings:
        amounts = total.setdefault(cell_of(rating.visit), Counter())
        amounts.update(
            amounts_of(rating.level, rating.standing, is_shown=rating.batch is not None, visit_state=rating.visit.state)
        )
    return total


def _apply(before: Totals, after: Totals) -> None:
    """Rows in a fixed order, so that no two writes wait for each other."""
    for cell in sorted(before.keys() | after.keys()):
        old, new = before.get(cell, Counter()), after.get(cell, Counter())
        add(cell, {name: new[name] - old[name] for name in COLUMNS})
