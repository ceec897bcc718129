"""Moments as people type them: a date and a time on the clocks of a place, read exactly."""

import re
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engage.errors import Invalid
from engage.i18n import _l

YEARS = range(2000, 2200)
NO_MOMENT = _l("Write a date and a time such as 2026-06-01 09:00.")

_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uffe6]")
_MOMENT = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?:日 *|[T ] *)([0-9]{1,2}):([0-9]{2})(?::00(?:\.0+)?)?", re.ASCII
)


def plain(text: str) -> str:
    """Return the text with full-width characters as plain ones; no other character changes."""
    return _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def parse_moment(text: str) -> datetime:
    """Return the date and time on the clock, without a time zone."""
    match = _MOMENT.fullmatch(plain(text).strip())
    if match is None:
        raise Invalid(NO_MOMENT)
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is the area's, and comes next.
    except ValueError as error:
        raise Invalid(_l("There is no such day or time. Please check it.")) from error
    if moment.year not in YEARS:
        raise Invalid(_l("Please check the year."))
    return moment


def instant_in(moment: datetime, timezone: str) -> datetime:
    """Return the instant at which the clocks of a time zone show the moment.

    Raises `Invalid` where clocks are put forward and never show it, and where they are put back and show it twice.
    """
    zone = ZoneInfo(timezone)
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise Invalid(
            _l("On that day the clocks of %(timezone)s skip this time. Choose another time.", timezone=timezone)
        )
    if first.utcoffset() != second.utcoffset():
        raise Invalid(
            _l("On that day the clocks of %(timezone)s show this time twice. Choose another time.", timezone=timezone)
        )
    return first.astimezone(UTC)


def moment_text(at: datetime | None, timezone: str) -> str:
    """Return an instant as the date and time fields of browsers want it, on the clocks of a time zone."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%dT%H:%M") if at else ""
