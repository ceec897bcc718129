"""Reading surveys and the versions of their questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engage.errors import Closed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey, SurveyAnswer, SurveyState, SurveyTurnout, SurveyVersion
from engage.surveys.questionnaire import Questionnaire

NO_SURVEY = _l("There is no such survey.")
MOST_KEPT = 500
_parsed: dict[int, tuple[dict[str, Any], Questionnaire]] = {}


def any_survey(survey_id: int) -> Survey:
    """Return the survey, whatever its state; deleted ones, too. Raises `NotFound`."""
    if survey := db.session.get(Survey, survey_id):
        return survey
    raise NotFound(NO_SURVEY)


def live_survey(survey_id: int) -> Survey:
    """Return the survey for a page that changes it. Raises `Closed` for a deleted one."""
    survey = any_survey(survey_id)
    if survey.deleted_at is not None:
        raise Closed(_l("This survey was deleted. Nothing was changed."))
    return survey


def version_numbered(survey: Survey, number: int) -> SurveyVersion:
    found = db.session.scalar(select(SurveyVersion).filter_by(survey_id=survey.id, number=number))
    if found is None:
        raise NotFound(_l("There is no such version of the questions."))
    return found


def current_version(survey: Survey) -> SurveyVersion:
    """Return the version that is answered; the newest before the first opening."""
    return newest_version(survey) if survey.number is None else version_numbered(survey, survey.number)


def newest_version(survey: Survey) -> SurveyVersion:
    """Return the version that is edited. Raises `NotFound` for a survey that lost its questions."""
    found = versions(survey).limit(1)
    if version := db.session.scalar(found):
        return version
    raise NotFound(NO_SURVEY)


def versions(survey: Survey) -> Any:
    """Return the query for the versions, the newest first."""
    return select(SurveyVersion).filter_by(survey_id=survey.id).order_by(SurveyVersion.number.desc())


def all_versions(survey: Survey) -> Sequence[SurveyVersion]:
    return db.session.scalars(versions(survey)).all()


def is_in_use(survey: Survey, version: SurveyVersion) -> bool:
    """Tell whether residents may hold these questions: then an edit begins a new version."""
    is_answered = survey.state == SurveyState.OPEN and survey.number == version.number
    return version.frozen_at is not None or is_answered


def questionnaire_of(version: SurveyVersion) -> Questionnaire:
    """Return the questions of a version, built once as long as they stay the same."""
    kept = _parsed.get(version.id)
    if kept is not None and kept[0] == version.content:
        return kept[1]
    if len(_parsed) >= MOST_KEPT:
        _parsed.clear()
    questionnaire = Questionnaire.from_data(version.content)
    _parsed[version.id] = (version.content, questionnaire)
    return questionnaire


def phase(survey: Survey, now: datetime) -> str:
    """Return "deleted", "draft", "coming", "open" or "closed"."""
    if survey.deleted_at is not None:
        return "deleted"
    if survey.state == SurveyState.DRAFT:
        return "draft"
    if survey.state == SurveyState.CLOSED or (survey.closes_at is not None and survey.closes_at <= now):
        return "closed"
    return "coming" if survey.opens_at is not None and survey.opens_at > now else "open"


def is_open(survey: Survey, now: datetime) -> bool:
    return phase(survey, now) == "open"


def turnouts(survey_ids: Sequence[int]) -> dict[int, int]:
    """Return how many took part in each of these surveys, by its id; those with nobody are left out."""
    parts = (
        select(SurveyTurnout.survey_id, func.sum(SurveyTurnout.parts))
        .where(SurveyTurnout.survey_id.in_(survey_ids))
        .group_by(SurveyTurnout.survey_id)
    )
    return {survey_id: int(number) for survey_id, number in db.session.execute(parts) if number}


def has_answers(survey: Survey) -> bool:
    """Tell whether anybody answered, ever; answers that were deleted since count."""
    is_counted = select(SurveyTurnout.parts).filter_by(survey_id=survey.id).where(SurveyTurnout.parts > 0).limit(1)
    is_stored = select(SurveyAnswer.id).filter_by(survey_id=survey.id).limit(1)
    return db.session.scalar(is_counted) is not None or db.session.scalar(is_stored) is not None
