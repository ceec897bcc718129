"""Opening, closing and reopening a survey."""

from datetime import datetime

from engage.errors import Conflict, Invalid
from engage.i18n import _l
from engage.surveys.models import Survey, SurveyState
from engage.surveys.queries.surveys import current_version, newest_version, questionnaire_of
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.readiness import lacks
from engage.surveys.services.guard import editable, let_codes_follow, note


def open_survey(survey_id: int, *, actor_id: int | None, now: datetime) -> Survey:
    """Let residents answer the newest questions, from the beginning that is set, else from now.

    Raises `Invalid` for a survey that lacks something, `Conflict` for one that was opened before.
    """
    survey = editable(survey_id)
    if survey.state != SurveyState.DRAFT:
        raise Conflict(_l("This survey was opened before. Nothing was changed."))
    version = newest_version(survey)
    refuse_unready(survey, questionnaire_of(version), now)
    survey.state, survey.number = SurveyState.OPEN, version.number
    let_codes_follow(survey)
    note(survey, actor_id=actor_id, action="open survey", now=now)
    return survey


def refuse_unready(survey: Survey, questionnaire: Questionnaire, now: datetime) -> None:
    """Raise `Invalid` with the first thing that is missing or wrong."""
    if missing := lacks(survey, questionnaire, now):
        raise Invalid(missing[0].sentence)


def close_survey(survey_id: int, *, actor_id: int | None, now: datetime) -> Survey:
    """Take no more answers from now on. Raises `Conflict` for a survey that is not open."""
    survey = editable(survey_id)
    if survey.state != SurveyState.OPEN:
        raise Conflict(_l("This survey is not open. Nothing was changed."))
    survey.state, survey.closed_at = SurveyState.CLOSED, now
    let_codes_follow(survey)
    note(survey, actor_id=actor_id, action="close survey", now=now)
    return survey


def reopen_survey(survey_id: int, *, actor_id: int | None, now: datetime) -> Survey:
    """Take answers again, to the questions that were answered before; an end in the past is taken away.

    Raises `Conflict` for a survey that is not closed, `Invalid` for one that lacks something.
    """
    survey = editable(survey_id)
    has_ended = survey.closes_at is not None and survey.closes_at <= now
    if survey.state != SurveyState.CLOSED and not (survey.state == SurveyState.OPEN and has_ended):
        raise Conflict(_l("This survey is not closed. Nothing was changed."))
    survey.state, survey.closed_at = SurveyState.OPEN, None
    if has_ended:
        survey.closes_at = None
    refuse_unready(survey, questionnaire_of(current_version(survey)), now)
    let_codes_follow(survey)
    note(survey, actor_id=actor_id, action="reopen survey", now=now)
    return survey
