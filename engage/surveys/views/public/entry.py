"""Before the first question: what the survey is, the notice, and who is let in."""

import secrets
from datetime import datetime, timedelta

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import throttle
from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.codes import grouped, normalise
from engage.communities import place
from engage.communities.queries.areas import timezone_of
from engage.config import secret
from engage.device import device_key, is_known
from engage.errors import TooMany
from engage.formats import local
from engage.i18n import _, _l
from engage.residents.services import WrongCode, check_code
from engage.security import private
from engage.surveys.models import Gate, Survey, SurveyTicket
from engage.surveys.queries import drafts as queries
from engage.surveys.queries.surveys import any_survey, phase
from engage.surveys.services import drafts
from engage.surveys.services.drafts import Comer
from engage.surveys.services.record import AnsweredBefore, building_of, part_key_of
from engage.surveys.services.tickets import find_ticket
from engage.surveys.views.public import kind_pages
from engage.surveys.views.public.blueprint import bp
from engage.transaction import in_transaction, transaction

HOUR = timedelta(hours=1)
MOST_GUESSES = 60  # A whole building may share an address, and a ticket has sixty bits.
MOST_BEGINNINGS = 600
MOST_TYPED = 100


@bp.get("/surveys/<int:survey_id>")
@public
def survey(survey_id: int) -> ResponseReturnValue:
    found, now = any_survey(survey_id), utcnow()
    if found.gate == Gate.OPEN and found.once_per_device and is_known() and phase(found, now) == "open":
        key = _device_part(found)
        if queries.took_part(found.id, key):
            return kind_pages.answered(found)
        return _page(found, now, is_begun=queries.draft_token(found.id, key) is not None)
    return _page(found, now)


# In upper case, too: such an address makes a smaller symbol.
@bp.get("/s/<string:code>")
@bp.get("/S/<string:code>", endpoint="ticket_upper")
@public
def ticket(code: str) -> ResponseReturnValue:
    now = utcnow()
    found = _ticket_of(code, now)
    if found is None:
        return kind_pages.unknown_ticket()
    of_ticket = queries.survey_of_ticket(found)
    if found.batch.voided_at is not None:
        return kind_pages.void_ticket(of_ticket)
    key = _part(of_ticket, "ticket", found.id)
    if queries.took_part(of_ticket.id, key):
        return kind_pages.answered(of_ticket)
    is_begun = queries.draft_token(of_ticket.id, key) is not None
    return _page(of_ticket, now, ticket_code=normalise(code), is_begun=is_begun)


@bp.get("/surveys/<int:survey_id>/code")
@public
def code(survey_id: int) -> ResponseReturnValue:
    return _page(any_survey(survey_id), utcnow())


@bp.post("/surveys/<int:survey_id>/begin")
@public
def begin(survey_id: int) -> ResponseReturnValue:
    found, now = any_survey(survey_id), utcnow()
    if refusal := _not_now(found, now):
        return refusal
    if found.gate == Gate.CODE:
        return redirect(url_for(".code", survey_id=survey_id), 303)
    if found.gate == Gate.TICKET:
        return _begin_by_ticket(found, now)
    if _is_over("survey beginnings", MOST_BEGINNINGS, now):
        raise TooMany(_l("Very many people began here just now. Please try again in an hour."), retry_after=3600)
    key = _device_part(found) if found.once_per_device else _part(found, "form", secrets.token_hex())
    return _begin(found, Comer(key, _scanned_area(found)), now)


@bp.post("/surveys/<int:survey_id>/code")
@public
def open_by_code(survey_id: int) -> ResponseReturnValue:
    found, now = any_survey(survey_id), utcnow()
    if refusal := _not_now(found, now):
        return refusal
    if not queries.is_by_code(found):
        return redirect(url_for(".survey", survey_id=survey_id), 303)
    typed = request.form.get("code", "")[:MOST_TYPED]
    try:
        checked = check_code(found.election_id or 0, typed, now=now)
    except WrongCode as error:
        return _page(any_survey(survey_id), now, typed=typed, problem=str(error), status=422)
    except TooMany as error:
        response = _page(any_survey(survey_id), now, typed=typed, problem=str(error), status=429)
        response.headers["Retry-After"] = str(error.details.get("retry_after", 3600))
        return response
    found = any_survey(survey_id)
    comer = Comer(_part(found, "slot", checked.slot_id), found.area_id, slot_id=checked.slot_id)
    return _begin(found, comer, now)


def _begin_by_ticket(found: Survey, now: datetime) -> ResponseReturnValue:
    typed = request.form.get("ticket", "")[:MOST_TYPED]
    held = _ticket_of(typed, now)
    if held is None or held.batch.survey_id != found.id:
        problem = _("This ticket is not known. Please compare it with the slip or letter.")
        return _page(any_survey(found.id), now, typed=typed, problem=problem, status=422)
    if held.batch.voided_at is not None:
        return kind_pages.void_ticket(found)
    comer = Comer(_part(found, "ticket", held.id), building_of(held.batch.area_id), ticket_id=held.id)
    return _begin(found, comer, now)


def _begin(found: Survey, comer: Comer, now: datetime) -> ResponseReturnValue:
    survey_id, today = found.id, local(now, timezone_of(found.area)).date()
    shown = request.form.get("notice", "")
    if shown != str(found.notice_version):
        problem = _("The notice below was changed a moment ago. Please read it and begin again.")
        return _page(found, now, problem_above=problem, status=409)
    try:
        token = in_transaction(lambda: drafts.begin(any_survey(survey_id), comer, today=today))
    except AnsweredBefore:
        return kind_pages.answered(any_survey(survey_id))
    return private(make_response(redirect(url_for(".page", token=token), 303)))


def _page(
    found: Survey,
    now: datetime,
    *,
    is_begun: bool = False,
    ticket_code: str = "",
    typed: str = "",
    problem: str = "",
    problem_above: str = "",
    status: int = 200,
) -> Response:
    if refusal := _not_now(found, now):
        return refusal
    text = render_template(
        "surveys/survey.html",
        survey=found,
        phase="open",
        timezone=timezone_of(found.area),
        is_begun=is_begun,
        ticket_code=ticket_code,
        ticket_shown=grouped(ticket_code) if ticket_code else "",
        typed=typed,
        problem=problem,
        problem_above=problem_above,
        community=kind_pages.community_of(found),
    )
    response = make_response(text, status)
    return private(response) if ticket_code or is_begun else response


def _not_now(found: Survey, now: datetime) -> Response | None:
    """Return the page of a survey that nobody can answer now, or None."""
    state = phase(found, now)
    if state == "open":
        return None
    if state == "deleted":
        return kind_pages.taken_down(found)
    if state == "draft":
        return kind_pages.not_open_yet(found)
    text = render_template(
        "surveys/survey.html",
        survey=found,
        phase=state,
        timezone=timezone_of(found.area),
        community=kind_pages.community_of(found),
    )
    return make_response(text, 200 if request.method == "GET" else 409)


def _ticket_of(code: str, now: datetime) -> SurveyTicket | None:
    """Return the ticket of a code. A wrong one is counted; raises `TooMany` after many of them, whatever the code."""
    key = f"survey tickets {throttle.network_of(request.remote_addr)}"
    if throttle.remaining(key, limit=MOST_GUESSES, window=HOUR, now=now) == 0:
        seconds = int((throttle.opens_again_at(key, window=HOUR, now=now) - now).total_seconds()) + 1
        raise TooMany(_l("Too many wrong codes came from here. Please wait an hour."), retry_after=seconds)
    found = find_ticket(code)
    if found is None:
        with transaction():
            throttle.count_guess(key, window=HOUR, now=now)
    return found


def _is_over(kind: str, most: int, now: datetime) -> bool:
    key = f"{kind} {throttle.network_of(request.remote_addr)}"
    with transaction():
        return throttle.count_guess(key, window=HOUR, now=now) > most


def _scanned_area(found: Survey) -> int:
    """Return the building whose poster was scanned last, if it lies in the survey's area; else that area."""
    scanned = place.remembered()
    return building_of(scanned.area_id) if scanned and scanned.is_in(found.area) else found.area_id


def _device_part(found: Survey) -> str:
    return _part(found, "device", device_key(f"survey {found.id}"))


def _part(found: Survey, kind: str, identifier: str | int) -> str:
    return part_key_of(secret(), found.id, kind, identifier)
