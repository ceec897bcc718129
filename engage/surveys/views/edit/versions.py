"""The versions of the questions: what changed, and putting the newest into use."""

from itertools import pairwise

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import EngageError
from engage.formats import local
from engage.i18n import _
from engage.surveys import desk_words
from engage.surveys.editing import changes, removed_choices
from engage.surveys.problems import problems
from engage.surveys.queries import surveys
from engage.surveys.services import make
from engage.surveys.views.edit.blueprint import bp
from engage.surveys.words import problem_sentence
from engage.transaction import in_transaction


@bp.get("/versions")
@staff(Permission.SEE_SURVEYS)
def versions(survey_id: int) -> ResponseReturnValue:
    return _page(survey_id)


def _page(survey_id: int, problem: str = "", status: int = 200) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    found = surveys.all_versions(survey)
    forms = {version.id: surveys.questionnaire_of(version) for version in found}
    newest = forms[found[0].id]
    changed = {after.id: changes(forms[before.id], forms[after.id]) for after, before in pairwise(found)}
    timezone = timezone_of(survey.area)
    return render_template(
        "surveys/edit_versions.html",
        survey=survey,
        versions=found,
        forms=forms,
        frozen_on={one.id: local(one.frozen_at, timezone).date() for one in found if one.frozen_at},
        changed=changed,
        gone={
            after.id: {
                question.name: [
                    desk_words.said(choice.label) or choice.value
                    for choice in removed_choices(forms[before.id].by_name[question.name], question)
                ]
                for question in forms[after.id].questions
                if question.name in forms[before.id].by_name
            }
            for after, before in pairwise(found)
        },
        wrong=[problem_sentence(one, among=newest) for one in problems(newest)],
        is_waiting=survey.number is not None and found[0].number != survey.number,
        timezone=timezone,
        problem=problem,
        words=desk_words,
    ), status


@bp.post("/versions")
@staff(Permission.RUN_SURVEYS)
def decide(survey_id: int) -> ResponseReturnValue:
    """Put the newest version into use, or throw it away."""
    revision, drops = request.form.get("revision", 0, type=int), request.form.get("do") == "drop"
    work = make.drop_version if drops else make.use_newest
    try:
        in_transaction(work, survey_id, revision=revision, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        return _page(survey_id, str(error), error.status)
    flash(_("Thrown away.") if drops else _("Residents answer the new questions from now on."), "success")
    return redirect(url_for(".versions", survey_id=survey_id), 303)
