"""A worker writes a rating down for somebody who is on the telephone or at the desk."""

from datetime import datetime

from engage.errors import Closed, Conflict
from engage.i18n import _l
from engage.ratings.locks import lock_visit
from engage.ratings.models import Channel, Rating, VisitState
from engage.ratings.services.rate import Marks, rate
from engage.ratings.services.tickets import IssuedTicket, issue_tickets


def rate_by_phone(visit_id: int, marks: Marks, *, seen: int, actor_id: int, now: datetime) -> Rating:
    """Issue a ticket and use it at once; the rating is marked with who entered it, and its ticket counted apart.

    `seen` is the number of tickets on the page that was answered: a second tap finds another one, `Conflict`.
    """
    visit = lock_visit(visit_id)
    if visit.state == VisitState.CANCELLED:
        raise Closed(_l("This visit was called off: there is nothing to rate."))
    _refuse_repeated(visit.tickets, seen)
    [ticket] = issue_tickets(visit_id, 1, channel=Channel.PHONE, now=now, actor_id=actor_id)
    return rate(ticket.code, marks, network=None, entered_by_id=actor_id, now=now)


def issue_on_paper(
    visit_id: int, count: int, *, channel: str, seen: int, actor_id: int, now: datetime
) -> list[IssuedTicket]:
    """Issue tickets to be printed, once for each page that asks: a page that is sent again would print others."""
    visit = lock_visit(visit_id)
    if visit.state == VisitState.CANCELLED:
        raise Closed(_l("This visit was called off: there is nothing to rate."))
    _refuse_repeated(visit.tickets, seen)
    return issue_tickets(visit_id, count, channel=channel, now=now, actor_id=actor_id)


def _refuse_repeated(tickets: int, seen: int) -> None:
    if tickets != seen:
        raise Conflict(
            _l("Tickets of this visit were issued meanwhile, perhaps by this very form. Nothing was done now."),
            stale=True,
        )
