"""What residents see: the rating page of a ticket, and what came of it. The address holds the ticket's code."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage import preferences
from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.codes import normalise
from engage.errors import Closed
from engage.extensions import csrf
from engage.i18n import _
from engage.ratings.desk_words import LEVEL_NAMES, PROFESSION_NAMES
from engage.ratings.models import Ticket
from engage.ratings.queries.professionals import of_user
from engage.ratings.queries.tickets import TicketState, state_of
from engage.ratings.services.bursts import NETWORKS_KEPT
from engage.ratings.services.rate import BAD_LEVELS, Used
from engage.ratings.services.rate import rate as record_rating
from engage.ratings.services.tickets import CODE_LENGTH
from engage.ratings.settings import rules
from engage.ratings.typed import Typed, faults, read_typed
from engage.ratings.views.guesses import network, ticket_of
from engage.security import private
from engage.transaction import in_transaction

bp = Blueprint("ratings", __name__)

THANKED = "rated"  # What the session of the browser that sent a rating keeps, to thank it.
THANKED_SECONDS = 900
MOST_TYPED = 40
STATUSES = {TicketState.USED: 200, TicketState.CANCELLED: 410, TicketState.EXPIRED: 410}


@bp.get("/r")
@public
def find() -> ResponseReturnValue:
    return private(make_response(render_template("ratings/find.html", code="", problem="")))


@bp.post("/r")
@csrf.exempt  # It changes nothing.
@public
def look_up() -> ResponseReturnValue:
    """Send whoever typed a ticket's code on to its page. Whether there is such a ticket is told there."""
    typed = request.form.get("code", "")[:MOST_TYPED]
    code = code_of(typed)
    if code is None:
        problem = _("A ticket has twelve letters and digits. Please compare it with the slip or letter.")
        return private(make_response(render_template("ratings/find.html", code=typed.strip(), problem=problem), 422))
    return private(make_response(redirect(url_for(".ticket", code=code), 303)))


# In upper case, too: such an address makes a smaller symbol.
@bp.get("/r/<string:code>")
@bp.get("/R/<string:code>", endpoint="ticket_upper")
@public
def ticket(code: str) -> ResponseReturnValue:
    return _ticket_page(code, Typed())


# The code in the address is the secret, so the form needs no other: it works without cookies, and however long it was
# open. A form from another site is refused all the same.
@bp.post("/r/<string:code>")
@bp.post("/R/<string:code>", endpoint="rate_upper")
@csrf.exempt
@public
def rate(code: str) -> ResponseReturnValue:
    if preferences.wear():  # Language or view changes: nothing is recorded, and what was typed stays on the page.
        return preferences.remember(_ticket_page(code, read_typed(request.form)))
    now = utcnow()
    found = ticket_of(code, now)
    if found is None:
        return _unknown()
    if refusal := _refusal(found, now):
        return refusal
    typed = read_typed(request.form)
    if errors := faults(typed):
        return _form(found, code, typed, errors)
    digest = found.code_digest
    try:
        rating = in_transaction(record_rating, code, typed.marks(), network=network(), now=now)
    except Used:  # Two taps at once: the other one was recorded.
        return _to_ticket(code)
    except Closed:
        again = ticket_of(code, now)
        return _unknown() if again is None else _refusal(again, now) or _unknown()
    session[THANKED] = [digest[:16], rating.level in BAD_LEVELS, int(now.timestamp()) + THANKED_SECONDS]
    return _to_ticket(code)


def code_of(typed: str) -> str | None:
    """Return the code that was meant, None for what cannot be one."""
    try:
        code = normalise(typed)
    except ValueError:
        return None
    return code if len(code) == CODE_LENGTH else None


def _ticket_page(code: str, typed: Typed) -> Response:
    now = utcnow()
    found = ticket_of(code, now)
    return _unknown() if found is None else _refusal(found, now) or _form(found, code, typed, {})


def _form(found: Ticket, code: str, typed: Typed, errors: Mapping[str, str]) -> Response:
    page = render_template(
        "ratings/rate.html",
        visit=found.visit,
        address=url_for(".ticket", code=code_of(code) or code),
        typed=typed,
        errors=errors,
        levels=LEVEL_NAMES,
        professions=PROFESSION_NAMES,
        network_days=NETWORKS_KEPT.days,
    )
    return private(make_response(page, 422 if errors else 200))


def _refusal(found: Ticket, now: datetime) -> Response | None:
    """Return the page that says why this ticket cannot be used now, None when it can."""
    if _is_own(found):
        return _page("own", found, 403)
    state = state_of(found, now)
    if state == TicketState.OPEN:
        return None
    return _page(state.value, found, STATUSES[state], thanks=_thanks(found, now))


def _page(why: str, found: Ticket, status: int, thanks: str = "") -> Response:
    page = render_template(
        "ratings/not_open.html",
        why=why,
        thanks=thanks,
        visit=found.visit,
        days=rules(found.visit.area).call_back_days,
    )
    return private(make_response(page, status))


def _thanks(found: Ticket, now: datetime) -> str:
    """Return "bad" or "good" to the browser that has just sent the rating, "" to all others.

    Whoever else knows the code, the professional perhaps, learns nothing from this page about what was said.
    """
    kept = session.get(THANKED)
    if not kept or kept[0] != found.code_digest[:16] or kept[2] < now.timestamp():
        return ""
    return "bad" if kept[1] else "good"


def _unknown() -> Response:
    return private(make_response(render_template("ratings/unknown.html"), 404))


def _is_own(found: Ticket) -> bool:
    """Tell whether the professional of the visit is signed in here."""
    if "_user_id" not in session or not current_user.is_authenticated:
        return False
    own = of_user(current_user.id)
    return own is not None and own.id == found.visit.professional_id


def _to_ticket(code: str) -> Response:
    return private(make_response(redirect(url_for(".ticket", code=code_of(code) or code), 303)))
