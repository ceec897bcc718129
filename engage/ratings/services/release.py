"""Ratings reach the professional in groups of five or more, so that none of them can be told from the others."""

import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.ratings.kept import today_in
from engage.ratings.models import Rating, Standing, Visit, VisitState
from engage.ratings.periods import month_of
from engage.ratings.sums import changing

SMALLEST_BATCH = 5


def release_batches(professional_id: int, now: datetime) -> int:
    """Release all counted ratings that wait, once there are five; return how many. The professional is locked."""
    db.session.flush()
    waiting = db.session.scalars(
        select(Rating)
        .join(Rating.visit)
        .where(
            Rating.professional_id == professional_id,
            Rating.batch.is_(None),
            Rating.standing == Standing.COUNTED,
            Visit.state != VisitState.CANCELLED,
        )
        .options(joinedload(Rating.visit).joinedload(Visit.area))
    ).all()
    if len(waiting) < SMALLEST_BATCH:
        return 0
    last = db.session.scalar(select(func.max(Rating.batch)).where(Rating.professional_id == professional_id)) or 0
    with changing(*waiting):
        for rating in waiting:
            rating.batch = last + 1
            rating.released_month = month_of(today_in(rating.visit.area, now))
            rating.handle = secrets.token_urlsafe(9)
    db.session.flush()
    return len(waiting)
