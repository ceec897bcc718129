"""Showing residents a part of the results, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engage.accounts import audit
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.queries.publication import shown_part
from engage.surveys.queries.surveys import phase

LONGEST = 4000


def check_words(words: Mapping[str, str]) -> None:
    """Raise `Invalid` for words that are too long, or that are missing in both languages."""
    if any(len(text) > LONGEST for text in words.values()):
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=LONGEST))
    if not words.get("told_zh") and not words.get("told_en"):
        raise Invalid(_l("Say in one language at least what residents told you."))


def publish(survey_id: int, snapshot: Mapping[str, Any], *, actor_id: int, now: datetime) -> None:
    """Show this snapshot to residents.

    Raises `Closed` before the survey has ended, `Invalid` for an empty one, and `Conflict` for one without the paper
    form that was typed in meanwhile.
    """
    survey = _locked(survey_id)
    if phase(survey, now) != "closed":
        raise Closed(_l("Results are published after the survey has ended, so that they sway nobody."))
    check_words({name: str(snapshot[name]) for name in ("told_zh", "told_en", "next_zh", "next_en")})
    if snapshot["answers"] != shown_part(survey):
        raise Conflict(_l("A paper form was typed in at this moment. Please look at the preview again."))
    survey.published, survey.published_at = dict(snapshot), now
    _note(survey, "survey results published", actor_id, now)


def unpublish(survey_id: int, *, actor_id: int, now: datetime) -> None:
    """Take the results back from residents."""
    survey = _locked(survey_id)
    if survey.published_at is not None:
        survey.published_at = None
        _note(survey, "survey results taken back", actor_id, now)


def _locked(survey_id: int) -> Survey:
    survey = db.session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None or survey.deleted_at is not None:
        raise NotFound(_l("There is no such survey."))
    return survey


def _note(survey: Survey, action: str, actor_id: int, now: datetime) -> None:
    subject = f"survey {survey.id}"
    audit.record(user_id=actor_id, area_id=survey.area_id, action=action, subject=subject, now=now)
