"""Taking the order of sending from the keys of those who took part.

PostgreSQL keeps rows in the order in which they came, and a dump shows them so. SQLite keeps these keys sorted anyway.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select

from engage.extensions import db
from engage.surveys.models import Survey, SurveyPart

MIXED_FOR = timedelta(days=3)  # After the end, so that a night may be missed.


def to_mix(now: datetime) -> Sequence[int]:
    """Return the ids of surveys that may have had an answer since the last time."""
    if db.session.get_bind().dialect.name == "sqlite":
        return []
    since = now - MIXED_FOR
    found = select(Survey.id).where(
        or_(Survey.closed_at.is_(None), Survey.closed_at > since),
        or_(Survey.closes_at.is_(None), Survey.closes_at > since),
        exists().where(SurveyPart.survey_id == Survey.id),
    )
    return db.session.scalars(found.order_by(Survey.id)).all()


def mix(survey_id: int) -> None:
    """Write all keys of a survey anew, sorted, in one transaction. Whoever sends with one of them meanwhile waits."""
    part = SurveyPart.__table__
    gone = delete(part).where(part.c.survey_id == survey_id).returning(part.c.survey_id, part.c.key).cte("gone")
    sorted_keys = select(gone.c.survey_id, gone.c.key).order_by(gone.c.key)
    db.session.execute(part.insert().from_select(["survey_id", "key"], sorted_keys))
