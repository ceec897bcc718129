"""Surveys that repeat one another."""

from collections.abc import Sequence

from sqlalchemy import select

from engage.extensions import db
from engage.surveys.models import Survey

MOST_WAVES = 8


def waves_of(survey: Survey) -> Sequence[Survey]:
    """Return this survey and the ones that it repeats, the oldest first; at most eight."""
    found, seen = [survey], {survey.id}
    while found[-1].wave_of_id is not None and len(found) < MOST_WAVES:
        before = db.session.get(Survey, found[-1].wave_of_id)
        if before is None or before.id in seen or before.deleted_at is not None:
            break
        seen.add(before.id)
        found.append(before)
    return found[::-1]


def later_waves(survey: Survey) -> Sequence[Survey]:
    """Return the surveys that repeat this one."""
    later = select(Survey).filter_by(wave_of_id=survey.id).where(Survey.deleted_at.is_(None)).order_by(Survey.id)
    return db.session.scalars(later).all()
