"""Amounts of money as people type them, read exactly. Full-width characters count as the plain ones."""

import re

from babel.numbers import format_decimal

from engage.errors import Invalid
from engage.formats import amount, minor_digits
from engage.i18n import _l
from engage.moments import plain

# Fits the store's 64 bits and the exact numbers of JSON readers, with room for a sum of all proposals.
MAX_MINOR = 10**13

_MONEY = re.compile(
    r"(?P<before>[¥$€£]|[A-Z]{3}|)\s*"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+)"
    r"(?:\.(?P<places>[0-9]+))?"
    r"\s*(?P<unit>[万萬亿億]?)\s*(?P<after>元|[A-Z]{3}|)",
    re.ASCII,
)
_UNITS = {"": 0, "万": 4, "萬": 4, "亿": 8, "億": 8}

NO_AMOUNT = _l("Write an amount such as 300,000 or 300000.50.")


def parse_money(text: str, currency: str) -> int:
    """Return an amount in minor units: "300,000", "¥300000.50", "30万". Nothing is rounded.

    Raises `Invalid` with a sentence that says what to write instead.
    """
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
