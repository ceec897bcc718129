"""A worker types in what somebody says, or a paper form: a line for each question, numbers for choices."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.config import secret
from engage.errors import EngageError, TooMany
from engage.formats import local
from engage.i18n import _, language
from engage.residents.services import WrongCode, check_code
from engage.surveys import flow, keyed
from engage.surveys.late import typing_ends_at
from engage.surveys.models import Channel, Gate, Survey, SurveyVersion
from engage.surveys.paper import numbers_of, printed
from engage.surveys.queries.drafts import is_by_code
from engage.surveys.queries.surveys import is_open, live_survey, questionnaire_of
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.services import keyed as services
from engage.surveys.services.keyed import Keyed, LetIn
from engage.surveys.services.record import AnsweredBefore
from engage.surveys.services.tickets import find_ticket
from engage.surveys.values import Unfit
from engage.surveys.views.paper.blueprint import bp
from engage.surveys.views.paper.form import asked_version
from engage.transaction import in_transaction

CHANNELS = (Channel.PAPER, Channel.ASSISTED)
MOST_CODE = 100
SESSION = "keyed"


@dataclass(frozen=True)
class Read:
    """What was typed: the answers, what is wrong by question, and the numbers of those that do not apply."""

    answers: dict[str, Any]
    errors: dict[str, str]
    dropped: list[int]


@bp.get("/enter")
@staff(Permission.ENTER_FOR_OTHERS)
def enter(survey_id: int) -> ResponseReturnValue:
    survey = live_survey(survey_id)
    done = _done(survey)
    channel = Channel.PAPER if typing_ends_at(survey, utcnow()) else done.get("channel", Channel.PAPER)
    fields = {"channel": channel, "area": str(done.get("area", survey.area_id))}
    return _page(survey, asked_version(survey), fields, token=secrets.token_hex(16))


@bp.post("/enter")
@staff(Permission.ENTER_FOR_OTHERS)
def add(survey_id: int) -> ResponseReturnValue:
    survey, now, token = live_survey(survey_id), utcnow(), request.form.get("form_token", "")
    version, fields = asked_version(survey), request.form.to_dict()
    if len(token) != 32:
        token = secrets.token_hex(16)
        problem = _("This page was open for too long. What you typed is here: please save it once more.")
        return _page(survey, version, fields, token=token, problem=problem, status=422)
    channel = fields.get("channel", "")
    read = _read(questionnaire_of(version), fields, channel, local(now, timezone_of(survey.area)).date())
    errors = dict(read.errors)
    if channel not in CHANNELS:
        errors["channel"] = _("Say how the answer came in.")
    elif channel != Channel.PAPER and typing_ends_at(survey, now):
        errors["channel"] = _("The survey has closed: only paper forms from before are typed in.")
    if errors or request.form.get("do") != "save":
        return _page(survey, version, fields, token=token, errors=errors, status=422 if errors else 200)
    version_id = version.id
    try:
        let_in = _let_in(survey, fields, token, now)
        survey = live_survey(survey_id)
        if let_in is None:
            errors["code"] = _("This code is not known, or was made void. Please compare it with the paper.")
            return _page(survey, asked_version(survey), fields, token=token, errors=errors, status=422)
        made = in_transaction(
            services.enter, survey, Keyed(version_id, read.answers, channel, language()), let_in, token=token,
            secret=secret(), now=now, timezone=timezone_of(survey.area),
        )  # fmt: skip
    except (AnsweredBefore, WrongCode, TooMany) as error:
        errors["code" if live_survey(survey_id).gate != Gate.OPEN else "form"] = _told(error)
        survey = live_survey(survey_id)
        return _page(survey, asked_version(survey), fields, token=token, errors=errors, status=error.status)
    except EngageError as error:
        survey = live_survey(survey_id)
        return _page(survey, asked_version(survey), fields, token=token, problem=str(error), status=error.status)
    _remember(survey_id, token, let_in, channel, is_new=made.is_new)
    _say(made.is_new, read.dropped)
    return redirect(url_for(".enter", survey_id=survey_id, version=request.args.get("version", type=int)), 303)


@bp.post("/enter/undo")
@staff(Permission.ENTER_FOR_OTHERS)
def undo(survey_id: int) -> ResponseReturnValue:
    """Take back the last answer that this worker entered in this session."""
    survey = live_survey(survey_id)
    done = _done(survey)
    last = done.get("last")
    if not last or request.form.get("last") != last["token"]:
        flash(_("There is nothing to take back any more."), "warn")
        return redirect(url_for(".enter", survey_id=survey_id), 303)
    let_in = LetIn(last["kind"], last["identifier"], last["area"], last["slot"])
    try:
        in_transaction(services.take_back, survey, last["token"], let_in, secret=secret(), now=utcnow())
    except EngageError as error:
        flash(str(error), "problem")
    else:
        said = _("The last answer was taken back.")
        if let_in.kind != "form":
            said = _("The last answer was taken back. Its ticket or code can be used again.")
        flash(said, "success")
        done["entered"] -= 1
    done["last"] = None
    _keep(survey_id, done)
    return redirect(url_for(".enter", survey_id=survey_id), 303)


def _read(questionnaire: Questionnaire, fields: Mapping[str, str], channel: str, today: Any) -> Read:
    answers: dict[str, Any] = {}
    unfit: dict[str, Unfit] = {}
    for question in questionnaire.questions:
        try:
            if (value := keyed.answer(question, fields.get(f"q.{question.name}", "")[: keyed.MOST_TYPED])) is not None:
                answers[question.name] = value
        except Unfit as fault:
            unfit[question.name] = fault
    shown = flow.shown(questionnaire, answers, today=today)
    by_name, numbers = questionnaire.by_name, numbers_of(questionnaire)
    errors = {name: keyed.told(fault, by_name[name], language()) for name, fault in unfit.items() if name in shown}
    for name, code in flow.faults(questionnaire, answers, today=today).items():
        # Who left something out on paper cannot be asked any more.
        if name in errors or name not in numbers or (code in ("required", "rows") and channel == Channel.PAPER):
            continue
        errors[name] = keyed.told(Unfit(code), by_name[name], language())
    dropped = [numbers[name] for name in [*answers, *unfit] if name not in shown]
    return Read(answers, errors, sorted(dropped))


def _let_in(survey: Survey, fields: Mapping[str, str], token: str, now: datetime) -> LetIn | None:
    """Return by what the answer takes part; None for a ticket that nobody knows. Raises `WrongCode` and `TooMany`."""
    code = fields.get("code", "")[:MOST_CODE]
    if survey.gate == Gate.TICKET:
        ticket = find_ticket(code)
        if ticket is None or ticket.batch.survey_id != survey.id or ticket.batch.voided_at is not None:
            return None
        return LetIn("ticket", ticket.id, ticket.batch.area_id)
    if survey.gate == Gate.CODE:
        if not is_by_code(survey):
            return None
        area_id = survey.area_id
        checked = check_code(survey.election_id or 0, code, now=now)
        return LetIn("slot", checked.slot_id, area_id, checked.slot_id)
    areas = {str(area.id): area.id for area in services.places(survey)}
    return LetIn("form", token, areas.get(fields.get("area", ""), survey.area_id))


def _told(error: EngageError) -> str:
    if isinstance(error, AnsweredBefore):
        return _("With this an answer was recorded before, and it counts. This one was not saved.")
    return str(error)


def _say(is_new: bool, dropped: list[int]) -> None:
    flash(
        _("Saved. Here is the next form.") if is_new else _("This form was saved before. Nothing changed."), "success"
    )
    if dropped and is_new:
        numbers = ", ".join(str(number) for number in dropped)
        flash(_("Left out, since these questions did not apply: %(numbers)s.", numbers=numbers), "warn")


def _done(survey: Survey) -> dict[str, Any]:
    """Return what this worker entered into this survey in this session: how much, and how to take back the last one."""
    return dict(session.get(SESSION, {}).get(f"{current_user.id} {survey.id}", {}))


def _keep(survey_id: int, done: Mapping[str, Any]) -> None:
    session[SESSION] = {f"{current_user.id} {survey_id}": dict(done)}  # One survey at a time: the session is a cookie.


def _remember(survey_id: int, token: str, let_in: LetIn, channel: str, *, is_new: bool) -> None:
    done = _done(live_survey(survey_id))
    if is_new:
        last = {"token": token, "kind": let_in.kind, "identifier": let_in.identifier, "area": let_in.area_id,
                "slot": let_in.slot_id}  # fmt: skip
        done |= {"entered": done.get("entered", 0) + 1, "last": last, "channel": channel, "area": let_in.area_id}
        _keep(survey_id, done)


def _page(
    survey: Survey,
    version: SurveyVersion,
    fields: Mapping[str, str],
    *,
    token: str,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    now = utcnow()
    return render_template(
        "surveys/enter.html",
        survey=survey,
        version=version,
        sections=printed(questionnaire_of(version)),
        fields=fields,
        errors=errors or {},
        problem=problem,
        token_value=token,
        areas=services.places(survey) if survey.gate == Gate.OPEN else [],
        done=_done(survey),
        is_open=is_open(survey, now),
        typing_until=typing_ends_at(survey, now),
        last_typing=survey.closes_at + timedelta(days=survey.paper_days) if survey.closes_at else None,
        timezone=timezone_of(survey.area),
    ), status
