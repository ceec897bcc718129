"""Guesses at a secret, counted in the database, so that every worker process and every host sees the same number.

A guess is counted *before* the secret is compared, in a transaction of its own that commits whatever comes after:

    with transaction():
        guesses = throttle.count_guess(key, window=WINDOW, now=now)
    if guesses > LIMIT:
        ...  # Refuse without comparing; `opens_again_at` says until when.

Many guesses sent at the same moment then cannot all slip through before the first is counted, and a refusal that
raises takes back nothing. A right answer calls `clear`. Keys such as "account:li.wei" are stored only as a keyed hash.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.accounts.models import GuessWindow
from engage.config import secret
from engage.extensions import db

LONGEST_WINDOW = timedelta(days=1)


def remaining(key: str, *, limit: int, window: timedelta, now: datetime) -> int:
    """Return how many guesses are left in this window, never less than 0."""
    row = db.session.get(GuessWindow, _digest(key), populate_existing=True)
    return limit if row is None or row.since_at <= now - window else max(limit - row.guesses, 0)


def opens_again_at(key: str, *, window: timedelta, now: datetime) -> datetime:
    """Return when the window of the key ends; `now` when there is none."""
    row = db.session.get(GuessWindow, _digest(key), populate_existing=True)
    return max(row.since_at + window, now) if row else now


def count_guess(key: str, *, window: timedelta, now: datetime, by: int = 1) -> int:
    """Count a guess, or several, and return how many the window holds with it. A passed window starts anew.

    One statement, so that guesses sent at once are all counted.
    """
    if window > LONGEST_WINDOW:
        raise ValueError("A window longer than a day would be purged before its end.")
    insert = _insert().values(key=_digest(key), since_at=now, guesses=by)
    has_passed = GuessWindow.since_at <= now - window
    upsert = insert.on_conflict_do_update(
        index_elements=[GuessWindow.key],
        set_={
            "guesses": case((has_passed, by), else_=GuessWindow.guesses + by),
            "since_at": case((has_passed, insert.excluded.since_at), else_=GuessWindow.since_at),
        },
    ).returning(GuessWindow.guesses)
    return db.session.execute(upsert).scalar_one()


def give_back(key: str) -> None:
    """Take one guess back: the answer was right, but the key is shared with others who guess wrongly."""
    db.session.execute(
        update(GuessWindow)
        .where(GuessWindow.key == _digest(key), GuessWindow.guesses > 0)
        .values(guesses=GuessWindow.guesses - 1)
        .execution_options(synchronize_session=False)
    )


def clear(key: str) -> None:
    """Forget the guesses at this key: the answer was right."""
    db.session.execute(
        delete(GuessWindow).where(GuessWindow.key == _digest(key)).execution_options(synchronize_session=False)
    )


def purge(*, now: datetime) -> None:
    """Delete windows that have surely passed."""
    db.session.execute(
        delete(GuessWindow)
        .where(GuessWindow.since_at < now - LONGEST_WINDOW)
        .execution_options(synchronize_session=False)
    )


def network_of(address: str | None) -> str:
    """Return what stands for "the same network": an IPv4 address, or the /64 that one IPv6 household is given."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(found) if isinstance(found, IPv4Address) else str(ip_network((found.packed, 64), strict=False))


def _digest(key: str) -> str:
    # Keyed, since all network addresses can be tried against a bare hash within minutes.
    return hmac.new(secret(), f"guess:{key}".encode(), sha256).hexdigest()


def _insert() -> "postgresql.Insert | sqlite.Insert":
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(GuessWindow)
