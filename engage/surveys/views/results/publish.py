"""Choosing the part that residents see, a preview of it, and publishing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import Closed, Conflict, Invalid
from engage.i18n import _
from engage.surveys.late import typing_ends_at
from engage.surveys.queries.publication import WORDS, snapshot
from engage.surveys.queries.surveys import phase
from engage.surveys.questionnaire import QuestionType
from engage.surveys.result_words import title_of
from engage.surveys.services import publish as services
from engage.surveys.views.results.blueprint import Counted, bp, counted, living
from engage.transaction import in_transaction


@bp.get("/publish")
@staff(Permission.RUN_SURVEYS)
def publish(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    kept = found.survey.published or {}
    names = [figure["name"] for figure in kept["figures"]] if kept else _all_names(found)
    return _form(found, {name: kept.get(name, "") for name in WORDS}, names)


def _all_names(found: Counted) -> list[str]:
    return [merged.name for merged in found.results.questions if merged.question.type != QuestionType.PHOTO]


def _form(found: Counted, words: dict[str, str], names: list[str], problem: str = "") -> ResponseReturnValue:
    page = render_template(
        "surveys/results/publish.html",
        **found.context,
        words=words,
        names=names,
        problem=problem,
        questions=[
            (merged.name, title_of(merged), merged.question.type == QuestionType.TEXT)
            for merged in found.results.questions
            if merged.question.type != QuestionType.PHOTO
        ],
        is_closed=phase(found.survey, utcnow()) == "closed",
        typing_until=typing_ends_at(found.survey, utcnow()),
    )
    return page, 422 if problem else 200


@bp.post("/publish")
@staff(Permission.RUN_SURVEYS)
def show(survey_id: int) -> ResponseReturnValue:
    """Show the preview, go back to the form, or publish what the preview showed."""
    found, now = counted(survey_id), utcnow()
    words = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in WORDS}
    names, step = request.form.getlist("question"), request.form.get("do", "preview")
    if step == "change":
        return _form(found, words, names)
    try:
        services.check_words(words)
        made = snapshot(found.results, names, words, now=now)
        if found.left:
            raise Closed(_("Some answers are still being counted. Please try again in a moment."))
        if step == "publish":
            in_transaction(services.publish, survey_id, made, actor_id=current_user.id, now=now)
            flash(_("Residents can see these results now."), "success")
            return redirect(url_for("survey_told.results", survey_id=survey_id), 303)
    except (Conflict, Invalid) as error:
        return _form(found, words, names, str(error))
    return _preview(found, made, words, names)


def _preview(found: Counted, made: dict[str, Any], words: dict[str, str], names: list[str]) -> ResponseReturnValue:
    return render_template(
        "surveys/results/preview.html",
        **found.context,
        told=made,
        words=words,
        names=names,
        is_closed=phase(found.survey, utcnow()) == "closed",
        typing_until=typing_ends_at(found.survey, utcnow()),
    )


@bp.post("/unpublish")
@staff(Permission.RUN_SURVEYS)
def unpublish(survey_id: int) -> ResponseReturnValue:
    living(survey_id)
    in_transaction(services.unpublish, survey_id, actor_id=current_user.id, now=utcnow())
    flash(_("Residents do not see the results any more. The words stay here."), "success")
    return redirect(url_for(".publish", survey_id=survey_id), 303)
