"""Deleting a survey: the answers go, the number of those who took part stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from engage.communities.models import Placement, PlacementTarget
from engage.extensions import db
from engage.pictures.services import delete_unused
from engage.surveys.models import (
    Survey,
    SurveyAction,
    SurveyAnswer,
    SurveyCount,
    SurveyDraft,
    SurveyPart,
    SurveyPhoto,
    SurveyState,
    SurveySum,
    SurveyTag,
    SurveyTagged,
    SurveyTicketBatch,
    SurveyVersion,
)
from engage.surveys.services.guard import editable, let_codes_follow, note


def delete_survey(survey_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Delete a survey. Raises `Closed` when it was deleted before.

    A draft that nothing leads to is gone. Of any other the row stays, so that a poster, a ticket or a link still gets
    a helpful answer; with it the questions and how many took part by area. What was said, what is being written, who
    took part, photos and results are deleted.
    """
    survey = editable(survey_id)
    note(survey, actor_id=actor_id, action="delete survey", now=now)
    _delete_answers(survey)
    if survey.state == SurveyState.DRAFT and not _is_led_to(survey):
        db.session.execute(delete(SurveyVersion).where(SurveyVersion.survey_id == survey.id))
        db.session.delete(survey)
    else:
        _shut(survey, now)
    db.session.flush()


def _is_led_to(survey: Survey) -> bool:
    by_poster = exists().where(Placement.target == PlacementTarget.SURVEY, Placement.target_id == survey.id)
    by_ticket = exists().where(SurveyTicketBatch.survey_id == survey.id)
    by_wave = exists().where(Survey.wave_of_id == survey.id)
    by_code = survey.election_id is not None
    return by_code or bool(db.session.scalar(select(by_poster | by_ticket | by_wave)))


def _shut(survey: Survey, now: datetime) -> None:
    if survey.state == SurveyState.OPEN:
        survey.state, survey.closed_at = SurveyState.CLOSED, now
    survey.deleted_at = now
    survey.published = survey.published_at = survey.weighting = None
    let_codes_follow(survey)


def _delete_answers(survey: Survey) -> None:
    answers = select(SurveyAnswer.id).where(SurveyAnswer.survey_id == survey.id)
    tokens = select(SurveyDraft.token).where(SurveyDraft.survey_id == survey.id)
    versions = select(SurveyVersion.id).where(SurveyVersion.survey_id == survey.id)
    is_photo = SurveyPhoto.answer_id.in_(answers) | SurveyPhoto.draft_token.in_(tokens)
    digests = set(db.session.scalars(select(SurveyPhoto.digest).where(is_photo)))
    _delete(SurveyPhoto, is_photo)
    _delete(SurveyTagged, SurveyTagged.answer_id.in_(answers))
    _delete(SurveyAction, SurveyAction.survey_id == survey.id)
    _delete(SurveyTag, SurveyTag.survey_id == survey.id)
    _delete(SurveyCount, SurveyCount.version_id.in_(versions))
    _delete(SurveySum, SurveySum.version_id.in_(versions))
    for table in (SurveyAnswer, SurveyDraft, SurveyPart):
        _delete(table, table.survey_id == survey.id)
    if digests:
        delete_unused(digests)


_PLAIN = {"synchronize_session": False}


def _delete(table: Any, condition: Any) -> None:
    db.session.execute(delete(table).where(condition), execution_options=_PLAIN)
