"""How a ticket stands."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from engage.extensions import db
from engage.ratings.models import Rating, Ticket, VisitState


class TicketState(StrEnum):
    OPEN = "open"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


def state_of(ticket: Ticket, now: datetime) -> TicketState:
    """Return whether a ticket can still be used. What was used stays so, whatever became of the visit."""
    if db.session.scalar(select(Rating.id).where(Rating.ticket_id == ticket.id)) is not None:
        return TicketState.USED
    if ticket.visit.state == VisitState.CANCELLED:
        return TicketState.CANCELLED
    return TicketState.OPEN if now < ticket.expires_at else TicketState.EXPIRED
