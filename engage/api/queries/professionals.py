"""Professionals and visits within the reach of a key. What lies elsewhere is not there."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Professional, Visit
from engage.ratings.queries.professionals import by_staff_no

NO_PROFESSIONAL = _l("There is no such professional in the area of this key.")
NO_VISIT = _l("There is no such visit in the area of this key.")


def served_within(professional: Professional, area: Area) -> list[Area]:
    """Return the areas that the professional serves, as far as they lie in this one."""
    return [served for served in professional.areas if area.contains(served)]


def professional_of(staff_no: str, within: Area) -> Professional | None:
    """Return the professional of this number who serves somewhere within the area."""
    found = by_staff_no(staff_no)
    return found if found is not None and served_within(found, within) else None


def professional_or_404(staff_no: str, within: Area) -> Professional:
    if found := professional_of(staff_no, within):
        return found
    raise NotFound(NO_PROFESSIONAL)


def visit_of(visit_no: str) -> Visit | None:
    return db.session.scalar(
        select(Visit).where(Visit.visit_no == visit_no).options(joinedload(Visit.area), joinedload(Visit.professional))
    )


def visit_or_404(visit_no: str, within: Area) -> Visit:
    found = visit_of(visit_no)
    if found is None or not within.contains(found.area):
        raise NotFound(NO_VISIT)
    return found
