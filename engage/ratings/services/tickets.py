"""Tickets: the right to one rating of one visit. A code is shown once; only its digest is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import insert, select

from engage.accounts import audit
from engage.codes import new_code, normalise
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.ratings import sums
from engage.ratings.locks import lock_visit
from engage.ratings.models import Channel, Ticket, VisitState
from engage.ratings.settings import rules

CODE_LENGTH = 12
MOST_AT_ONCE, MOST_FOR_A_VISIT = 200, 1000


@dataclass(frozen=True)
class IssuedTicket:
    """A code of 12 characters, to be shown now and never again."""

    code: str
    expires_at: datetime


def issue_tickets(
    visit_id: int,
    count: int,
    *,
    channel: str,
    now: datetime,
    actor_id: int | None = None,
    codes: Sequence[str] | None = None,
) -> list[IssuedTicket]:
    """Make tickets for a visit, with fresh codes or with those given. Raises `NotFound`, `Invalid` and `Conflict`.

    Those of a cancelled visit are no good until it is recorded otherwise.
    """
    if type(count) is not int or not 1 <= count <= MOST_AT_ONCE or (codes is not None and len(codes) != count):
        raise Invalid(_l("Please ask for 1 to %(most)s tickets.", most=MOST_AT_ONCE), fields=("count",))
    if channel not in set(Channel):
        raise Invalid(_l("There is no such way to hand a ticket out."), fields=("channel",))
    visit = lock_visit(visit_id)
    if visit.tickets + count > MOST_FOR_A_VISIT:
        raise Conflict(_l("A visit may have %(most)s tickets.", most=MOST_FOR_A_VISIT))
    expires_at = now + timedelta(days=rules(visit.area).ticket_days)
    issued = [IssuedTicket(normalise(code), expires_at) for code in codes or _fresh(count)]
    rows = [
        {
            "visit_id": visit.id,
            "code_digest": digest_of(ticket.code),
            "channel": str(channel),
            "created_at": now,
            "expires_at": expires_at,
        }
        for ticket in issued
    ]
    db.session.execute(insert(Ticket), rows)
    visit.tickets += count
    if visit.state != VisitState.CANCELLED:
        sums.add(sums.cell_of(visit), {"tickets": count})
    db.session.flush()
    if actor_id is not None:
        subject = f"visit {visit.id}"
        audit.record(user_id=actor_id, area_id=visit.area_id, action="tickets issued", subject=subject, now=now)
    return issued


def find_ticket(code: str) -> Ticket | None:
    """Return the ticket of a code, however it was typed."""
    try:
        wanted = normalise(code)
    except ValueError:
        return None
    return db.session.scalar(select(Ticket).where(Ticket.code_digest == digest_of(wanted)))


def digest_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _fresh(count: int) -> list[str]:
    return [new_code(CODE_LENGTH) for _ in range(count)]
