"""What people type into the forms of a cycle, read exactly: text, money, moments.

Full-width characters are taken as the plain ones they stand for. Each reader raises `Invalid` with a sentence that
says what to write instead.
"""

import re
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from engage.errors import Invalid
from engage.formats import amount, minor_digits
from engage.i18n import _l

# Fits the store's 64 bits and the exact numbers of JSON readers, with room for a sum of all proposals.
MAX_MINOR = 10**13
YEARS = range(2000, 2200)

_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uffe6]")
# Turns the direction of the text around it, so that a title would garble the page.
_DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MONEY = re.compile(
    r"(?P<before>[¥$€£]|[A-Z]{3}|)\s*"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+)"
    r"(?:\.(?P<places>[0-9]+))?"
    r"\s*(?P<unit>[万萬亿億]?)\s*(?P<after>元|[A-Z]{3}|)",
    re.ASCII,
)
_UNITS = {"": 0, "万": 4, "萬": 4, "亿": 8, "億": 8}
_MOMENT = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?:日 *|[T ] *)([0-9]{1,2}):([0-9]{2})(?::00(?:\.0+)?)?", re.ASCII
)

NO_AMOUNT = _l("Write an amount such as 300,000 or 300000.50.")
NO_MOMENT = _l("Write a date and a time such as 2026-06-01 09:00.")


def plain(text: str) -> str:
    """Return the text with full-width characters as plain ones; no other character changes."""
    return _FULL_WIDTH.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def clean_text(text: str | None) -> str:
    """Return the text without control characters and without space around it. Line breaks and tabs stay."""
    lines = _DIRECTION_MARKS.sub("", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")).strip()


def clean_line(text: str | None) -> str:
    """Return the text as one line, with single spaces."""
    return " ".join(clean_text(text).split())


def parse_money(text: str, currency: str) -> int:
    """Return an amount in minor units: "300,000", "¥300000.50", "30万". Nothing is rounded."""
    match = _MONEY.fullmatch(plain(text).strip().upper())
    if match is None:
        raise Invalid(NO_AMOUNT)
    if any(len(code) == 3 and code != currency for code in (match["before"], match["after"])):
        raise Invalid(_l("This amount is in another currency than the budget, which is in %(code)s.", code=currency))
    places = (match["places"] or "").rstrip("0")
    shift = minor_digits(currency) + _UNITS[match["unit"]] - len(places)
    if shift < 0:
        raise Invalid(_too_many_decimals(currency))
    digits = re.sub(r"[^0-9]", "", match["whole"]) + places
    if len(digits.lstrip("0")) + shift > len(str(MAX_MINOR)) or (minor := int(digits) * 10**shift) > MAX_MINOR:
        raise Invalid(_l("This amount is too large."))
    return minor


def _too_many_decimals(currency: str) -> object:
    digits = minor_digits(currency)
    if not digits:
        return _l("Amounts in %(code)s have no decimals.", code=currency)
    return _l("Amounts in %(code)s have at most %(digits)s decimals.", code=currency, digits=digits)


def money_text(minor: int, currency: str) -> str:
    """Return an amount as a form shows it, so that `parse_money` reads the same amount back."""
    value = amount(minor, currency)
    places = 0 if value == value.to_integral_value() else minor_digits(currency)
    return format_decimal(value, format=f"#,##0{'.' if places else ''}{'0' * places}", locale="en")


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
