"""The questionnaire to print and hand out."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.communities.queries.areas import timezone_of
from engage.i18n import language
from engage.surveys.models import Survey, SurveyVersion
from engage.surveys.paper import printed
from engage.surveys.queries.surveys import current_version, live_survey, questionnaire_of, version_numbered
from engage.surveys.views.paper.blueprint import bp

BOTH = "both"
PRINTED = ("zh", "en", BOTH)


@bp.get("/paper")
@staff(Permission.ENTER_FOR_OTHERS)
def paper(survey_id: int) -> ResponseReturnValue:
    survey = live_survey(survey_id)
    version = asked_version(survey)
    questionnaire = questionnaire_of(version)
    wanted = request.args.get("lang", "")
    chosen = wanted if wanted in PRINTED else language()
    return render_template(
        "surveys/paper.html",
        survey=survey,
        version=version,
        sections=printed(questionnaire),
        has_required=any(question.is_required for question in questionnaire.questions),
        chosen=chosen,
        shown=("zh", "en") if chosen == BOTH else (chosen,),
        timezone=timezone_of(survey.area),
    )


def asked_version(survey: Survey) -> SurveyVersion:
    """Return the version that the address names, or the one that is answered now. Raises `NotFound`."""
    number = request.args.get("version", type=int)
    is_known = number is not None and survey.number is not None and 0 < number <= survey.number
    return version_numbered(survey, number) if is_known and number else current_version(survey)
