"""Changing the questions. Those that residents may hold stay as they are: a change of them begins a new version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey, SurveyState, SurveyVersion
from engage.surveys.queries.surveys import is_in_use, newest_version, questionnaire_of
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.services.guard import editable, note, refuse_stale
from engage.surveys.services.life import refuse_unready


def save_questions(
    survey_id: int, questionnaire: Questionnaire, *, revision: int, actor_id: int | None, now: datetime
) -> SurveyVersion:
    """Store the questions: in the newest version, or in a new one when residents may hold that.

    They may be unfinished: what is wrong with them is refused when they are put into use. `revision` is what the
    editor began with; raises `Conflict` when it is an older one.
    """
    survey = editable(survey_id)
    return _store(survey, questionnaire.to_data(), revision=revision, actor_id=actor_id, now=now)


def undo_questions(survey_id: int, *, revision: int, actor_id: int | None, now: datetime) -> SurveyVersion:
    """Bring back what stood before the last edit; once more brings the edit back. Raises `Conflict`."""
    survey = editable(survey_id)
    version = _locked_newest(survey)
    if version.former is None:
        raise Conflict(_l("There is no change to take back."))
    return _store(survey, version.former, revision=revision, actor_id=actor_id, now=now)


def _store(
    survey: Survey, content: Mapping[str, Any], *, revision: int, actor_id: int | None, now: datetime
) -> SurveyVersion:
    version = _locked_newest(survey)
    if content == version.content:
        return version
    refuse_stale(revision != version.revision)
    if is_in_use(survey, version):
        version = _new_version(version, content, now)
    else:
        version.former, version.content = version.content, dict(content)
        version.revision += 1
    note(survey, actor_id=actor_id, action="edit questions", now=now)
    return version


def _locked_newest(survey: Survey) -> SurveyVersion:
    """Return the newest version as it is now, so that a first answer cannot freeze it in between."""
    found = newest_version(survey)
    return db.session.get_one(SurveyVersion, found.id, with_for_update=True, populate_existing=True)


def _new_version(before: SurveyVersion, content: Mapping[str, Any], now: datetime) -> SurveyVersion:
    version = SurveyVersion(
        survey_id=before.survey_id,
        number=before.number + 1,
        content=dict(content),
        former=before.content,
        revision=before.revision + 1,
        created_at=now,
    )
    db.session.add(version)
    return version


def use_newest(survey_id: int, *, revision: int, actor_id: int | None, now: datetime) -> SurveyVersion:
    """Let residents answer the newest questions from now on. Whoever began with the older ones may finish them.

    Raises `Invalid` for questions that do not work, `Conflict` when they are not what the editor saw.
    """
    survey = editable(survey_id)
    version = _locked_newest(survey)
    if survey.state == SurveyState.DRAFT or survey.number == version.number:
        raise Conflict(_l("There are no newer questions to put into use."))
    refuse_stale(revision != version.revision)
    refuse_unready(survey, questionnaire_of(version), now)
    older = SurveyVersion.__table__
    db.session.execute(
        update(older)
        .where(older.c.survey_id == survey.id, older.c.number < version.number, older.c.frozen_at.is_(None))
        .values(frozen_at=now)
    )
    survey.number = version.number
    note(survey, actor_id=actor_id, action="use new questions", now=now)
    return version


def drop_version(survey_id: int, *, revision: int, actor_id: int | None, now: datetime) -> None:
    """Throw away a version that residents have not seen, and go back to the one before. Raises `Conflict`."""
    survey = editable(survey_id)
    version = _locked_newest(survey)
    if survey.number is None or version.number == survey.number or version.frozen_at is not None:
        raise Conflict(_l("These questions are in use. Nothing was thrown away."))
    refuse_stale(revision != version.revision)
    db.session.delete(version)
    note(survey, actor_id=actor_id, action="drop questions", now=now)
