"""The blueprint of the pages of results, and what they share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from engage.accounts.permissions import Permission, may
from engage.communities.queries.areas import timezone_of
from engage.errors import NotFound as NoSurvey
from engage.extensions import db
from engage.i18n import _l, pick
from engage.surveys.figures.cuts import Cut
from engage.surveys.figures.merged import Merged
from engage.surveys.models import Channel, Survey
from engage.surveys.queries.results import FILTERED, Results
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services.fold import fold, waiting
from engage.transaction import in_transaction

bp = Blueprint("survey_results", __name__, url_prefix="/staff/surveys/<int:survey_id>")


@dataclass(frozen=True)
class Counted:
    """A survey with its results, and how many answers are still to be counted."""

    survey: Survey
    results: Results
    left: int

    @property
    def context(self) -> dict[str, Any]:
        """What every page of results is handed."""
        return {
            "survey": self.survey,
            "title": pick(self.survey.title_zh, self.survey.title_en),
            "results": self.results,
            "left": self.left,
            "timezone": timezone_of(self.survey.area),
            "may_run": may(current_user, Permission.RUN_SURVEYS, self.survey.area),
        }


def living(survey_id: int) -> Survey:
    survey = any_survey(survey_id)
    if survey.deleted_at is not None:
        raise NoSurvey(_l("This survey was deleted."))
    return survey


def counted(survey_id: int) -> Counted:
    """Count a batch of what is not counted yet, and return the results."""
    living(survey_id)
    left = waiting(survey_id)
    if left:
        left -= in_transaction(fold, survey_id)
        db.session.expire_all()
    survey = living(survey_id)
    return Counted(survey, Results(survey), max(left, 0))


def asked_cut(results: Results) -> Cut:
    """Return the filter that the address asks for. What does not exist is not found."""
    area_id = request.args.get("area", type=int)
    channel = request.args.get("channel", "")
    name, _sign, cell = request.args.get("said", "").partition("=")
    if channel and channel not in set(Channel):
        raise NotFound
    merged = results.question(name) if name else None
    if name and (merged is None or merged.question.type not in FILTERED or not cell or len(cell) > 90):
        raise NotFound
    return Cut(area_id or None, channel, name, cell)


def question_named(results: Results, name: str) -> Merged:
    if merged := results.question(name):
        return merged
    raise NotFound
