"""The survey as a telephone shows it, before anybody answers."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.i18n import LANGUAGES, language, speaking
from engage.surveys import desk_words
from engage.surveys.asked import groups
from engage.surveys.flow import pages
from engage.surveys.queries import surveys
from engage.surveys.views.edit.blueprint import bp


@bp.get("/preview")
@staff(Permission.SEE_SURVEYS)
def preview(survey_id: int) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    questionnaire = surveys.questionnaire_of(surveys.newest_version(survey))
    found = [names for names in pages(questionnaire, survey.paging) if names]
    asked = request.args.get("page", 1, type=int)
    page = min(max(asked, 1), max(len(found), 1))
    chosen = request.args.get("in", "")
    tongue = chosen if chosen in LANGUAGES else language()
    with speaking(tongue):
        screen = render_template(
            "surveys/_phone.html",
            survey=survey,
            page=page,
            pages=len(found),
            groups=groups(questionnaire, found[page - 1], conditions=True) if found else [],
            words=desk_words,
        )
    return render_template(
        "surveys/edit_preview.html",
        survey=survey,
        screen=screen,
        page=page,
        pages=len(found),
        tongue=tongue,
        languages=LANGUAGES,
        words=desk_words,
    )
