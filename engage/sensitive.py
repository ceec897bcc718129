"""Finds what a text should not say in public: numbers and addresses by which one person or one flat can be told.

Findings are pointed out to whoever publishes; nothing is cut out by itself. Full-width characters, Chinese digits and
digits with spaces or dashes between them are read as well.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CHINESE_DIGITS = dict(zip(map(ord, "〇零一二三四五六七八九"), "00123456789", strict=True))
# One character for one, so that a finding's place is the same in the text as it was typed.
_PLAIN = {**_HALF_WIDTH, **_CHINESE_DIGITS, 0x3000: " ", 0xD7: "x"}

_GAP = r"[ .·\-‐-―_]{0,2}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# What follows a number that counts or measures something.
_COUNTED = (
    r"(?!\d|\s*(?:年|月|日|号线|路|层|楼|元|块|米|个|人|户|家|盏|平|公|多|余|万|%|点|分|次|天|倍|kg|m\b|metre|meter))"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


class Kind(StrEnum):
    PHONE = "phone"
    ID_NUMBER = "id-number"
    PLATE = "plate"
    DOOR = "door"
    EMAIL = "email"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Finding:
    """What stands at `text[start:end]`."""

    kind: Kind
    start: int
    end: int


def findings(text: str) -> list[Finding]:
    """Return what was found, in the order of the text, none overlapping another."""
    plain = text.translate(_PLAIN)
    found: list[Finding] = []
    for kind, pattern, is_one in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span("it")
            if is_one(match["it"]) and all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(kind, start, end))
    return sorted(found, key=lambda finding: finding.start)


def _digits(text: str) -> str:
    return "".join(character for character in text.upper() if character.isdigit() or character == "X")


def _is_id_number(text: str) -> bool:
    """Tell whether the birth date exists and, with 18 digits, the check digit is right (GB 11643-1999)."""
    number = _digits(text)
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return 1850 <= int(born[:4]) <= 2100 and _ID_CHECKS[total % 11] == number[17]


def _is_room(text: str) -> bool:
    """Tell a flat's number from a year or an amount: the last two digits count the flats of one floor."""
    numbers = re.findall(r"\d+", text)
    return len(numbers[-1]) < 3 or 1 <= int(numbers[-1][-2:]) <= 16


def _any(_text: str) -> bool:
    return True


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.VERBOSE)


_ROOM = r"(?:\d{3,4}|\d{1,2}-\d{1,2})(?:\s?(?:号房|室|房|号))?"
# The first that claims a place has it: an identity number holds what looks like a telephone's.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        Kind.EMAIL,
        _pattern(r"(?<![a-z0-9.+-])(?P<it>[a-z0-9_.+-]{1,64}\s?@\s?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"),
        _any,
    ),
    (Kind.ID_NUMBER, _pattern(rf"(?<![\d.])(?P<it>[1-9](?:{_GAP}\d){{16}}{_GAP}[\dX])(?![\dA-Z])"), _is_id_number),
    (Kind.ID_NUMBER, _pattern(r"(?<![\d.])(?P<it>[1-9]\d{14})(?!\d)"), _is_id_number),
    (Kind.PHONE, _pattern(rf"(?<!\d)(?P<it>(?:\+?(?:00)?86{_GAP})?1[ -]?[3-9](?:{_GAP}\d){{9}})(?!\d)"), _any),
    (
        Kind.PHONE,
        _pattern(rf"(?<!\d)(?P<it>(?:\+?86{_GAP})?[(]?0\d{{2,3}}[)]?{_GAP}[2-8](?:{_GAP}\d){{6,7}})(?![\d年])"),
        _any,
    ),
    (Kind.PHONE, _pattern(r"(?:电话|座机|致电|tel|phone|call)\D{0,6}(?P<it>[2-8]\d{2,3}[ -]?\d{4})(?![\d年元])"), _any),
    (
        Kind.ACCOUNT,
        _pattern(
            r"(?:微信|薇信|we\s?chat|\bvx\b|\bwx\b)\s*(?:号|id|account)?\s*(?:[:是为]|\bis\b|加)?\s*"
            r"(?P<it>[a-z](?=[-\w]*[\d_])[-_a-z0-9]{5,19})(?![a-z0-9])"
        ),
        _any,
    ),
    (
        Kind.ACCOUNT,
        _pattern(
            r"(?:微信|we\s?chat|\bvx|\bwx)\s*(?:号|id|account)?\s*[:是为]\s*(?P<it>[a-z][-_a-z0-9]{5,19})(?![a-z0-9])"
        ),
        _any,
    ),
    (Kind.ACCOUNT, _pattern(r"(?:qq|扣扣)\s*(?:号码?|群)?\s*[:是为]?\s*(?P<it>[1-9]\d{4,11})(?!\d)"), _any),
    # Six places for electric cars: their letter stands first on small ones and last on large ones.
    (
        Kind.PLATE,
        _pattern(
            rf"(?P<it>[{_PROVINCES}]\s?[A-HJ-NP-Z]\s?[·.\- ]?\s?"
            r"(?:[A-HJK]\s?[A-HJ-NP-Z0-9]\d{4}|\d{5}\s?[A-HJK]|(?=[A-Z]{0,3}[A-Z0-9]*\d[A-Z0-9]*)[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9学警港澳挂]))"
            r"(?![A-Z0-9])"
        ),
        _any,
    ),
    (
        Kind.DOOR,
        _pattern(
            rf"(?P<it>(?:\d{{1,3}}|十\d?|\d十\d?)\s?(?:栋|幢|号楼|座|号)\s?[,，]?\s?"
            rf"(?:(?:\d{{1,2}}|十\d?)\s?(?:单元|门|梯)\s?[,，]?\s?)?(?:\d{{1,2}}\s?(?:楼|层)\s?)?(?:{_ROOM}|\d{{1,2}}\s?室)){_COUNTED}"
        ),
        _is_room,
    ),
    (
        Kind.DOOR,
        _pattern(
            rf"(?P<it>(?:\d{{1,2}}|十\d?)\s?单元\s?[,，]?\s?(?:\d{{1,2}}\s?(?:楼|层)\s?)?(?:{_ROOM}|\d{{1,2}}\s?[室号])){_COUNTED}"
        ),
        _is_room,
    ),
    (Kind.DOOR, _pattern(r"(?<![\d-])(?P<it>\d{3,4}\s?(?:室|号房|房间))"), _is_room),
    (Kind.DOOR, _pattern(r"(?<![\d.\-/])(?P<it>\d{1,2}\s?[-—#]\s?\d{1,2}\s?[-—]\s?\d{3,4})(?![\d\-/])"), _is_room),
    (
        Kind.DOOR,
        _pattern(
            r"\b(?P<it>(?:(?:building|block)\s?\d{1,3},?\s+)?(?:(?:unit|entrance|stairwell)\s?\d{1,2},?\s+)?"
            r"(?:(?:room|rm|unit)\.?\s?\#?(?:\d{3,4}[a-z]?|\d{1,2}[a-z]|\d{1,2}-\d{1,2})"
            r"|(?:flat|apartment|apt)\.?\s?\#?(?:no\.?\s?)?\d{1,4}[a-z]?))\b"
        ),
        _any,
    ),
)
