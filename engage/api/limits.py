"""How often a key may be used, and how often wrong ones may be tried.

Uses are counted in the database, so that all processes and hosts share one limit; but a process reserves several at a
time and hands them out from its memory, so that most requests write nothing. What it reserved and did not use lapses
with the window: a key may be stopped a little early, and never late.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from engage.accounts import throttle
from engage.api.models import ApiKey
from engage.api.services import keys
from engage.errors import StoreBusy, TooMany
from engage.i18n import _l
from engage.transaction import transaction

USE_WINDOW = timedelta(minutes=1)
MOST_USES = 600
RESERVED = 20
WRONG_WINDOW = timedelta(minutes=15)
MOST_WRONG = 30
PATIENCE_MS = 200  # Counting is not worth a longer wait.

_lock = threading.Lock()


@dataclass
class Reserve:
    """Uses that this process may still hand out before the moment; none left after a refusal."""

    until: datetime
    left: int
    is_refused: bool = False


def count_use(key: ApiKey, *, now: datetime) -> None:
    """Count one use of a key. Raises `TooMany`. When the store is busy, the use is let through uncounted."""
    reserves = _reserves()
    reserve = reserves.get(key.prefix)
    if reserve is None or now >= reserve.until or (not reserve.left and not reserve.is_refused):
        try:
            reserve = _reserve(key.id, key.prefix, now)
        except StoreBusy:
            return
        reserves[key.prefix] = reserve
    with _lock:
        if reserve.left < 1:
            wait = max(1, -(-(reserve.until - now) // timedelta(seconds=1)))
            raise TooMany(_l("This key was used too often. Please wait a moment."), retry_after=wait)
        reserve.left -= 1


def count_wrong(network: str, *, now: datetime) -> None:
    """Count a wrong key from a network. Raises `TooMany` when there were too many; then nothing more is written."""
    name = f"wrong key:{network}"
    if not throttle.remaining(name, limit=MOST_WRONG, window=WRONG_WINDOW, now=now):
        wait = throttle.opens_again_at(name, window=WRONG_WINDOW, now=now) - now
        raise TooMany(_l("Too many wrong keys. Please wait a while."), retry_after=max(1, int(wait.total_seconds())))
    with transaction():
        throttle.count_guess(name, window=WRONG_WINDOW, now=now)


def _reserve(key_id: int, prefix: str, now: datetime) -> Reserve:
    """Take some uses from what the window has left, and note that the key is in use."""
    name = f"key:{prefix}"
    with transaction(wait_ms=PATIENCE_MS):
        used = throttle.count_guess(name, window=USE_WINDOW, now=now, by=RESERVED)
        until = throttle.opens_again_at(name, window=USE_WINDOW, now=now)
        keys.note_use(key_id, now=now)
    is_refused = used > MOST_USES
    return Reserve(until, 0 if is_refused else RESERVED, is_refused)


def _reserves() -> dict[str, Reserve]:
    found: dict[str, Reserve] = current_app.extensions.setdefault("engage.key_uses", {})
    return found
