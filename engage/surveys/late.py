"""Paper forms that are typed in after the close: filled in before it, and counted apart.

The close is final for residents. The office may go on typing for some days, until it publishes the results.
"""

from datetime import datetime, timedelta
from typing import Protocol

from engage.surveys.models import SurveyState

# Less than `purge.KEY_DAYS`: later nobody could tell any more whether a ticket or a code was used before.
PAPER_DAYS = range(29)


class Ended(Protocol):
    """A survey, or a row with these columns of it."""

    @property
    def state(self) -> str: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def deleted_at(self) -> datetime | None: ...
    @property
    def paper_days(self) -> int: ...


def end_of(survey: Ended, now: datetime) -> datetime | None:
    """Return when the survey ended, by hand or by the clock, whichever came first; None while it has not."""
    by_hand = survey.closed_at if survey.state == SurveyState.CLOSED else None
    by_clock = survey.closes_at if survey.state != SurveyState.DRAFT else None
    return min((end for end in (by_hand, by_clock) if end is not None and end <= now), default=None)


def typing_ends_at(survey: Ended, now: datetime) -> datetime | None:
    """Return until when forms may be typed in after the close; None when there is no such time now."""
    ended_at = end_of(survey, now)
    if ended_at is None or survey.published_at is not None or survey.deleted_at is not None:
        return None
    if survey.opens_at is not None and ended_at <= survey.opens_at:
        return None  # Closed before it began: there is no form from its time.
    until = ended_at + timedelta(days=survey.paper_days)
    return until if now < until else None
