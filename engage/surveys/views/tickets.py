"""Tickets of a survey: made for an area, shown once as letters, slips or links, and voided."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.codes import grouped
from engage.communities import qr
from engage.communities.models import LEVELS, Area, AreaKind
from engage.communities.queries.areas import timezone_of
from engage.config import settings
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _, _l
from engage.residents.code_pages import Letter
from engage.residents.queries.codes import children_of
from engage.residents.queries.roll import Place, places
from engage.surveys.models import Channel, Gate, Survey, SurveyTicket, SurveyTicketBatch
from engage.surveys.queries import gates as queries
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services import tickets as services
from engage.surveys.services.tickets import CODE_LENGTH, MOST_AT_ONCE, AlreadyIssued, digest_of
from engage.surveys.views.handing_out import area_in, form_token, line_in, new_token, obstacle
from engage.surveys.views.letters import letter_words, typed, unstored
from engage.tabular import csv_bytes
from engage.transaction import in_transaction, transaction

bp = Blueprint("survey_gates", __name__, url_prefix="/staff/surveys/<int:survey_id>")
PER_PAGE = 30
SLIPS_A_PAGE = 8
PAPERS = ("letters", "halves", "slips", "links")
CODE = re.compile(rf"[0-9A-Z]{{{CODE_LENGTH}}}")


@bp.get("/tickets")
@staff(Permission.RUN_SURVEYS)
def tickets(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    return render_template(
        "surveys/tickets.html",
        survey=survey,
        obstacle=obstacle(survey, Gate.TICKET),
        page=db.paginate(queries.batches(survey), per_page=PER_PAGE),
        made=queries.tickets_made(survey),
        answered=queries.parts(survey, Channel.WEB),
        timezone=timezone_of(survey.area),
    )


@bp.get("/tickets/new")
@staff(Permission.RUN_SURVEYS)
def new_tickets(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    return _order_page(survey, area_in(survey, request.args.get("area", survey.area_id, type=int)))


@bp.post("/tickets/new")
@staff(Permission.RUN_SURVEYS)
def make_tickets(survey_id: int) -> ResponseReturnValue:
    """Make the tickets and show them at once: the only time that their codes are seen."""
    survey = any_survey(survey_id)
    area = area_in(survey, request.form.get("area", 0, type=int))
    count, paper = request.form.get("count", 0, type=int), _paper()
    try:
        named = {"token": form_token(), "actor_id": current_user.id, "now": utcnow()}
        issued = in_transaction(services.issue, survey_id, area, count, **named)
    except AlreadyIssued:
        return _already_issued(survey)
    except (Conflict, Invalid) as error:
        return _order_page(survey, area, problem=str(error), status=error.status)
    return _shown(any_survey(survey_id), issued.batch, issued.codes, paper)


@bp.post("/tickets/<int:ticket_batch_id>/shown")
@staff(Permission.RUN_SURVEYS)
def show(survey_id: int, ticket_batch_id: int) -> ResponseReturnValue:
    """Show tickets in another way, from the codes that the page before still holds; the store has none of them."""
    survey = any_survey(survey_id)
    batch = queries.batch_of(survey, ticket_batch_id)
    codes = _codes_of(batch, request.form.get("codes", ""))
    if request.form.get("paper") == "csv":
        return _file(survey, batch, codes)
    return _shown(survey, batch, codes, _paper())


@bp.get("/tickets/<int:ticket_batch_id>/void")
@staff(Permission.RUN_SURVEYS)
def voiding(survey_id: int, ticket_batch_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    batch = queries.batch_of(survey, ticket_batch_id)
    return render_template(
        "surveys/tickets_void.html", survey=survey, batch=batch, place=_place(batch), timezone=timezone_of(survey.area)
    )


@bp.post("/tickets/<int:ticket_batch_id>/void")
@staff(Permission.RUN_SURVEYS)
def void(survey_id: int, ticket_batch_id: int) -> ResponseReturnValue:
    with transaction():
        batch = queries.batch_of(any_survey(survey_id), ticket_batch_id)
        services.void_batch(batch, actor_id=current_user.id, now=utcnow())
    flash(_("These tickets open nothing any more. You can undo this."), "success")
    return redirect(url_for(".tickets", survey_id=survey_id), 303)


@bp.post("/tickets/<int:ticket_batch_id>/restore")
@staff(Permission.RUN_SURVEYS)
def restore(survey_id: int, ticket_batch_id: int) -> ResponseReturnValue:
    with transaction():
        batch = queries.batch_of(any_survey(survey_id), ticket_batch_id)
        services.restore_batch(batch, actor_id=current_user.id, now=utcnow())
    flash(_("These tickets are good again."), "success")
    return redirect(url_for(".tickets", survey_id=survey_id), 303)


def ticket_url(code: str) -> str:
    return f"{settings().public_url}/s/{code}"


def _paper() -> str:
    paper = request.form.get("paper", "")
    return paper if paper in PAPERS else PAPERS[0]


def _codes_of(batch: SurveyTicketBatch, text: str) -> list[str]:
    """Return the codes that a page sent back. Raises `Conflict` unless they are those of the batch."""
    codes = CODE.findall(text)[: MOST_AT_ONCE + 1]
    digests = set(db.session.scalars(select(SurveyTicket.digest).filter_by(batch_id=batch.id)))
    if {digest_of(code) for code in codes} != digests:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return codes


def _place(batch: SurveyTicketBatch) -> Place:
    return places([batch.area_id])[batch.area_id]


def _already_issued(survey: Survey) -> Response:
    batch = services.batch_by_token(request.form.get("token", "")[:32])
    if batch is None or batch.survey_id != survey.id:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return unstored(render_template("surveys/tickets_again.html", survey=survey, batch=batch), 409)


def _order_page(survey: Survey, area: Area, *, problem: str = "", status: int = 200) -> Response:
    flats = queries.dwellings_in(area)
    splits = LEVELS[AreaKind(area.kind)] < LEVELS[AreaKind.BUILDING]
    page = render_template(
        "surveys/tickets_new.html",
        survey=survey,
        area=area,
        line=line_in(survey, area),
        children=children_of(area) if splits else [],
        flats=flats,
        count=request.form.get("count", "") or min(flats, MOST_AT_ONCE) or "",
        paper=_paper(),
        obstacle=obstacle(survey, Gate.TICKET),
        problem=problem,
        most=MOST_AT_ONCE,
        token=new_token(),
    )
    return unstored(page, status)


def _shown(survey: Survey, batch: SurveyTicketBatch, codes: Sequence[str], paper: str) -> Response:
    place = _place(batch)
    letters = [_letter(code, place, with_symbol=paper != "links") for code in codes]
    page = render_template(
        "surveys/tickets_shown.html",
        survey=survey,
        batch=batch,
        letters=letters,
        codes=" ".join(codes),
        paper=paper,
        sheets=[letters[start : start + SLIPS_A_PAGE] for start in range(0, len(letters), SLIPS_A_PAGE)],
        words=letter_words(survey, "surveys/_ticket_words.html" if paper == "slips" else "surveys/_letter_words.html"),
    )
    return unstored(page)


def _letter(code: str, place: Place, *, with_symbol: bool) -> Letter:
    url = ticket_url(code)
    symbol = qr.svg(url) if with_symbol else None
    address = typed(ticket_url(grouped(code)))
    return Letter("ticket", "", place, tuple(grouped(code).split("-")), symbol, address)


def _file(survey: Survey, batch: SurveyTicketBatch, codes: Sequence[str]) -> Response:
    place = _place(batch)
    rows = [(number, place.zh, place.en, ticket_url(code), grouped(code)) for number, code in enumerate(codes, 1)]
    header = (_("No."), _("Area (Chinese)"), _("Area (English)"), _("Link"), _("Ticket"))
    response = unstored("")
    response.set_data(b"".join(csv_bytes(header, rows)))
    response.content_type = "text/csv; charset=utf-8"
    name = f"survey-{survey.id}-tickets-{batch.id}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
