"""What residents are shown of the results: "what you told us"."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import NotFound
from engage.i18n import _l, pick
from engage.surveys.queries.surveys import any_survey, phase

bp = Blueprint("survey_told", __name__)


@bp.get("/surveys/<int:survey_id>/results")
@public
def results(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    stage = phase(survey, utcnow())
    if stage in ("deleted", "draft"):
        raise NotFound(_l("There is no such survey."))
    told = survey.published if survey.published_at is not None else None
    return render_template(
        "surveys/results/told.html",
        survey=survey,
        title=pick(survey.title_zh, survey.title_en),
        area=survey.area,
        timezone=timezone_of(survey.area),
        told=told,
        told_at=datetime.fromisoformat(told["at"]) if told else None,
        phase=stage,
    )
