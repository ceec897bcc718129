"""Tickets that a professional hands out: one on the phone's screen, or a sheet of slips."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.codes import from_bytes, grouped
from engage.communities import qr
from engage.communities.queries import timezone_of
from engage.config import secret, settings
from engage.errors import Closed, Conflict, Invalid
from engage.i18n import _, _l
from engage.ratings.addresses import ticket_url
from engage.ratings.desk_words import PROFESSION_NAMES, VISIT_STATE_NAMES, visit_category_name
from engage.ratings.models import Channel, Visit, VisitState
from engage.ratings.paper import paper_words
from engage.ratings.queries import own
from engage.ratings.services.by_phone import issue_on_paper
from engage.ratings.services.tickets import CODE_LENGTH, find_ticket, issue_tickets
from engage.ratings.views.own.blueprint import bp, myself
from engage.transaction import in_transaction

MOST_SLIPS = 24
MOST_TOKEN = 64


@bp.get("/mine/visits/<int:own_visit_id>")
@staff(Permission.OWN_RATINGS)
def visit(own_visit_id: int) -> ResponseReturnValue:
    return _page(own.own_visit(myself().id, own_visit_id))


@bp.post("/mine/visits/<int:own_visit_id>/ticket")
@staff(Permission.OWN_RATINGS)
def show_ticket(own_visit_id: int) -> ResponseReturnValue:
    """Show a fresh ticket as a QR code. The same form sent twice shows the same one: its code comes from the form."""
    found = own.own_visit(myself().id, own_visit_id)
    if found.state == VisitState.CANCELLED:
        raise Closed(_l("This visit was called off: there is nothing to rate."))
    now = utcnow()
    code = _code_for(found.id, request.form.get("token", "")[:MOST_TOKEN])
    expires_at = _issued(found.id, code, now)
    page = render_template(
        "ratings/own_ticket.html",
        visit=found,
        symbol=qr.svg(ticket_url(code), label=_("QR code of the rating page")),
        code=grouped(code),
        host=settings().public_host,
        expires_at=expires_at,
        timezone=timezone_of(found.area),
        token=_token(),
    )
    return _kept_nowhere(make_response(page))


@bp.post("/mine/visits/<int:own_visit_id>/slips")
@staff(Permission.OWN_RATINGS)
def print_slips(own_visit_id: int) -> ResponseReturnValue:
    professional = myself()
    found = own.own_visit(professional.id, own_visit_id)
    count = request.form.get("count", type=int) or 0
    seen = request.form.get("seen", -1, type=int)
    try:
        if not 1 <= count <= MOST_SLIPS:
            raise Invalid(_l("Please ask for 1 to %(most)s slips at once.", most=MOST_SLIPS))
        issued = in_transaction(
            issue_on_paper,
            found.id,
            count,
            channel=Channel.SLIP,
            seen=seen,
            actor_id=current_user.id,
            now=utcnow(),
        )
    except (Conflict, Invalid) as error:
        return _page(found, problem=str(error), status=error.status)
    slips = [(grouped(ticket.code), qr.svg(ticket_url(ticket.code))) for ticket in issued]
    page = render_template(
        "ratings/own_slips.html",
        visit=found,
        professional=professional,
        slips=slips,
        words=paper_words(),
        host=settings().public_host,
        expires_at=issued[0].expires_at,
        timezone=timezone_of(found.area),
        professions=PROFESSION_NAMES,
    )
    return _kept_nowhere(make_response(page))


def _page(found: Visit, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "ratings/own_visit.html",
        visit=found,
        problem=problem,
        states=VISIT_STATE_NAMES,
        category_of=visit_category_name,
        most_slips=MOST_SLIPS,
        token=_token(),
    )
    return make_response(page, status)


def _issued(visit_id: int, code: str, now: datetime) -> datetime:
    """Issue the ticket, unless this very form did before; return until when it is valid."""
    try:
        [issued] = in_transaction(
            issue_tickets, visit_id, 1, channel=Channel.QR, now=now, actor_id=current_user.id, codes=[code]
        )
    except IntegrityError:
        before = find_ticket(code)
        if before is None:
            raise
        return before.expires_at
    return issued.expires_at


def _token() -> str:
    return secrets.token_hex(16)


def _code_for(visit_id: int, token: str) -> str:
    digest = hmac.new(secret(), f"ticket:{visit_id}:{token or _token()}".encode(), sha256).digest()
    return from_bytes(digest, CODE_LENGTH)


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
