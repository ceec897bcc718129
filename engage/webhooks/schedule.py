"""When a delivery is tried again. Source of the steps: Standard Webhooks 1.0, "Deliverability and reliability"."""

import random
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
MOST_TRIES = len(STEPS)
JITTER = 0.1  # A share of the step, so that what failed together is not tried again together.
LONGEST_ASKED = timedelta(hours=24)
ASKING_STATUSES = (429, 503)


def next_try(tries: int, *, now: datetime, status: int | None = None, retry_after: str = "") -> datetime | None:
    """Return when to try again after so many tries that failed, the last one now. None: never again.

    A receiver that answers 429 or 503 may ask for a longer pause, up to a day.
    """
    if tries >= MOST_TRIES:
        return None
    step = STEPS[tries] * (1 + JITTER * random.random())
    if status in ASKING_STATUSES:
        step = max(step, min(_asked(retry_after, now), LONGEST_ASKED))
    return now + step


def _asked(retry_after: str, now: datetime) -> timedelta:
    """Return the pause that a Retry-After header asks for, in seconds or as a date; none if it says neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_ASKED.total_seconds()))
    try:
        return parsedate_to_datetime(text) - now
    except (ValueError, TypeError, OverflowError):  # Nonsense, or a date without a time zone.
        return timedelta(0)
