"""Numbers and days as people write them: 二十五, １２．５, 1,234, 3万5千, 2026年1月31日.

What can be read in two ways is not read at all: 12,5 may be twelve and a half or a slip of the finger.
"""

from datetime import date
from decimal import Decimal

MAX_LENGTH = 40
FULL_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
MEANS = {
    "-": "负負−–—",
    "0": "〇零",
    "1": "一壹",
    "2": "二两兩贰貳",
    "3": "三叁參",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒",
    "8": "八捌",
    "9": "九玖",
    ".": "点點",
    "十": "拾",
    "百": "佰",
    "千": "仟",
    "万": "萬",
    "亿": "億",
    "号": "號",
}
PLAIN = FULL_WIDTH | {ord(character): plain for plain, characters in MEANS.items() for character in characters}
SIGNS = {"-": -1, "minus ": -1, "+": 1}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
UNITS = SMALL | LARGE
YEARS = range(1800, 2200)


def number(text: str) -> Decimal | None:
    """Return the number that the text says, exactly, or None."""
    plain = _plain(text).lower()
    if _is_digits(plain):
        return Decimal(plain)
    prefix = next((sign for sign in SIGNS if plain.startswith(sign)), "")
    unsigned = plain[len(prefix) :].strip()
    has_units = not unsigned.isascii() and any(unit in unsigned for unit in UNITS)
    value = _with_units(unsigned) if has_units else _digits(unsigned)
    # Nothing times minus one would be minus nothing.
    return value * SIGNS.get(prefix, 1) if value else value


def day(text: str) -> date | None:
    """Return the day that the text says, year first, or None: 31.1.2026 and 26年1月31日 are not read."""
    plain = _plain(text)
    if len(plain) == 10 and plain.isascii() and plain[4] == plain[7] == "-":  # What a date field sends.
        parts = [plain[:4], plain[5:7], plain[8:]]
    elif len(plain) == 8 and _is_digits(plain):
        parts = [plain[:4], plain[4:6], plain[6:]]
    elif "年" in plain:
        year, _, rest = plain.partition("年")
        month, _, last = rest.partition("月")
        parts = [year, month, last.strip().removesuffix("日").removesuffix("号")]
    else:
        parts = plain.split(next((mark for mark in "-/." if mark in plain), " "))
    numbers = [whole for part in parts if (whole := _whole(part)) is not None]
    if len(parts) != 3 or len(numbers) != 3 or numbers[0] not in YEARS:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    value = int(text) if _is_digits(text) else number(text)
    return int(value) if value is not None and value == int(value) else None


def _plain(text: str) -> str:
    """Return the text in ASCII digits and the five units, or nothing when it is far too long for a number."""
    if len(text) > MAX_LENGTH:
        return ""
    return (text if text.isascii() else text.translate(PLAIN)).strip()


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _digits(plain: str) -> Decimal | None:
    """Read digits, at most one point, and groups of three kept apart by commas or by spaces."""
    whole, point, fraction = plain.partition(".")
    groups = whole.split("," if "," in whole else " ")
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        return None
    whole = "".join(groups)
    if not _is_digits(whole or "0" * len(point)) or not _is_digits(fraction or "0" * (1 - len(point))):
        return None
    return Decimal(f"{whole or '0'}{point}{fraction}")


def _with_units(plain: str) -> Decimal | None:
    """Read digits with units that fall: 十百千 below each 万 and 亿, 亿 before 万."""
    total = section = Decimal(0)
    small = large = 10**12
    digits = before = ""
    for place, character in enumerate(plain):
        if character not in UNITS:
            digits += character
            continue
        # 十五 is fifteen, 百万 a million; 三十万 has nothing between its units.
        value = _digits(digits.strip()) if digits else Decimal(place == 0 or character == "十")
        if value is None:
            return None
        if character in SMALL:
            if SMALL[character] >= small or value not in range(1, 10):
                return None
            small = SMALL[character]
            section += value * small
        else:
            section += value
            if value >= small or not 0 < section * LARGE[character] < large:
                return None
            large, small = LARGE[character], LARGE[character]
            total, section = total + section * large, Decimal(0)
        before, digits = digits, ""
    end = _end(digits.strip(), before.strip(), min(small, large))
    return None if end is None else total + section + end


def _end(digits: str, before: str, unit: int) -> Decimal | None:
    """Read what follows the last unit: 5 is fifty in 三百五, five in 三百零五 and in 二十五."""
    value = _digits(digits) if digits else Decimal(0)
    if value is None or value >= unit:
        return None
    if unit > 10 and digits and digits[0] in "123456789" and len(digits.partition(".")[0]) == 1:
        # 三百万五 and 三百五点二 can be read in two ways.
        return value * unit / 10 if len(digits) == 1 and len(before) == 1 else None
    return value
