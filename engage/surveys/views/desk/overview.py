"""One survey at a glance: where it stands, what is missing, how people get to it, and its versions."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities import qr
from engage.communities.queries.areas import lines, timezone_in
from engage.config import settings
from engage.surveys import desk_words
from engage.surveys.advice import advice
from engage.surveys.late import typing_ends_at
from engage.surveys.models import Survey
from engage.surveys.queries import surveys
from engage.surveys.queries.waves import all_waves
from engage.surveys.readiness import lacks
from engage.surveys.views.desk.blueprint import bp


@bp.get("/<int:survey_id>")
@staff(Permission.SEE_SURVEYS)
def survey(survey_id: int) -> ResponseReturnValue:
    found, now = surveys.any_survey(survey_id), utcnow()
    line = lines([found.area])[found.area_id]
    if found.deleted_at is not None:
        return render_template(
            "surveys/desk_deleted.html",
            survey=found,
            line=line,
            timezone=timezone_in(line),
            answers=surveys.turnouts([found.id]).get(found.id, 0),
            words=desk_words,
        )
    newest = surveys.newest_version(found)
    questionnaire = surveys.questionnaire_of(newest)
    address = public_address(found)
    return render_template(
        "surveys/desk_survey.html",
        survey=found,
        phase=surveys.phase(found, now),
        typing_until=typing_ends_at(found, now),
        line=line,
        timezone=timezone_in(line),
        answers=surveys.turnouts([found.id]).get(found.id, 0),
        newest=newest,
        questionnaire=questionnaire,
        asked=sum(question.asks for question in questionnaire.questions),
        lacks=lacks(found, questionnaire, now),
        advice=advice(questionnaire),
        address=address,
        symbol=qr.svg(address),
        waves=all_waves(found),
        words=desk_words,
    )


def public_address(survey: Survey) -> str:
    """Return the address for residents, on the configured host."""
    return settings().public_url + url_for("surveys.survey", survey_id=survey.id)
