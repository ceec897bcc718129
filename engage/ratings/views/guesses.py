"""Wrong ticket codes are counted by network, so that nobody can try them out."""

from datetime import datetime, timedelta

from flask import request

from engage.accounts import throttle
from engage.errors import TooMany
from engage.i18n import _l
from engage.ratings.models import Ticket
from engage.ratings.services.tickets import find_ticket
from engage.transaction import transaction

MOST_GUESSES = 60  # A whole building may share an address, and a code has sixty bits.
WINDOW = timedelta(hours=1)


def network() -> str:
    return throttle.network_of(request.remote_addr)


def ticket_of(code: str, now: datetime) -> Ticket | None:
    """Return the ticket of a code. A wrong code is counted; raises `TooMany` after many of them, whatever the code."""
    key = f"tickets {network()}"
    if throttle.remaining(key, limit=MOST_GUESSES, window=WINDOW, now=now) == 0:
        seconds = int((throttle.opens_again_at(key, window=WINDOW, now=now) - now).total_seconds()) + 1
        raise TooMany(_l("Too many wrong codes came from here. Please wait an hour."), retry_after=seconds)
    ticket = find_ticket(code)
    if ticket is None:
        with transaction():
            throttle.count_guess(key, window=WINDOW, now=now)
    return ticket
