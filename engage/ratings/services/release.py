"""Ratings reach the professional in groups of five or more, so that none of them can be told from the others.

The visits of a group are of one year: the figures that the professional and the public read are those of years, and a
year that grew by one rating of a group would tell that one apart.
"""

import secrets
from collections import defaultdict
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
    """Release the counted ratings that wait, where five are of visits of one year; return how many.

    The professional is locked.
    """
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
    by_year: dict[int, list[Rating]] = defaultdict(list)
    for rating in waiting:
        by_year[rating.visit.visited_on.year].append(rating)
    groups = [by_year[year] for year in sorted(by_year) if len(by_year[year]) >= SMALLEST_BATCH]
    if not groups:
        return 0
    last = db.session.scalar(select(func.max(Rating.batch)).where(Rating.professional_id == professional_id)) or 0
    released = [rating for group in groups for rating in group]
    with changing(*released):
        for number, group in enumerate(groups, start=last + 1):
            for rating in group:
                rating.batch = number
                rating.released_month = month_of(today_in(rating.visit.area, now))
                rating.handle = secrets.token_urlsafe(9)
    db.session.flush()
    return len(released)
