"""Professionals and visits, as the staff platform records them, and tickets for residents."""

from flask import request
from flask.typing import ResponseReturnValue

from engage.accounts import permissions
from engage.api.auth import api_key
from engage.api.contract.checking import fits
from engage.api.contract.operation import Answer, Operation, describes, read_query
from engage.api.contract.schemas import PATH_PARAMETERS
from engage.api.errors import BadParameter
from engage.api.queries.professionals import professional_or_404, visit_or_404
from engage.api.scopes import Scope
from engage.api.services.professionals import hand_in_professional, hand_in_visit
from engage.api.services.tickets import draw_tickets
from engage.api.views.answers import json_answer, with_etag
from engage.api.views.blueprints import v1_bp
from engage.api.views.bodies import idempotency_key, read_body
from engage.api.views.rating_json import professional_json, timestamp, visit_json
from engage.clock import utcnow
from engage.config import secret, settings
from engage.i18n import _l
from engage.transaction import in_transaction

PUT_PROFESSIONAL = Operation(
    summary=_l("Record a professional, or bring what is recorded up to date"),
    words=_l("The same again changes nothing. Areas out of the key's reach stay as they are."),
    body="ProfessionalPut",
    answers={
        200: Answer(_l("The professional was recorded before; now it is as you sent it."), "Professional"),
        201: Answer(_l("The professional is recorded."), "Professional"),
    },
    refusals=(409, 422),
)
GET_PROFESSIONAL = Operation(
    summary=_l("A professional"),
    answers={200: Answer(_l("The professional."), "Professional")},
    has_etag=True,
)
PUT_VISIT = Operation(
    summary=_l("Record a visit, or change the recorded one"),
    words=_l(
        "The same again changes nothing. Tickets and ratings stay with the visit: when it moves to another "
        "professional, area or day, they count there, and the figures follow."
    ),
    body="VisitPut",
    answers={
        200: Answer(_l("The visit was recorded before; now it is as you sent it."), "Visit"),
        201: Answer(_l("The visit is recorded."), "Visit"),
    },
    refusals=(409, 422),
)
GET_VISIT = Operation(summary=_l("A visit"), answers={200: Answer(_l("The visit."), "Visit")}, has_etag=True)
POST_TICKETS = Operation(
    summary=_l("Draw tickets: each is the right to one rating of a visit"),
    words=_l(
        "Codes are told in this answer and never again; only their SHA-256 is stored. With an Idempotency-Key the "
        "same request within a day hears the same codes, and no more are drawn; another request under that key is "
        "refused with 422."
    ),
    body="TicketsPost",
    answers={201: Answer(_l("The tickets."), "Tickets")},
    takes_idempotency_key=True,
    refusals=(409, 422),
)


@v1_bp.put("/professionals/<string:staff_no>")
@permissions.key(Scope.RATINGS_WRITE)
@describes(PUT_PROFESSIONAL)
def put_professional(staff_no: str) -> ResponseReturnValue:
    _check_number("staff_no", staff_no)
    sent = read_body(PUT_PROFESSIONAL)
    professional, is_new = in_transaction(hand_in_professional, staff_no, sent, api_key(), now=utcnow())
    return json_answer(professional_json(professional, api_key().area), 201 if is_new else 200)


@v1_bp.get("/professionals/<string:staff_no>")
@permissions.key(Scope.RATINGS_READ)
@describes(GET_PROFESSIONAL)
def professional(staff_no: str) -> ResponseReturnValue:
    read_query(GET_PROFESSIONAL, request.args)
    area = api_key().area
    return with_etag(professional_json(professional_or_404(staff_no, area), area))


@v1_bp.put("/visits/<string:visit_no>")
@permissions.key(Scope.RATINGS_WRITE)
@describes(PUT_VISIT)
def put_visit(visit_no: str) -> ResponseReturnValue:
    _check_number("visit_no", visit_no)
    sent = read_body(PUT_VISIT)
    visit, is_new = in_transaction(hand_in_visit, visit_no, sent, api_key(), now=utcnow())
    return json_answer(visit_json(visit), 201 if is_new else 200)


@v1_bp.get("/visits/<string:visit_no>")
@permissions.key(Scope.RATINGS_READ)
@describes(GET_VISIT)
def visit(visit_no: str) -> ResponseReturnValue:
    read_query(GET_VISIT, request.args)
    return with_etag(visit_json(visit_or_404(visit_no, api_key().area)))


@v1_bp.post("/visits/<string:visit_no>/tickets")
@permissions.key(Scope.RATINGS_WRITE)
@describes(POST_TICKETS)
def post_tickets(visit_no: str) -> ResponseReturnValue:
    sent, sending = read_body(POST_TICKETS), idempotency_key()
    tickets = in_transaction(
        draw_tickets, visit_no, sent["count"], api_key(), sending=sending, secret=secret(), now=utcnow()
    )
    told = [
        {
            "code": ticket.code,
            "url": f"{settings().public_url}/r/{ticket.code}",
            "expires_at": timestamp(ticket.expires_at),
        }
        for ticket in tickets
    ]
    return json_answer({"tickets": told}, 201, is_secret=True)


def _check_number(name: str, number: str) -> None:
    """Refuse a new number that addresses could not carry. Reading by such a number finds nothing."""
    if not fits(number, PATH_PARAMETERS[name]):
        expected = PATH_PARAMETERS[name]["description"]
        raise BadParameter(_l("%(name)s cannot be used: %(expected)s", name=name, expected=expected), fields=[name])
