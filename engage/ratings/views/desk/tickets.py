"""Tickets on paper: slips, many on a page, and letters. Their codes are shown once."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.codes import grouped
from engage.communities import qr
from engage.communities.queries.areas import lines, timezone_in
from engage.errors import Conflict, Invalid
from engage.i18n import LANGUAGES, _, _l, speaking
from engage.ratings import desk_words
from engage.ratings.addresses import ticket_url
from engage.ratings.models import Channel
from engage.ratings.queries import visits as queries
from engage.ratings.services.by_phone import issue_on_paper
from engage.ratings.views.desk.blueprint import bp
from engage.transaction import in_transaction

SLIPS_A_PAGE = 8
PAPERS = (Channel.SLIP.value, Channel.LETTER.value)


@dataclass(frozen=True)
class Printed:
    """A ticket as it is printed."""

    code: str
    address: str
    symbol: Markup


@bp.post("/visits/<int:visit_id>/tickets")
@staff(Permission.RATE_FOR_OTHERS)
def issue(visit_id: int) -> ResponseReturnValue:
    channel, count = request.form.get("channel", ""), request.form.get("count", 0, type=int)
    try:
        if channel not in PAPERS:
            raise Invalid(_l("Please choose slips or letters."), fields=("channel",))
        issued = in_transaction(
            issue_on_paper,
            visit_id,
            count,
            channel=channel,
            seen=request.form.get("seen", -1, type=int),
            actor_id=current_user.id,
            now=utcnow(),
        )
    except (Conflict, Invalid) as error:
        flash(str(error), "problem")
        return redirect(url_for(".visit", visit_id=visit_id), 303)
    found = queries.visit(visit_id)
    line = lines([found.area])[found.area_id]
    made = [_printed(ticket.code) for ticket in issued]
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = _said()
    return render_template(
        "ratings/desk_tickets.html",
        visit=found,
        line=line,
        channel=channel,
        tickets=made,
        sheets=[made[start : start + SLIPS_A_PAGE] for start in range(0, len(made), SLIPS_A_PAGE)],
        expires_at=issued[0].expires_at,
        timezone=timezone_in(line),
        said=said,
        words=desk_words,
    )


def _printed(code: str) -> Printed:
    address = ticket_url(code)
    return Printed(grouped(code), address.split("://", 1)[-1], qr.svg(address))


def _said() -> dict[str, str]:
    """Return the sentences of a ticket in the language that is spoken now."""
    return {
        "title": _("How was the visit?"),
        "call": _("Scan, tap one answer, done: twenty seconds."),
        "free": _("It is up to you. The professional does not learn who said what."),
        "once": _("This ticket counts once."),
        "never": _("We never ask for identity card or bank numbers, passwords or money."),
        "phone": _("No smartphone? Call the community office or come by: we write it down for you."),
    }
