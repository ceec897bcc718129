"""Locks, always in the same order: professionals by id, then one visit. On SQLite every writer is alone anyway."""

from sqlalchemy import select

from engage.errors import Conflict, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Professional, Rating, Visit


def lock_professionals(*ids: int) -> dict[int, Professional]:
    """Lock professionals and return them by id as the store has them now. Raises `NotFound` when one is missing."""
    wanted = set(ids)
    found = db.session.scalars(
        select(Professional)
        .where(Professional.id.in_(wanted))
        .order_by(Professional.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(wanted):
        raise NotFound(_l("There is no such professional."))
    return {professional.id: professional for professional in found}


def lock_visit(visit_id: int, *others: int) -> Visit:
    """Lock the visit, its professional and other professionals. Raises `NotFound`, or `Conflict` when it was moved."""
    professional_id = db.session.scalar(select(Visit.professional_id).where(Visit.id == visit_id))
    if professional_id is None:
        raise NotFound(_l("There is no such visit."))
    lock_professionals(professional_id, *others)
    visit = db.session.get_one(Visit, visit_id, with_for_update=True, populate_existing=True)
    if visit.professional_id != professional_id:
        raise Conflict(_l("Somebody moved this visit just now. Nothing was recorded. Please try again."), stale=True)
    return visit


def lock_rating(rating_id: int) -> Rating:
    """Lock a rating with its visit and professional. Raises `NotFound`."""
    visit_id = db.session.scalar(select(Rating.visit_id).where(Rating.id == rating_id))
    if visit_id is None:
        raise NotFound(_l("There is no such rating."))
    lock_visit(visit_id)
    return db.session.get_one(Rating, rating_id, with_for_update=True, populate_existing=True)
