"""Officials give figures out. What was given out is kept with everything that it can be counted again from."""

from datetime import datetime

from sqlalchemy import func, select

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.locks import lock_professionals
from engage.ratings.models import (
    PublishedFigure,
    Rating,
    RatingReview,
    VisitChange,
)
from engage.ratings.queries.figures import figure


def publish_figure(
    professional_id: int, period: str, *, area: Area | None = None, actor_id: int | None, now: datetime
) -> PublishedFigure:
    """Give out the figure of a professional as it stands. Raises `NotFound`, `Invalid` for what is no period.

    The same figure again is a `Conflict`: nothing has changed since it was given out.
    """
    professional = lock_professionals(professional_id)[professional_id]
    found = figure(professional.id, period, area=area, now=now)
    if _last_hash(professional.id, found.period, area) == found.input_hash:
        raise Conflict(_l("This figure was published before, and nothing has changed since."), is_same=True)
    published = PublishedFigure(
        professional_id=professional.id,
        area_id=area.id if area else None,
        period=found.period,
        policy=found.policy,
        minimum_n=found.minimum_n,
        levels=list(found.levels),
        n=found.n,
        numerator=found.numerator,
        denominator=found.denominator,
        status=found.status.value,
        input_hash=found.input_hash,
        as_of=now,
        # Later ratings of this professional get higher numbers, since the professional is locked.
        rating_mark=db.session.scalar(select(func.max(Rating.id))) or 0,
        review_mark=db.session.scalar(select(func.max(RatingReview.id))) or 0,
        change_mark=db.session.scalar(select(func.max(VisitChange.id))) or 0,
        published_by_id=actor_id,
    )
    db.session.add(published)
    db.session.flush()
    if actor_id is not None:
        where = area or (professional.areas[0] if professional.areas else None)
        subject = f"figure {published.id}"
        audit.record(
            user_id=actor_id, area_id=where.id if where else None, action="figure published", subject=subject, now=now
        )
    return published


def _last_hash(professional_id: int, period: str, area: Area | None) -> str | None:
    area_id = area.id if area else None
    return db.session.scalar(
        select(PublishedFigure.input_hash)
        .where(PublishedFigure.professional_id == professional_id, PublishedFigure.period == period)
        .where(PublishedFigure.area_id.is_(None) if area_id is None else PublishedFigure.area_id == area_id)
        .order_by(PublishedFigure.id.desc())
        .limit(1)
    )
