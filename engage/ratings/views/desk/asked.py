"""What the address of a list asks for. Nonsense falls back to what is usual."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from flask import request
from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, area_for, paths_of
from engage.clock import utcnow
from engage.communities.models import LEVELS, Area, AreaKind
from engage.extensions import db
from engage.formats import share
from engage.ratings import periods
from engage.ratings.coefficient import Status
from engage.ratings.desk_words import PROFESSION_NAMES
from engage.ratings.kept import today_in
from engage.ratings.models import VisitState
from engage.ratings.queries.office import Filters, Sort, reach
from engage.ratings.queries.visits import VisitFilters

MOST_SHOWN = 120


def own_area() -> Area | None:
    """Return the first of the reader's own areas: by its clock the reader's day is told."""
    paths = sorted(paths_of(current_user, Permission.SEE_RATINGS), key=len)
    return db.session.scalar(select(Area).where(Area.path == paths[0])) if paths else None


def today() -> date:
    area, now = own_area(), utcnow()
    return today_in(area, now) if area else now.date()


def offered_periods(day: date) -> list[str]:
    """Return the periods to choose from: this year, this quarter and the last, the last year, the last 12 months."""
    before = periods.later(periods.month_of(day), -3)
    year = str(day.year - 1)
    return list(dict.fromkeys([*periods.current(day), periods.quarter_of(before), year]))


def asked_period(day: date) -> periods.Period:
    """Return the period of the address, else this year."""
    try:
        return periods.parse(request.values.get("period", ""))
    except ValueError:
        return periods.parse(periods.year_of(day))


def offered_areas(permission: Permission = Permission.SEE_RATINGS) -> Sequence[Area]:
    """Return the reader's areas down to communities, for a choice."""
    kinds = [kind for kind in AreaKind if LEVELS[kind] <= LEVELS[AreaKind.COMMUNITY]]
    own = select(Area).where(reach(current_user, permission), Area.kind.in_(kinds)).order_by(Area.path)
    return db.session.scalars(own.limit(MOST_SHOWN)).all()


def asked_area() -> Area | None:
    """Return the area of the address. Raises `NotFound` for one that is not the reader's."""
    number = request.args.get("area", 0, type=int)
    return area_for(current_user, number, Permission.SEE_RATINGS) if 0 < number < 2**31 else None


def text(name: str = "q", most: int = 80) -> str:
    typed = request.values.get(name, "")
    return "".join(character for character in typed if character.isprintable()).strip()[:most]


def professional_filters(day: date) -> Filters:
    sort, status, profession = (request.args.get(name, "") for name in ("sort", "status", "profession"))
    return Filters(
        period=asked_period(day),
        area=asked_area(),
        profession=profession if profession in PROFESSION_NAMES else "",
        status=status if status in set(Status) else "",
        text=text(),
        shows_left=request.args.get("left") == "yes",
        sort=Sort(sort) if sort in set(Sort) else Sort.NAME,
    )


def arguments(filters: Filters) -> dict[str, str | int]:
    """Return what a link to the same list carries."""
    values: dict[str, str | int] = {
        "period": filters.period.name,
        "area": filters.area.id if filters.area else 0,
        "profession": filters.profession,
        "status": filters.status,
        "q": filters.text,
        "left": "yes" if filters.shows_left else "",
        "sort": "" if filters.sort is Sort.NAME else filters.sort.value,
    }
    return {name: value for name, value in values.items() if value}


def visit_filters() -> VisitFilters:
    state, period = request.args.get("state", ""), request.args.get("period", "")
    try:
        chosen = periods.parse(period) if period else None
    except ValueError:
        chosen = None
    professional_id = request.args.get("professional", 0, type=int)
    return VisitFilters(
        area=asked_area(),
        period=chosen,
        state=state if state in set(VisitState) else "",
        text=text(),
        professional_id=professional_id if 0 < professional_id < 2**31 else 0,
    )


def visit_arguments(filters: VisitFilters) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "area": filters.area.id if filters.area else 0,
        "period": filters.period.name if filters.period else "",
        "state": filters.state,
        "q": filters.text,
        "professional": filters.professional_id,
    }
    return {name: value for name, value in values.items() if value}


def page_number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 10_000)


def percent(part: Fraction | None) -> str:
    return share(part.numerator, part.denominator) if part is not None else "–"


def points_apart(part: Fraction | None) -> str:
    """Write a difference of two shares in percentage points, with its sign."""
    if part is None:
        return "–"
    tenths = round(part * 1000)
    return f"{'+' if tenths > 0 else '−' if tenths < 0 else '±'}{abs(tenths) // 10}.{abs(tenths) % 10}"
