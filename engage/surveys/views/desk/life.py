"""The steps of a survey's life, each with a page that says first what it does."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, area_for, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import EngageError
from engage.i18n import _
from engage.surveys import desk_words
from engage.surveys.advice import advice
from engage.surveys.advice_words import advice_sentence
from engage.surveys.models import Survey
from engage.surveys.queries import desk, surveys
from engage.surveys.readiness import lacks
from engage.surveys.services import make
from engage.surveys.views.desk.begin import labelled
from engage.surveys.views.desk.blueprint import bp
from engage.transaction import in_transaction


@bp.get("/<int:survey_id>/open")
@staff(Permission.RUN_SURVEYS)
def opening(survey_id: int) -> ResponseReturnValue:
    return _sure(survey_id, "open")


@bp.post("/<int:survey_id>/open", endpoint="open")
@staff(Permission.RUN_SURVEYS)
def open_(survey_id: int) -> ResponseReturnValue:
    if surveys.live_survey(survey_id).state == "closed":
        return _do(survey_id, "open", make.reopen_survey, _("Open again. Residents can answer."))
    return _do(survey_id, "open", make.open_survey, _("Opened. Now hand out the address: as a poster, link or letter."))


@bp.get("/<int:survey_id>/close")
@staff(Permission.RUN_SURVEYS)
def closing(survey_id: int) -> ResponseReturnValue:
    return _sure(survey_id, "close")


@bp.post("/<int:survey_id>/close")
@staff(Permission.RUN_SURVEYS)
def close(survey_id: int) -> ResponseReturnValue:
    return _do(survey_id, "close", make.close_survey, _("Closed. No more answers are taken."))


@bp.get("/<int:survey_id>/delete")
@staff(Permission.RUN_SURVEYS)
def deleting(survey_id: int) -> ResponseReturnValue:
    return _sure(survey_id, "delete")


@bp.post("/<int:survey_id>/delete")
@staff(Permission.RUN_SURVEYS)
def delete(survey_id: int) -> ResponseReturnValue:
    answers = surveys.turnouts([survey_id]).get(survey_id, 0)
    if answers and "is_sure" not in request.form:
        return _sure(survey_id, "delete", _("Please tick that you know what is lost."), 422)
    return _do(survey_id, "delete", make.delete_survey, _("The survey is deleted."), back=".surveys")


def _do(survey_id: int, step: str, work: Callable[..., Any], said: str, back: str = ".survey") -> ResponseReturnValue:
    try:
        in_transaction(work, survey_id, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        return _sure(survey_id, step, str(error), error.status)
    flash(said, "success")
    return redirect(url_for(back) if back == ".surveys" else url_for(back, survey_id=survey_id), 303)


def _sure(survey_id: int, step: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    """Say what the step does, and what stands in its way."""
    survey, now = surveys.live_survey(survey_id), utcnow()
    phase = surveys.phase(survey, now)
    version = surveys.newest_version(survey) if phase == "draft" else surveys.current_version(survey)
    questionnaire = surveys.questionnaire_of(version)
    possible = {"open": ("draft", "closed"), "close": ("open", "coming"), "delete": tuple(desk_words.PHASE_NAMES)}
    return render_template(
        "surveys/desk_sure.html",
        survey=survey,
        step=step,
        phase=phase,
        is_possible=phase in possible[step],
        problem=problem,
        lacks=lacks(survey, questionnaire, now) if step == "open" else [],
        advice=[advice_sentence(one) for one in advice(questionnaire)] if step == "open" else [],
        answers=surveys.turnouts([survey_id]).get(survey_id, 0),
        timezone=timezone_of(survey.area),
        now=now,
        words=desk_words,
    ), status


@bp.get("/<int:survey_id>/copy")
@staff(Permission.RUN_SURVEYS)
def copying(survey_id: int) -> ResponseReturnValue:
    return _copy_page(survey_id, "wave" if request.args.get("as") == "wave" else "copy")


def _copy_page(survey_id: int, kind: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    survey = _source(survey_id, kind)
    return render_template(
        "surveys/desk_copy.html",
        survey=survey,
        kind=kind,
        problem=problem,
        areas=labelled(desk.areas_for_surveys(current_user, also=survey.area_id)),
        form_token=request.form.get("token", "")[:32] or secrets.token_hex(16),
        typed={name: request.form.get(name, getattr(survey, name)) for name in ("area_id", "title_zh", "title_en")},
        words=desk_words,
    ), status


def _source(survey_id: int, kind: str) -> Survey:
    """Return the survey to copy; a deleted one has its questions still. Raises `Closed` for a wave of such a one."""
    return surveys.live_survey(survey_id) if kind == "wave" else surveys.any_survey(survey_id)


@bp.post("/<int:survey_id>/copy")
@staff(Permission.RUN_SURVEYS)
def copy(survey_id: int) -> ResponseReturnValue:
    kind = "wave" if request.form.get("as") == "wave" else "copy"
    survey = _source(survey_id, kind)
    asked = request.form.get("area_id", survey.area_id, type=int)
    area = area_for(current_user, asked if 0 < asked < 2**31 else 0, Permission.RUN_SURVEYS)
    titles = {name: clean_line(request.form.get(name, "")) for name in ("title_zh", "title_en")}
    try:
        made = in_transaction(
            lambda: make.copy_survey(
                survey_id, area=area, **titles, as_wave=kind == "wave", actor_id=current_user.id, now=utcnow(),
                token=clean_line(request.form.get("token", ""))[:32] or None,
            ).id
        )  # fmt: skip
    except EngageError as error:
        return _copy_page(survey_id, kind, str(error), error.status)
    flash(_("Saved as a draft. Nobody sees it before you open it."), "success")
    return redirect(url_for("survey_edit.editor", survey_id=made), 303)
