"""What the office reads of professionals: the list with scores, and how one of them stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from engage.accounts.models import User
from engage.accounts.permissions import Permission, paths_of
from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.coefficient import Status
from engage.ratings.models import (
    Professional,
    ProfessionalArea,
    PublishedFigure,
    RatingSum,
    Satisfaction,
)
from engage.ratings.periods import Period
from engage.ratings.policies import POLICIES
from engage.ratings.sums import COLUMNS, COUNTED
from engage.small_groups import hidden_groups

PER_PAGE = 50
MOST_ROWS = 20_000
# A mean over fewer professionals would tell one of them how another stands.
FEWEST_PEERS = 3


class Sort(StrEnum):
    NAME = "name"
    NUMBER = "number"
    HIGHEST = "highest"
    LOWEST = "lowest"
    MOST = "most"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; `area` is None for all of the reader's areas."""

    period: Period
    area: Area | None = None
    profession: str = ""
    status: str = ""
    text: str = ""
    shows_left: bool = False
    sort: Sort = Sort.NAME


@dataclass(frozen=True)
class Standing:
    """A professional with the figure of the period. Shares are None where n does not allow."""

    professional: Professional
    n: int
    status: Status
    satisfaction: Fraction | None
    coefficient: Fraction | None
    response_rate: Fraction | None
    against_peers: Fraction | None


def reach(user: User, permission: Permission) -> ColumnElement[bool]:
    """Return the SQL condition on `Area` for what lies in the user's areas."""
    paths = paths_of(user, permission)
    return or_(*(Area.within(path) for path in paths)) if paths else Area.id.is_(None)


def professionals(user: User, filters: Filters) -> Select[*tuple[Any, ...]]:
    """Return the query for (professional, its figure or None); nobody who was merged into another is in it."""
    served = (
        select(ProfessionalArea.professional_id)
        .join(Area, Area.id == ProfessionalArea.area_id)
        .where(reach(user, Permission.SEE_RATINGS))
    )
    if filters.area is not None:
        served = served.where(Area.within(filters.area.path))
    found: Select[*tuple[Any, ...]] = (
        select(Professional, Satisfaction)
        .outerjoin(
            Satisfaction,
            and_(Satisfaction.professional_id == Professional.id, Satisfaction.period == filters.period.name),
        )
        .where(Professional.id.in_(served), Professional.merged_into_id.is_(None))
    )
    if filters.profession:
        found = found.where(Professional.profession == filters.profession)
    if not filters.shows_left:
        found = found.where(Professional.left_on.is_(None))
    if filters.status == Status.INSUFFICIENT:
        found = found.where(or_(Satisfaction.id.is_(None), Satisfaction.status == Status.INSUFFICIENT.value))
    elif filters.status:
        found = found.where(Satisfaction.status == filters.status)
    if filters.text:
        names = (Professional.name, Professional.staff_no, Professional.title)
        found = found.where(or_(*(name.icontains(filters.text, autoescape=True) for name in names)))
    return found.order_by(*_order(filters.sort))


def page_of(user: User, filters: Filters, page: int) -> tuple[Pagination, list[Standing]]:
    """Return one page of the list. Three queries, however many rows it has."""
    ids = professionals(user, filters).with_only_columns(Professional.id)
    found = db.paginate(ids, page=page, per_page=PER_PAGE, error_out=False)
    return found, standings(user, filters, list(found.items))


def standings(user: User, filters: Filters, ids: Sequence[int]) -> list[Standing]:
    """Return these professionals of the list, in the order of the ids."""
    rows = db.session.execute(
        select(Professional, Satisfaction)
        .outerjoin(
            Satisfaction,
            and_(Satisfaction.professional_id == Professional.id, Satisfaction.period == filters.period.name),
        )
        .where(Professional.id.in_(ids))
        .options(selectinload(Professional.areas))
    )
    by_id = {professional.id: (professional, figure) for professional, figure in rows}
    answers, means = _answers(ids, filters.period), peers(user, filters)
    return [_standing(*by_id[id_], answers.get(id_), means) for id_ in ids if id_ in by_id]


def all_ids(user: User, filters: Filters) -> list[int]:
    wanted = professionals(user, filters).with_only_columns(Professional.id).limit(MOST_ROWS)
    return list(db.session.scalars(wanted))


def peers(user: User, filters: Filters) -> Mapping[str, Fraction]:
    """Return the mean satisfaction of all ratings by profession, where enough professionals have enough of them."""
    everybody = Filters(filters.period, filters.area)
    listed = professionals(user, everybody).order_by(None).subquery()
    columns = listed.c
    sums = (
        select(columns.profession, func.count(), func.sum(columns.numerator), func.sum(columns.denominator))
        .where(columns.status.is_not(None), columns.status != Status.INSUFFICIENT.value, columns.denominator > 0)
        .group_by(columns.profession)
    )
    return {
        profession: Fraction(int(numerator), int(denominator))
        for profession, count, numerator, denominator in db.session.execute(sums)
        if count >= FEWEST_PEERS
    }


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    share = Satisfaction.numerator * 1.0 / func.nullif(Satisfaction.denominator, 0)
    orders: dict[Sort, list[ColumnElement[Any]]] = {
        Sort.NAME: [Professional.name.asc()],
        Sort.NUMBER: [Professional.staff_no.asc()],
        Sort.HIGHEST: [share.desc().nulls_last(), Satisfaction.n.desc()],
        Sort.LOWEST: [share.asc().nulls_last(), Satisfaction.n.desc()],
        Sort.MOST: [func.coalesce(Satisfaction.n, 0).desc()],
    }
    return [*orders[sort], Professional.id.asc()]


def _answers(ids: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    """Return (answers, tickets) of the period by professional."""
    answered = sum(
        (func.sum(getattr(RatingSum, name)) for name in (*COUNTED, "excluded")), func.sum(RatingSum.quarantined)
    )
    rows = db.session.execute(
        select(RatingSum.professional_id, answered, func.sum(RatingSum.tickets))
        .where(RatingSum.professional_id.in_(ids), RatingSum.month.between(period.first, period.last))
        .group_by(RatingSum.professional_id)
    )
    return {id_: (int(answers), int(tickets)) for id_, answers, tickets in rows}


def _standing(
    professional: Professional, figure: Satisfaction | None, answers: tuple[int, int] | None,
    means: Mapping[str, Fraction],
) -> Standing:  # fmt: skip
    satisfaction = coefficient = None
    status = Status(figure.status) if figure else Status.INSUFFICIENT
    if figure is not None and figure.denominator:
        satisfaction = Fraction(figure.numerator, figure.denominator)
        coefficient = satisfaction if satisfaction >= POLICIES[figure.policy].threshold else Fraction(0)
    mean = means.get(professional.profession)
    return Standing(
        professional=professional,
        n=figure.n if figure else 0,
        status=status,
        satisfaction=satisfaction,
        coefficient=coefficient,
        response_rate=Fraction(min(answers), answers[1]) if answers and answers[1] else None,
        against_peers=satisfaction - mean if satisfaction is not None and mean is not None else None,
    )


@dataclass(frozen=True)
class Part:
    """What the ratings of one part of a figure, an area or a quarter, come to; None in `levels` where it is hidden."""

    n: int | None
    levels: tuple[int, ...] | None


def by_area(professional_id: int, period: Period) -> list[tuple[Area, Part]]:
    """Return the parts by area in the order of the tree; small ones, and what would give them away, without numbers."""
    rows = db.session.execute(
        select(Area, *(func.sum(getattr(RatingSum, name)) for name in COLUMNS))
        .join(RatingSum, RatingSum.area_id == Area.id)
        .where(RatingSum.professional_id == professional_id, RatingSum.month.between(period.first, period.last))
        .group_by(Area.id)
        .order_by(Area.path)
    ).all()
    sums = {area.id: dict(zip(COLUMNS, map(int, numbers), strict=True)) for area, *numbers in rows}
    parts = _parts(sums)
    return [(area, parts[area.id]) for area, *_numbers in rows if area.id in parts]


def by_quarter(professional_id: int, year: int) -> dict[int, Part]:
    """Return the parts of a year by quarter, 1 to 4, with the same care; quarters without a ticket are left out."""
    rows = db.session.execute(
        select(RatingSum.month, *(func.sum(getattr(RatingSum, name)) for name in COLUMNS))
        .where(
            RatingSum.professional_id == professional_id, RatingSum.month.between(date(year, 1, 1), date(year, 12, 1))
        )
        .group_by(RatingSum.month)
    )
    sums: dict[int, Counter[str]] = {}
    for month, *numbers in rows:
        quarter = (month.month + 2) // 3
        sums.setdefault(quarter, Counter()).update(dict(zip(COLUMNS, map(int, numbers), strict=True)))
    return dict(sorted(_parts(sums).items()))


def _parts(sums: Mapping[int, Mapping[str, int]]) -> dict[int, Part]:
    took_part = {key: sum(values[name] for name in COUNTED) for key, values in sums.items()}
    sizes = {key: max(values["tickets"], took_part[key]) for key, values in sums.items() if values["tickets"]}
    hidden = hidden_groups(took_part, sizes)
    return {
        key: Part(None, None) if key in hidden else Part(took_part[key], tuple(sums[key][name] for name in COUNTED))
        for key in sizes
    }


def published(professional_id: int, limit: int = 12) -> Sequence[PublishedFigure]:
    found = select(PublishedFigure).where(PublishedFigure.professional_id == professional_id)
    return db.session.scalars(found.order_by(PublishedFigure.id.desc()).limit(limit)).all()


def merge_targets(user: User, professional: Professional, text: str, limit: int = 30) -> Sequence[Professional]:
    """Return those of the user's areas whom this one could be: by name or number, else of the same name."""
    served = (
        select(ProfessionalArea.professional_id)
        .join(Area, Area.id == ProfessionalArea.area_id)
        .where(reach(user, Permission.MANAGE_PROFESSIONALS))
    )
    found = select(Professional).where(
        Professional.id.in_(served), Professional.id != professional.id, Professional.merged_into_id.is_(None)
    )
    names = (Professional.name, Professional.staff_no)
    found = found.where(or_(*(name.icontains(text or professional.name, autoescape=True) for name in names)))
    return db.session.scalars(
        found.options(selectinload(Professional.areas)).order_by(Professional.name, Professional.id).limit(limit)
    ).all()


def titles() -> Sequence[str]:
    """Return the titles in use, for the settings of abilities."""
    return db.session.scalars(
        select(Professional.title).where(Professional.title != "").distinct().order_by(Professional.title).limit(100)
    ).all()
