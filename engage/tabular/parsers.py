"""Parsers of one cell: text in, value out, `CellError` with a sentence for the uploader otherwise."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from engage.i18n import _l

Parser = Callable[[str], Any]

INT32_MAX = 2**31 - 1
# Full-width forms only: the wider NFKC would also read the "²" of "85²" as a digit.
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: " "}
_PLAIN = re.compile(r"([0-9]{1,16})(?:[.,]([0-9]{1,2}))?")
_GROUPED = re.compile(
    r"""(?: ([0-9]{1,3}(?:,[0-9]{3}){1,5}) (?: \.([0-9]{1,2}) )?
          | ([0-9]{1,3}(?:\.[0-9]{3}){1,5}) ,([0-9]{1,2}) )""",
    re.VERBOSE,
)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_MORE_DECIMALS = re.compile(r"[0-9]+\.[0-9]{3,}")


class CellError(ValueError):
    """A cell that cannot be read. `kind` names the fault for programs, `message` tells it to people."""

    def __init__(self, kind: str, message: Any, **params: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.message = message
        self.params = params


def clip(value: str, length: int = 40) -> str:
    """Return the value short enough for an error message."""
    return value if len(value) <= length else value[: length - 1] + "…"


def loosely(value: str) -> str:
    """Return a form in which headings and choices compare: case, width, spaces, hyphens and asterisks do not count."""
    return re.sub(r"[\s_*:\-\u200b\ufeff]+", "", unicodedata.normalize("NFKC", value).casefold())


def year(value: str, *, minimum: int = 1900, maximum: int = 2100) -> int:
    """Read a year of four digits, with or without 年."""
    plain = value.translate(_FULL_WIDTH).strip().removesuffix("年").rstrip()
    if not re.fullmatch(r"[0-9]{4}(\.0+)?", plain):
        raise CellError(
            "not_year",
            _l("“%(value)s” is not a year. Write four digits, such as 1985.", value=clip(value)),
            value=clip(value),
        )
    return _within(int(plain[:4]), minimum, maximum)


def text(max_length: int) -> Parser:
    """Return a parser of one line of text; line breaks and tabs inside become spaces."""

    def parse(value: str) -> str:
        line = unicodedata.normalize("NFC", re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", value).strip())
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in line):
            raise CellError("control_character", _l("There is a character in this text that cannot be stored."))
        if len(line) > max_length:
            raise CellError(
                "too_long",
                _l("The text has %(length)s characters; at most %(limit)s fit.", length=len(line), limit=max_length),
                length=len(line),
                limit=max_length,
            )
        return line

    return parse


def choice(options: Mapping[str, Any]) -> Parser:
    """Return a parser that knows these words, loosely compared, and gives their values."""
    known = {loosely(word): value for word, value in options.items()}
    words = ", ".join(list(options)[:12])

    def parse(value: str) -> Any:
        try:
            return known[loosely(value)]
        except KeyError:
            raise CellError(
                "not_a_choice",
                _l("“%(value)s” is not one of: %(words)s.", value=clip(value), words=words),
                value=clip(value),
                words=words,
            ) from None

    return parse


def hundredths(value: str, *, minimum: int = 0, maximum: int = INT32_MAX) -> int:
    """Read a measure with at most two decimals, exactly: "85.37" and "85,37" are 8537.

    "1,234" is refused, for it may mean 1234 or 1.234; "1,234.5" and "1.234,5" are clear.
    """
    plain = value.translate(_FULL_WIDTH).strip()
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", plain):
        raise CellError(
            "ambiguous", _l("“%(value)s” can be read in two ways. Leave the comma out.", value=plain), value=plain
        )
    return _within(_in_hundredths(plain, value), minimum, maximum, 100)


def day(value: str) -> date:
    """Read a day written year first, as "2026-07-03", "2026/7/3" or "2026年7月3日"."""
    found = _DAY.fullmatch(value.translate(_FULL_WIDTH).strip())
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(value)
    except ValueError:
        message = _l("“%(value)s” is not a day such as 2026-07-03.", value=clip(value))
        raise CellError("not_a_day", message, value=clip(value)) from None


def _in_hundredths(plain: str, typed: str) -> int:
    if match := _PLAIN.fullmatch(plain):
        whole, decimals = match.groups()
    elif match := _GROUPED.fullmatch(plain):
        whole, decimals = match[1] or match[3], match[2] or match[4]
    elif _MORE_DECIMALS.fullmatch(plain):
        raise CellError("decimals", _l("“%(value)s” has more than two decimals.", value=clip(typed)), value=clip(typed))
    elif plain.startswith(("-", "\u2212")):
        raise CellError("negative", _l("“%(value)s” is below zero.", value=clip(typed)), value=clip(typed))
    else:
        raise CellError(
            "not_number",
            _l("“%(value)s” is not a number such as 85.37.", value=clip(typed)),
            value=clip(typed),
        )
    return int(re.sub("[.,]", "", whole)) * 100 + int((decimals or "").ljust(2, "0"))


def _within(number: int, minimum: int, maximum: int, scale: int = 1) -> int:
    if minimum <= number <= maximum:
        return number
    low, high = minimum // scale, maximum // scale
    raise CellError(
        "out_of_range",
        _l("The number must be from %(low)s to %(high)s.", low=low, high=high),
        low=low,
        high=high,
    )
