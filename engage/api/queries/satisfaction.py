"""Figures in the order of their changes, page after page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, literal, select, tuple_
from sqlalchemy.orm import joinedload

from engage.api.queries.marks import SETTLING, Mark
from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.models import ProfessionalArea, Satisfaction


@dataclass(frozen=True)
class FeedPage:
    """Figures that changed after a mark, and the mark to go on from: the same again when nothing has changed."""

    figures: Sequence[Satisfaction]
    next: Mark | None
    has_more: bool


def feed(
    period: str, within: Area, after: Mark | None, *, updated_since: datetime | None, limit: int, now: datetime
) -> FeedPage:
    """Return figures of a period, least recently changed first, of professionals who serve within the area."""
    serves = (
        exists()
        .where(ProfessionalArea.professional_id == Satisfaction.professional_id)
        .where(ProfessionalArea.area_id.in_(select(Area.id).where(Area.within(within.path))))
    )
    found = select(Satisfaction).where(Satisfaction.period == period, serves)
    if after is not None:
        place = literal(after.at, Satisfaction.changed_at.type), literal(after.row_id)
        found = found.where(tuple_(Satisfaction.changed_at, Satisfaction.id) > tuple_(*place))
    if updated_since is not None:
        found = found.where(Satisfaction.changed_at >= updated_since)
    found = found.order_by(Satisfaction.changed_at, Satisfaction.id).limit(limit + 1)
    rows = db.session.scalars(found.options(joinedload(Satisfaction.professional))).all()
    chosen, has_more = rows[:limit], len(rows) > limit
    mark = Mark(chosen[-1].changed_at, chosen[-1].id) if chosen else after
    if not has_more and mark is not None and mark.at > now - SETTLING:
        mark = Mark(now - SETTLING, 0)
    return FeedPage(chosen, mark, has_more)
