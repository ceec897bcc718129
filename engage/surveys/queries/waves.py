"""Surveys that ask the same at another time. All name the first of them."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from engage.extensions import db
from engage.surveys.models import Survey

MOST_LISTED = 50
MOST_COMPARED = 8


def all_waves(survey: Survey) -> Sequence[Survey]:
    """Return the surveys that ask the same as this one, itself among them, the oldest first."""
    first = survey.wave_of_id or survey.id
    found = select(Survey).where(or_(Survey.id == first, Survey.wave_of_id == first), Survey.deleted_at.is_(None))
    return db.session.scalars(found.order_by(Survey.id).limit(MOST_LISTED)).all()


def waves_until(survey: Survey) -> Sequence[Survey]:
    """Return this survey and those that asked the same before it, the oldest first; at most eight."""
    return [wave for wave in all_waves(survey) if wave.id <= survey.id][-MOST_COMPARED:]


def later_waves(survey: Survey) -> Sequence[Survey]:
    return [wave for wave in all_waves(survey) if wave.id > survey.id]
