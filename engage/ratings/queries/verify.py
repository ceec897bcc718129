"""Counting everything again from the ratings: sums, kept figures, and figures that were given out.

Professionals are taken a few at a time and their ratings grouped by the store, so that memory does not grow with them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union
from sqlalchemy.orm import aliased

from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.kept import kept_values
from engage.ratings.models import (
    Professional,
    PublishedFigure,
    Rating,
    RatingReview,
    RatingSum,
    Satisfaction,
    Standing,
    Ticket,
    Visit,
    VisitChange,
    VisitState,
)
from engage.ratings.periods import later, month_of, parse
from engage.ratings.policies import POLICIES
from engage.ratings.queries.figures import sum_up
from engage.ratings.settings import Rules, scoring
from engage.ratings.sums import COLUMNS, COUNTED, Cell, amounts_of

AT_ONCE = 50


@dataclass(frozen=True)
class Difference:
    """`kind` is "sum", "figure", "published" or "rating"; `what` names the place, `kept` and `counted` what differs."""

    kind: str
    staff_no: str
    what: str
    kept: dict[str, Any]
    counted: dict[str, Any]


def begin_snapshot() -> None:
    """Let everything that follows see the store as it is now, whatever is written meanwhile."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def differences(checked: Counter[str]) -> Iterator[Difference]:
    """Yield whatever is kept otherwise than it is counted now; `checked` is told how much was looked at."""
    last = 0
    found = select(Professional).order_by(Professional.id).limit(AT_ONCE)
    while professionals := db.session.scalars(found.where(Professional.id > last)).all():
        last = professionals[-1].id
        yield from _of_professionals(professionals, checked)
    yield from _of_published(checked)


def _of_professionals(professionals: Sequence[Professional], checked: Counter[str]) -> Iterator[Difference]:
    names = {professional.id: professional.staff_no for professional in professionals}
    counted = _cells(list(names))
    kept = {
        Cell(row.professional_id, row.area_id, row.month): {name: getattr(row, name) for name in COLUMNS}
        for row in db.session.scalars(select(RatingSum).where(RatingSum.professional_id.in_(names)))
    }
    for cell in sorted(counted.keys() | kept.keys()):
        checked["sums"] += 1
        here = {name: counted.get(cell, Counter())[name] for name in COLUMNS}
        there = kept.get(cell, dict.fromkeys(COLUMNS, 0))
        if here != there:
            what = f"area {cell.area_id}, {cell.month:%Y-%m}"
            yield _difference("sum", names[cell.professional_id], what, there, here)
    astray = select(Rating.id, Rating.professional_id, Visit.professional_id).join(Rating.visit)
    for number, there_id, here_id in db.session.execute(
        astray.where(Visit.professional_id.in_(names), Rating.professional_id != Visit.professional_id)
    ):
        yield Difference(
            "rating", names[here_id], f"rating {number}", {"professional": there_id}, {"professional": here_id}
        )
    for professional in professionals:
        yield from _of_kept_figures(professional, counted, checked)


def _of_kept_figures(
    professional: Professional, counted: dict[Cell, Counter[str]], checked: Counter[str]
) -> Iterator[Difference]:
    months: dict[date, Counter[str]] = {}
    for cell, amounts in counted.items():
        if cell.professional_id == professional.id:
            months.setdefault(cell.month, Counter()).update(amounts)
    rules = scoring(professional)
    for row in db.session.scalars(select(Satisfaction).where(Satisfaction.professional_id == professional.id)):
        checked["figures"] += 1
        here = kept_values(professional.staff_no, row.period, months, rules)
        there = {name: getattr(row, name) for name in here}
        if here != there:
            yield _difference("figure", professional.staff_no, row.period, there, here)


def _cells(ids: Sequence[int]) -> dict[Cell, Counter[str]]:
    """Return the sums of these professionals as their ratings and tickets say."""
    cells: dict[Cell, Counter[str]] = {}
    place = (Visit.professional_id, Visit.area_id, Visit.visited_on)
    said = (Visit.state, Rating.level, Rating.standing, Rating.batch.is_not(None))
    ratings: Select[*tuple[Any, ...]] = (
        select(*place, *said, func.count())
        .select_from(Rating)
        .join(Visit, Visit.id == Rating.visit_id)
        .where(Visit.professional_id.in_(ids))
        .group_by(*place, *said)
    )
    for professional_id, area_id, day, state, level, standing, is_shown, number in db.session.execute(
        ratings.execution_options(yield_per=1000)
    ):
        cell = cells.setdefault(Cell(professional_id, area_id, month_of(day)), Counter())
        one = amounts_of(level, standing, is_shown=bool(is_shown), visit_state=state)
        cell.update({name: number * times for name, times in one.items()})
        if state == VisitState.CANCELLED:
            cell["tickets"] += number
    tickets: Select[*tuple[Any, ...]] = (
        select(*place, func.count())
        .select_from(Ticket)
        .join(Visit, Visit.id == Ticket.visit_id)
        .where(Visit.professional_id.in_(ids), Visit.state != VisitState.CANCELLED)
        .group_by(*place)
    )
    for professional_id, area_id, day, number in db.session.execute(tickets.execution_options(yield_per=1000)):
        cells.setdefault(Cell(professional_id, area_id, month_of(day)), Counter())["tickets"] += number
    return cells


def _of_published(checked: Counter[str]) -> Iterator[Difference]:
    found = (
        select(PublishedFigure, Professional.staff_no, Area)
        .join(Professional, Professional.id == PublishedFigure.professional_id)
        .outerjoin(Area, Area.id == PublishedFigure.area_id)
        .order_by(PublishedFigure.id)
        .limit(AT_ONCE)
    )
    last = 0
    while rows := db.session.execute(found.where(PublishedFigure.id > last)).all():
        for figure, staff_no, area in rows:
            last = figure.id
            checked["published"] += 1
            here = _as_it_was(figure, staff_no, area)
            there = {name: getattr(figure, name) for name in here}
            if here != there:
                yield _difference("published", staff_no, f"figure {figure.id}, {figure.period}", there, here)


def _as_it_was(figure: PublishedFigure, staff_no: str, area: Area | None) -> dict[str, Any]:
    """Count a figure from what there was when it was given out, by the policy that it names."""
    if figure.policy not in POLICIES:
        return {"policy": None}
    rules = Rules(policy=figure.policy, minimum_n=figure.minimum_n)
    months: dict[date, Counter[str]] = {}
    for day, level, number in db.session.execute(_ratings_then(figure, area)):
        months.setdefault(month_of(day), Counter())[COUNTED[level - 1]] += number
    result, digest, total = sum_up(staff_no, parse(figure.period), months, rules, area=area.code if area else None)
    return {
        "levels": [total[name] for name in COUNTED],
        "n": result.n,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "status": result.status.value,
        "input_hash": digest,
    }


def _ratings_then(figure: PublishedFigure, area: Area | None) -> Select[*tuple[Any, ...]]:
    """Return the query for the ratings that counted then, by the day of the visit and the level.

    A visit was what its first change since then says that it was before, or what it is; so with ratings and reviews.
    """
    mine = union(
        select(Visit.id).where(Visit.professional_id == figure.professional_id),
        select(VisitChange.visit_id).where(VisitChange.professional_id == figure.professional_id),
    )
    change, review = aliased(VisitChange), aliased(RatingReview)
    first_change = (
        select(func.min(VisitChange.id))
        .where(VisitChange.visit_id == Visit.id, VisitChange.id > figure.change_mark)
        .correlate(Visit)
        .scalar_subquery()
    )
    first_review = (
        select(func.min(RatingReview.id))
        .where(RatingReview.rating_id == Rating.id, RatingReview.id > figure.review_mark)
        .correlate(Rating)
        .scalar_subquery()
    )
    period = parse(figure.period)
    day: ColumnElement[date] = func.coalesce(change.visited_on, Visit.visited_on, type_=Visit.visited_on.type)
    found: Select[*tuple[Any, ...]] = (
        select(day, Rating.level, func.count())
        .select_from(Visit)
        .outerjoin(change, change.id == first_change)
        .join(Rating, and_(Rating.visit_id == Visit.id, Rating.id <= figure.rating_mark))
        .outerjoin(review, review.id == first_review)
        .where(
            Visit.id.in_(mine),
            func.coalesce(change.professional_id, Visit.professional_id) == figure.professional_id,
            func.coalesce(change.state, Visit.state) != VisitState.CANCELLED.value,
            func.coalesce(review.old_standing, Rating.standing) == Standing.COUNTED.value,
            day >= period.first,
            day < later(period.last, 1),
        )
        .group_by(day, Rating.level)
    )
    if area is not None:
        found = found.join(Area, Area.id == func.coalesce(change.area_id, Visit.area_id)).where(Area.within(area.path))
    return found


def _difference(kind: str, staff_no: str, what: str, kept: dict[str, Any], counted: dict[str, Any]) -> Difference:
    names = [name for name in kept if kept[name] != counted[name]]
    return Difference(
        kind, staff_no, what, {name: kept[name] for name in names}, {name: counted[name] for name in names}
    )
