"""Deletes what is no longer needed, step by step. `docs/privacy.md` states each time; the constants here keep it.

A survey is over at its end, by hand or by the clock, or when it was deleted. Counts, turnout and published results
stay. Each step does a portion and can be repeated: what is deleted is not found again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select

from engage.extensions import db
from engage.pictures.services import delete_unused
from engage.surveys.models import (
    Survey,
    SurveyAction,
    SurveyAnswer,
    SurveyDraft,
    SurveyPart,
    SurveyPhoto,
    SurveyTagged,
    SurveyTicket,
    SurveyTicketBatch,
)
from engage.surveys.services.fold import fold

DRAFT_DAYS = 30  # After the day of the last save.
KEY_DAYS = 30  # After the end: keys of those who took part, and tickets.
PORTION = 500
_QUIETLY = {"synchronize_session": False}


def purge(*, now: datetime, limit: int = PORTION) -> dict[str, int]:
    """Do one portion of every step; return how many rows each has cleared. All 0: nothing is left to do."""
    return {name: step(now, limit) for name, step in _STEPS.items()}


def _drafts(now: datetime, limit: int) -> int:
    old = SurveyDraft.saved_on <= (now - timedelta(days=DRAFT_DAYS)).date()
    return _delete_drafts(select(SurveyDraft.token).where(old).limit(limit))


def _answers(now: datetime, limit: int) -> int:
    """Delete answers whose time is over, with photos, tags and marks. They are counted first; the counts stay."""
    for survey in _over(now, exists().where(SurveyAnswer.survey_id == Survey.id)):
        if survey.keep_days <= _days_since_end(survey, now):
            return fold(survey.id, limit=limit) or _delete_answers(survey.id, limit)
    return 0


def _parts(now: datetime, limit: int) -> int:
    """Delete the keys of those who took part. How many they were stays in the turnout."""
    for survey in _over(now, exists().where(SurveyPart.survey_id == Survey.id)):
        keys = db.session.scalars(select(SurveyPart.key).filter_by(survey_id=survey.id).limit(limit)).all()
        return _changed(delete(SurveyPart).where(SurveyPart.survey_id == survey.id, SurveyPart.key.in_(keys)))
    return 0


def _tickets(now: datetime, limit: int) -> int:
    """Delete tickets, and what was begun with them. How many were made stays with their batch."""
    of_survey = SurveyTicketBatch.survey_id == Survey.id
    has_tickets = exists().where(of_survey, SurveyTicket.batch_id == SurveyTicketBatch.id)
    for survey in _over(now, has_tickets):
        batches = select(SurveyTicketBatch.id).filter_by(survey_id=survey.id)
        ids = db.session.scalars(select(SurveyTicket.id).where(SurveyTicket.batch_id.in_(batches)).limit(limit)).all()
        _delete_drafts(select(SurveyDraft.token).where(SurveyDraft.ticket_id.in_(ids)))
        return _changed(delete(SurveyTicket).where(SurveyTicket.id.in_(ids)))
    return 0


def _over(now: datetime, condition: Any) -> Iterator[Survey]:
    """Yield surveys of the condition that have been over for as long as keys are kept."""
    until = now - timedelta(days=KEY_DAYS)
    is_over = or_(Survey.closed_at <= until, Survey.closes_at <= until, Survey.deleted_at <= until)
    yield from db.session.scalars(select(Survey).where(is_over, condition).order_by(Survey.id))


def _days_since_end(survey: Survey, now: datetime) -> int:
    ends = (survey.closed_at, survey.closes_at, survey.deleted_at)
    return (now - min(end for end in ends if end is not None)).days


def _delete_answers(survey_id: int, limit: int) -> int:
    found = select(SurveyAnswer.id).filter_by(survey_id=survey_id).order_by(SurveyAnswer.id).limit(limit)
    ids = db.session.scalars(found).all()
    _delete_photos(SurveyPhoto.answer_id.in_(ids))
    for table in (SurveyTagged, SurveyAction):
        _changed(delete(table).where(table.answer_id.in_(ids)))
    return _changed(delete(SurveyAnswer).where(SurveyAnswer.id.in_(ids)))


def _delete_drafts(found: Any) -> int:
    tokens: Sequence[str] = db.session.scalars(found).all()
    _delete_photos(SurveyPhoto.draft_token.in_(tokens))
    return _changed(delete(SurveyDraft).where(SurveyDraft.token.in_(tokens)))


def _delete_photos(condition: Any) -> None:
    digests = set(db.session.scalars(select(SurveyPhoto.digest).where(condition)))
    _changed(delete(SurveyPhoto).where(condition))
    if digests:
        delete_unused(digests)


def _changed(statement: Any) -> int:
    result: Any = db.session.execute(statement.execution_options(**_QUIETLY))
    count: int = result.rowcount
    return count


_STEPS: Mapping[str, Callable[[datetime, int], int]] = {
    "drafts": _drafts,
    "answers": _answers,
    "keys": _parts,
    "tickets": _tickets,
}
