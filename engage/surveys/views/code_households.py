"""One household's code: look it up, make a new one, void it, or issue one at the desk."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import NoResultFound

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities import qr
from engage.communities.queries.areas import timezone_of
from engage.errors import Conflict, NotFound
from engage.extensions import db
from engage.i18n import _, _l
from engage.residents import services as residents
from engage.residents.code_pages import letters_of
from engage.residents.hashing import fresh_secrets
from engage.residents.models import Channel
from engage.residents.queries import codes as queries
from engage.residents.queries import roll
from engage.residents.queries.codes import Voter
from engage.residents.services import AlreadyIssued, Issued
from engage.surveys.code_words import codes_of
from engage.surveys.models import Gate, Survey
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services import codes as services
from engage.surveys.services.codes import HOUSEHOLDS
from engage.surveys.services.tickets import check_handing_out
from engage.surveys.views.codes import already_issued, bp, letters_page
from engage.surveys.views.handing_out import form_token, new_token, obstacle
from engage.surveys.views.letters import letter_words, public_url, typed, unstored
from engage.transaction import in_transaction, transaction

MOST_FOUND = 50


@bp.get("/households")
@staff(Permission.RUN_SURVEYS)
def voters(survey_id: int) -> ResponseReturnValue:
    """Find a household by the number of its flat."""
    survey = any_survey(survey_id)
    q = clean_line(request.args.get("q", ""))[:80]
    found: list[Any] = list(db.session.scalars(roll.dwellings_in(survey.area, q).limit(MOST_FOUND + 1))) if q else []
    return render_template(
        "residents/voters.html",
        of=codes_of(survey),
        q=q,
        found=found[:MOST_FOUND],
        is_cut=len(found) > MOST_FOUND,
        places=roll.places(entry.area_id for entry in found),
        statuses=queries.statuses(survey.election_id or 0, HOUSEHOLDS, [entry.id for entry in found]),
        against={},
        reasons={},
        timezone=timezone_of(survey.area),
    )


@bp.get("/households/<int:dwelling_id>")
@staff(Permission.RUN_SURVEYS)
def voter(survey_id: int, dwelling_id: int) -> ResponseReturnValue:
    return _household_page(any_survey(survey_id), dwelling_id)


@bp.post("/households/<int:dwelling_id>/letter")
@staff(Permission.RUN_SURVEYS)
def reissue(survey_id: int, dwelling_id: int) -> ResponseReturnValue:
    issued = _issue(survey_id, dwelling_id, Channel.LETTER)
    return letters_page(any_survey(survey_id), issued, two_up=False) if isinstance(issued, Issued) else issued


@bp.post("/households/<int:dwelling_id>/desk")
@staff(Permission.RUN_SURVEYS)
def issue_at_desk(survey_id: int, dwelling_id: int) -> ResponseReturnValue:
    if request.form.get("checked") != "yes":
        problem = _("Please check the person's identity, and tick that you did.")
        return _household_page(any_survey(survey_id), dwelling_id, problem=problem, status=422)
    issued = _issue(survey_id, dwelling_id, Channel.DESK)
    return _desk_page(any_survey(survey_id), issued) if isinstance(issued, Issued) else issued


@bp.post("/households/<int:dwelling_id>/void")
@staff(Permission.RUN_SURVEYS)
def void(survey_id: int, dwelling_id: int) -> ResponseReturnValue:
    with transaction():
        found = _household(any_survey(survey_id), dwelling_id)
        was_valid = residents.void_code_of(found, user_id=current_user.id, now=utcnow())
    flash(_("The code was voided.") if was_valid else _("There was no valid code."), "success")
    return redirect(url_for(".voter", survey_id=survey_id, dwelling_id=dwelling_id), 303)


def _household(survey: Survey, dwelling_id: int) -> Voter:
    try:
        return queries.find_voter(survey.election_id or 0, survey.area, HOUSEHOLDS, dwelling_id)[0]
    except NoResultFound as error:
        raise NotFound(_l("There is no such household in this survey.")) from error


def _issue(survey_id: int, dwelling_id: int, channel: Channel) -> Issued | Response:
    """Make a code for one household; or return the page that says why not."""
    survey = any_survey(survey_id)
    _household(survey, dwelling_id)
    token = ""
    try:
        check_handing_out(survey, Gate.CODE, now=utcnow())
        token = form_token()
        if queries.batch_by_token(token):
            return already_issued(survey, token)
        named = {"token": token, "actor_id": current_user.id, "now": utcnow()}
        return in_transaction(services.make_for_one, survey_id, dwelling_id, fresh_secrets(1)[0], channel, **named)
    except AlreadyIssued:
        return already_issued(survey, token)
    except Conflict as error:
        return _household_page(survey, dwelling_id, problem=str(error), status=error.status)


def _household_page(survey: Survey, dwelling_id: int, *, problem: str = "", status: int = 200) -> Response:
    found = _household(survey, dwelling_id)
    page = render_template(
        "residents/voter.html",
        of=codes_of(survey),
        voter=found,
        reason="",
        ids={"dwelling_id": dwelling_id},
        place=roll.places([found.area_id])[found.area_id],
        status=queries.statuses(survey.election_id or 0, HOUSEHOLDS, [found.id])[found.id],
        obstacle=obstacle(survey, Gate.CODE),
        problem=problem,
        token=new_token(),
        timezone=timezone_of(survey.area),
    )
    return unstored(page, status)


def _desk_page(survey: Survey, issued: Issued) -> Response:
    """Answer with a code made at the desk: big on the screen, and on a slip."""
    of = codes_of(survey)
    url = public_url(of.entrance, **of.ids)
    page = render_template(
        "residents/desk_code.html",
        of=of,
        letter=letters_of(issued)[0],
        words=letter_words(survey, "surveys/_slip_words.html"),
        address=typed(url),
        symbol=qr.svg(url),
    )
    return unstored(page)
