"""Making a survey: from nothing, from a questionnaire, from another survey; and what is settled beside its questions.

The other steps of a survey's life live beside this file and are handed on from here.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.communities.models import Area, AreaKind
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Gate, Paging, Survey, SurveyVersion
from engage.surveys.notice import with_notice
from engage.surveys.queries.surveys import (
    any_survey,
    current_version,
    has_answers,
    live_survey,
    newest_version,
    questionnaire_of,
)
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.services.guard import editable, let_codes_follow, note, refuse_faults, refuse_stale
from engage.surveys.services.life import close_survey, open_survey, reopen_survey
from engage.surveys.services.questions import drop_version, save_questions, undo_questions, use_newest
from engage.surveys.services.removal import delete_survey
from engage.surveys.terms import FIELDS, SurveyTerms, faults, fingerprint, terms_of

__all__ = [
    "close_survey",
    "copy_survey",
    "create",
    "delete_survey",
    "drop_version",
    "open_survey",
    "reopen_survey",
    "save_questions",
    "save_settings",
    "undo_questions",
    "use_newest",
]

NOTICES = ("notice_zh", "notice_en")


def create(
    area: Area,
    *,
    title_zh: str,
    title_en: str = "",
    questionnaire: Questionnaire = Questionnaire(),  # noqa: B008 - a frozen value.
    gate: str = Gate.OPEN,
    paging: str = Paging.SECTION,
    actor_id: int | None,
    now: datetime,
    token: str | None = None,
    wave_of_id: int | None = None,
    is_demo: bool = False,
    **words: Any,
) -> Survey:
    """Make a draft with the first version of its questions. `words` are further fields of `SurveyTerms`.

    The form of that token sent again gives the survey it made before. Raises `Invalid`.
    """
    if area.kind == AreaKind.STAIRWELL:
        raise Invalid(_l("A survey is held in a building or in an area above it."), fields={"area": area.code})
    terms = SurveyTerms(title_zh=title_zh, title_en=title_en, gate=gate, paging=paging, **words)
    refuse_faults(faults(terms))
    terms = with_notice(terms)
    if made := _made_by(token):
        return made
    survey = Survey(
        area_id=area.id, form_token=token, wave_of_id=wave_of_id, is_demo=is_demo, created_at=now,
        created_by_id=actor_id, **{name: getattr(terms, name) for name in FIELDS},
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            _insert(survey, questionnaire, now)
    except IntegrityError:
        if made := _made_by(token):  # The same form came twice at once, and the other one was first.
            return made
        raise
    note(survey, actor_id=actor_id, action="create survey", now=now)
    return survey


def _made_by(token: str | None) -> Survey | None:
    return db.session.scalar(select(Survey).filter_by(form_token=token)) if token else None


def _insert(survey: Survey, questionnaire: Questionnaire, now: datetime) -> None:
    db.session.add(survey)
    db.session.flush()
    db.session.add(SurveyVersion(survey_id=survey.id, number=1, content=questionnaire.to_data(), created_at=now))
    db.session.flush()


def copy_survey(
    survey_id: int,
    *,
    area: Area | None = None,
    title_zh: str | None = None,
    title_en: str | None = None,
    as_wave: bool = False,
    actor_id: int | None,
    now: datetime,
    token: str | None = None,
) -> Survey:
    """Make a draft with the same questions and settings, without dates.

    A wave repeats the questions as they were answered, so that both can be compared; all waves name the first one.
    Of a deleted survey the questions are left to copy, but no answers that a wave could be compared with.
    """
    source = live_survey(survey_id) if as_wave else any_survey(survey_id)
    version = current_version(source) if as_wave else newest_version(source)
    terms = replace(terms_of(source), opens_at=None, closes_at=None)
    if title_zh is not None or title_en is not None:
        terms = replace(terms, title_zh=title_zh or "", title_en=title_en or "")
    return create(
        area or source.area,
        questionnaire=questionnaire_of(version),
        actor_id=actor_id,
        now=now,
        token=token,
        wave_of_id=(source.wave_of_id or source.id) if as_wave else None,
        is_demo=source.is_demo,
        **{name: getattr(terms, name) for name in FIELDS},
    )


def save_settings(
    survey_id: int, terms: SurveyTerms, *, seen: str | None, actor_id: int | None, now: datetime
) -> Survey:
    """Change all but the questions. `seen` is the fingerprint of the terms that the editor began with.

    The notice's version rises when its words change, and only then. Raises `Invalid`, and `Conflict` when somebody
    else changed the survey, or when the gate changes after the first answer.
    """
    survey = editable(survey_id)
    before = terms_of(survey)
    refuse_faults(faults(terms))
    terms = with_notice(terms, before)
    if terms == before:
        return survey
    refuse_stale(seen is not None and seen != fingerprint(before))
    if terms.gate != before.gate and has_answers(survey):
        sentence = _l("There are answers already. Who may answer can no longer be changed; a copy can.")
        raise Conflict(sentence, fields={"gate": sentence})
    for name in FIELDS:
        setattr(survey, name, getattr(terms, name))
    if any(getattr(terms, name) != getattr(before, name) for name in NOTICES):
        survey.notice_version += 1
    let_codes_follow(survey)
    note(survey, actor_id=actor_id, action="edit survey", now=now)
    return survey
