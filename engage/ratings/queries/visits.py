"""The office's list of visits."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import User
from engage.accounts.permissions import Permission
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Professional, Visit
from engage.ratings.periods import Period, later
from engage.ratings.queries.office import reach
from engage.ratings.queries.queues import Slice, slice_of


@dataclass(frozen=True)
class VisitFilters:
    area: Area | None = None
    period: Period | None = None
    state: str = ""
    text: str = ""
    professional_id: int = 0


def visits(user: User, filters: VisitFilters, page: int | None) -> Slice:
    """Return visits of the user's areas, the latest first, with area and professional loaded."""
    return slice_of(visit_rows(user, filters), page)


def visit_rows(user: User, filters: VisitFilters) -> Select[Any]:
    found = (
        select(Visit)
        .join(Visit.area)
        .join(Visit.professional)
        .where(reach(user, Permission.SEE_RATINGS))
        .options(contains_eager(Visit.area), contains_eager(Visit.professional))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    )
    if filters.area is not None:
        found = found.where(Area.within(filters.area.path))
    if filters.period is not None:
        found = found.where(Visit.visited_on >= filters.period.first, Visit.visited_on < later(filters.period.last, 1))
    if filters.state:
        found = found.where(Visit.state == filters.state)
    if filters.professional_id:
        found = found.where(Visit.professional_id == filters.professional_id)
    if filters.text:
        names = (Visit.visit_no, Professional.name, Professional.staff_no)
        found = found.where(or_(*(name.icontains(filters.text, autoescape=True) for name in names)))
    return found


def visit(visit_id: int) -> Visit:
    found = db.session.get(Visit, visit_id, options=[joinedload(Visit.area), joinedload(Visit.professional)])
    if found is None:
        raise NotFound(_l("There is no such visit."))
    return found


def last_visits(professional_id: int, limit: int = 8) -> list[Visit]:
    found = select(Visit).where(Visit.professional_id == professional_id).options(joinedload(Visit.area))
    return list(db.session.scalars(found.order_by(Visit.visited_on.desc(), Visit.id.desc()).limit(limit)))
