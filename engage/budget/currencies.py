"""Currencies a budget can be in: those that are legal tender somewhere today, by their ISO 4217 codes."""

from functools import cache

from babel.core import get_global

COMMON = ("CNY", "HKD", "USD", "EUR", "GBP", "JPY", "PLN")


@cache
def current_currencies() -> frozenset[str]:
    """Return the codes of legal tender, without bonds, metals and what has been replaced."""
    rows = (row for rows in get_global("territory_currencies").values() for row in rows)
    return frozenset(code for code, _since, until, is_tender in rows if is_tender and until is None)


def is_currency(code: str) -> bool:
    return code in current_currencies()
