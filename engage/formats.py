"""How money, dates and shares are shown to the reader."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_name
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from flask import Flask

from engage.i18n import _, language


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency has: 2 for CNY, 0 for JPY."""
    return get_currency_precision(currency)


def amount(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def money(minor: int, currency: str, locale: str | None = None) -> str:
    """Write an amount in the reader's way, or in that of another language; decimals only where there are any."""
    return _money(minor, currency, locale or language())


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, locale: str) -> str:
    value = amount(minor, currency)
    pattern = "¤#,##0" if value == value.to_integral_value() else None
    return format_currency(value, currency, format=pattern, locale=locale, currency_digits=pattern is None)


def count(number: int) -> str:
    return _count(number, language())


@lru_cache(maxsize=4096)
def _count(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale)


def share(part: int, whole: int) -> str:
    """Write part of whole as a percentage with one decimal, rounded from the exact value; "–" of nothing."""
    if not whole:
        return "–"
    exact = Fraction(part, whole)
    return format_percent(Decimal(round(exact * 1000)) / 1000, format="0.#%", locale=language())


def local(at: datetime, timezone: str) -> datetime:
    return at.astimezone(ZoneInfo(timezone))


def when(at: datetime, timezone: str) -> str:
    """Write an instant in the community's time zone, weekday included: a closing time must not be misread."""
    return _when(at, timezone, language())


@lru_cache(maxsize=1024)
def _when(at: datetime, timezone: str, locale: str) -> str:
    zone = ZoneInfo(timezone)
    pattern = "y年M月d日（EEE）HH:mm" if locale == "zh" else "EEE d MMM y, HH:mm"
    return format_datetime(at.astimezone(zone), pattern, tzinfo=zone, locale=locale)


def day(on: date) -> str:
    return format_date(on, "y年M月d日" if language() == "zh" else "d MMM y", locale=language())


def month(of: date) -> str:
    return format_date(of, "y年M月" if language() == "zh" else "MMMM y", locale=language())


def zone(timezone: str) -> str:
    """Name a time zone as people do, not by its key. Babel has no word for what all of China calls its time."""
    if timezone == "Asia/Shanghai":
        return _("Beijing time")
    return get_timezone_name(ZoneInfo(timezone), locale=language())


def floor_area(dm2: int) -> str:
    return f"{format_decimal(Decimal(dm2) / 100, format='#,##0.00', locale=language())} m²"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(count=count, when=when, day=day, month=month, zone=zone, floor_area=floor_area)
    app.jinja_env.globals.update(money=money, share=share)
