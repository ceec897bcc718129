"""Numbers and days as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engage.surveys.numerals import day, number

DIGITS = "零一二三四五六七八九"


def below_ten_thousand(value):
    """Write 1 to 9999 as it is said: 一千零五."""
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return said


def chinese(value):
    """Write 0 to 10 ** 12 as it is said, with 零 where units are skipped."""
    if value == 0:
        return DIGITS[0]
    said = ""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, value = divmod(value, unit)
        if part:
            said += ("零" if said and part < 1000 else "") + below_ten_thousand(part) + name
    return said.removeprefix("一") if said.startswith("一十") else said


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("25", "25"),
        (" 25 ", "25"),
        ("２５", "25"),
        ("１２．５", "12.5"),
        ("二十五", "25"),
        ("十五", "15"),
        ("一十五", "15"),
        ("百万", "1000000"),
        ("二五", "25"),
        ("二〇二六", "2026"),
        ("一百零五", "105"),
        ("一百〇五", "105"),
        ("一百五", "150"),
        ("两百五", "250"),
        ("三万五", "35000"),
        ("一百十五", "115"),
        ("两千零五", "2005"),
        ("一万零三十", "10030"),
        ("三十万", "300000"),
        ("二十三万五", "235000"),
        ("三千万", "30000000"),
        ("一亿零一", "100000001"),
        ("3万5千", "35000"),
        ("3 万", "30000"),
        ("1.5万", "15000"),
        ("三点五万", "35000"),
        ("十二点五", "12.5"),
        ("零点五", "0.5"),
        ("一百二十点五", "120.5"),
        ("壹佰贰拾叁", "123"),
        ("貳萬", "20000"),
        ("负五", "-5"),
        ("負十", "-10"),
        ("-5", "-5"),
        ("－５", "-5"),
        ("−5", "-5"),
        ("minus 5", "-5"),
        ("Minus 5", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        (".5", "0.5"),
        ("007", "7"),
        ("1,234", "1234"),
        ("1，234，567.5", "1234567.5"),
        ("1 234 567", "1234567"),
        ("０", "0"),
        ("零", "0"),
    ],
)
def test_reads(typed, value):
    assert number(typed) == Decimal(value)
    assert str(number(typed)) != "-0"


NO_NUMBERS = [
    *["", " ", "-", "+", ".", ",", "5.", "12,5", "1,23", "1234,567", "1,2345", "1 2", "1.2.3", "1e5", "0x10", "nan"],
    *["infinity", "1_000", "5²", "②", "½", "٣", "25岁", "abc", "😀", "--5", "5-", "万万", "一百一百", "12百", "十百"],
    *[
        "一千二千",
        "一万二亿",
        "三百万五",
        "三百五点二",
        "三千5000",
        "点",
        "五点",
        "零百",
        "千万亿",
        "1" * 41,
        "十" * 40,
    ],
]
NO_DAYS = [
    *[
        "",
        "2026",
        "2026-01",
        "2026年1月",
        "1月31日",
        "26年1月31日",
        "31.1.2026",
        "1/31/2026",
        "2026-02-30",
        "2026-13-01",
    ],
    *["2026-0-1", "2026-01-31-1", "2026--1-31", "1799-12-31", "2200-01-01", "20260132", "2026/1-31", "2026-1.5-3"],
    *["+026-01-31", "2026-W01-1", "明天", "😀", "2026年1月31日日", "1" * 10_000],
]
ONE_DAY = [
    *["2026-01-31", "2026-1-31", "2026/1/31", "2026.1.31", "2026 1 31", "20260131", "2026年1月31日", "2026年1月31号"],
    *[
        "2026年01月31",
        "2026 年 1 月 31 日",
        "２０２６年１月３１日",
        "２０２６．１．３１",
        "２０２６－０１－３１",
        "2026−1−31",
    ],
    *["二〇二六年一月三十一日", "二零二六年一月三十一日", " 2026-01-31 "],
]


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_does_not_guess(typed):
    assert number(typed) is None


@given(st.integers(0, 10**8) | st.integers(0, 10**12 - 1))
@example(10**8)
@example(10**7)
@example(100_010_001)
def test_every_whole_number_is_read_as_it_is_said(value):
    assert number(chinese(value)) == value
    assert number(f"负{chinese(value)}") == -value
    assert number(f"{value:,}") == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_every_decimal_is_read_in_full_width_too(value):
    wide = str(value).translate({ord(character): ord(character) + 0xFEE0 for character in "0123456789.-"})

    assert number(wide) == number(str(value)) == value


@given(st.text(max_size=60) | st.text("零一二两十百千万亿点0123456789.,- 负", max_size=15))
def test_any_text_is_a_number_or_nothing(text):
    value = number(text)

    assert value is None or value.is_finite()
    assert day(text) is None or day(text).year >= 1800


@pytest.mark.parametrize("typed", ONE_DAY, ids=lambda typed: typed[:12])
def test_reads_a_day(typed):
    assert day(typed) == date(2026, 1, 31)


@pytest.mark.parametrize("typed", NO_DAYS, ids=lambda typed: typed[:12])
def test_does_not_guess_a_day(typed):
    assert day(typed) is None


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_in_each_way(value):
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value.year))

    assert day(value.isoformat()) == value
    assert day(f"{value.year}年{value.month}月{value.day}日") == value
    assert day(f"{year}年{chinese(value.month)}月{chinese(value.day)}日") == value
    assert day(f"{value:%Y%m%d}") == value
    assert day(f"{value:%Y.%m.%d}") == value
