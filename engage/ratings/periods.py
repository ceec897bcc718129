"""Periods of figures: "2026", "2026-Q3", and "2026-07/12m" for the twelve months that end with July 2026.

Months are named by their first day. Which month a visit belongs to is decided by its day where it took place.
"""

import re
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 2000, 2199
_SHAPE = re.compile(r"([0-9]{4})(?:-Q([1-4])|-(0[1-9]|1[0-2])/12m)?")
ROLLING = 12


@dataclass(frozen=True)
class Period:
    """`first` and `last` are the first days of its first and of its last month."""

    name: str
    first: date
    last: date

    @property
    def months(self) -> list[date]:
        return [later(self.first, number) for number in range(_number(self.last) - _number(self.first) + 1)]

    def __contains__(self, month: date) -> bool:
        return self.first <= month_of(month) <= self.last


def parse(name: str) -> Period:
    """Return the period of that name. Raises `ValueError` with a sentence that says how periods are written."""
    found = _SHAPE.fullmatch(name)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError("A period is written 2026, 2026-Q3 or 2026-07/12m.")
    year = int(found[1])
    if found[2]:
        first = date(year, 3 * int(found[2]) - 2, 1)
        return Period(name, first, later(first, 2))
    if found[3]:
        last = date(year, int(found[3]), 1)
        return Period(name, later(last, 1 - ROLLING), last)
    return Period(name, date(year, 1, 1), date(year, 12, 1))


def year_of(day: date) -> str:
    return f"{day.year:04d}"


def quarter_of(day: date) -> str:
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def rolling_to(day: date) -> str:
    """Return the name of the twelve months that end with the month of this day."""
    return f"{day.year:04d}-{day.month:02d}/12m"


def current(day: date) -> list[str]:
    """Return the periods that a reader asks for on this day: year, quarter, and the last twelve months."""
    return [year_of(day), quarter_of(day), rolling_to(day)]


def touched_by(day: date) -> list[str]:
    """Return every period in which a visit of this day counts: its year, its quarter, and twelve rolling ones."""
    rolling = [rolling_to(later(month_of(day), number)) for number in range(ROLLING)]
    return [year_of(day), quarter_of(day), *rolling]


def month_of(day: date) -> date:
    return day.replace(day=1)


def later(month: date, number: int) -> date:
    """Return the first day of the month so many months later."""
    year, index = divmod(_number(month) + number, 12)
    return date(year, index + 1, 1)


def month_name(month: date) -> str:
    return f"{month.year:04d}-{month.month:02d}"


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1
