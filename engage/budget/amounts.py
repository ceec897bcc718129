"""Money and points as exact numbers: whole ones are `int`, others `Fraction`, never binary floats."""

import re
from fractions import Fraction

Amount = int | Fraction

# A decimal comma is read only where it cannot be a thousands separator.
_NUMBER = re.compile(r"([0-9]{1,30})(?:\.([0-9]{1,30})|,([0-9]{1,2}))?", re.ASCII)
_MOST_PLACES = 60


def simplest(amount: Amount) -> Amount:
    """Return the same number, as an `int` where it is whole."""
    return int(amount) if amount == int(amount) else amount


def parse_amount(text: str) -> Amount | None:
    """Return the number that a text such as `1200`, `972679.04` or `12,5` stands for; None for any other text."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole, places = match[1], match[2] or match[3] or ""
    return simplest(Fraction(int(whole + places), 10 ** len(places)))


def decimal_text(amount: Amount) -> str:
    """Return the number in decimals, exactly. Raises `ValueError` for one without an end, such as 1/3."""
    if isinstance(amount, int):
        return str(amount)
    places = 0
    while (scaled := amount * 10**places).denominator != 1:
        places += 1
        if places > _MOST_PLACES:
            raise ValueError(f"{amount} has no exact decimal form")
    if not places:
        return str(scaled.numerator)
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{'-' if amount < 0 else ''}{digits[:-places]}.{digits[-places:]}"
