"""Parameters of programs' requests, read exactly. What makes no sense is refused by name, never guessed at."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from engage.api.errors import BadParameter
from engage.i18n import _l

T = TypeVar("T")


def read(parameters: Mapping[str, str], name: str, parse: Callable[[str], T], expected: object) -> T | None:
    """Return a parameter's value; None when it is absent or empty. `expected` says what it should be."""
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except (ValueError, OverflowError) as error:
        raise refused(name, expected) from error


def refused(name: str, expected: object) -> BadParameter:
    return BadParameter(_l("%(name)s cannot be understood: %(expected)s", name=name, expected=expected), fields=[name])


def refuse_unknown(parameters: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a parameter that nothing reads: a misspelt filter would seem to work."""
    for name in parameters:
        if name not in known:
            names = ", ".join(sorted(known))
            raise BadParameter(_l("There is no parameter of this name. There are: %(names)s.", names=names),
                               fields=[name[:40]])  # fmt: skip


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and lowest <= int(text) <= highest):
            raise ValueError("not such a number")
        return int(text)

    return parse


def instant(text: str) -> datetime:
    """Return the instant of an ISO 8601 text with its zone. A plus sign that became a space on its way is put back."""
    found = datetime.fromisoformat(text.replace(" ", "+"))
    if found.tzinfo is None or not 1970 <= found.year < 9000:
        raise ValueError("no zone, or far away")
    return found


def instant_or_day(timezone: str, *, is_end: bool) -> Callable[[str], datetime]:
    """Return a reader of instants that also takes days, and times without a zone as those of the place's clocks."""

    def parse(text: str) -> datetime:
        if len(text) == len("2026-06-01"):
            found = datetime.combine(date.fromisoformat(text), time.max if is_end else time.min)
        else:
            found = datetime.fromisoformat(text.replace(" ", "+"))
        if not 1970 <= found.year < 9000:
            raise ValueError("far away")
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone))

    return parse
