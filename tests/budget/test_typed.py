from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.budget.currencies import COMMON, current_currencies, is_currency
from engage.budget.typed import (
    MAX_MINOR,
    money_text,
    parse_money,
)
from engage.errors import Invalid
from engage.moments import instant_in, moment_text, parse_moment


def on_the_clock(*parts):
    return datetime(*parts)  # noqa: DTZ001 - what a clock shows has no zone yet.


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("300000", "CNY", 300_000_00),
        ("300,000", "CNY", 300_000_00),
        ("300000.50", "CNY", 300_000_50),
        ("300000.5", "CNY", 300_000_50),
        ("300,000.500", "CNY", 300_000_50),
        (" 300 000 ", "CNY", 300_000_00),
        ("300\u00a0000", "CNY", 300_000_00),
        ("３００，０００", "CNY", 300_000_00),
        ("３００，０００．５０", "CNY", 300_000_50),
        ("￥300,000", "CNY", 300_000_00),
        ("300,000元", "CNY", 300_000_00),
        ("CNY 300,000", "CNY", 300_000_00),
        ("300,000 usd", "USD", 300_000_00),
        ("30万", "CNY", 300_000_00),
        ("30.5万元", "CNY", 305_000_00),
        ("1.23456万", "CNY", 12_345_60),
        ("1亿", "CNY", 100_000_000_00),
        ("$1,000,000", "USD", 1_000_000_00),
        ("5000", "JPY", 5000),
        ("5000.0", "JPY", 5000),
        ("12.345", "KWD", 12_345),
        ("0", "CNY", 0),
        ("0.01", "CNY", 1),
        ("0000300", "CNY", 300_00),
        ("70368744177.67", "CNY", 70_368_744_177_67),
    ],
)
def test_reads_amounts_exactly(text, currency, minor):
    assert parse_money(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "-5", "+5", "1,5", "12,34", "1,0000", ",000", "1.2.3", "300.000,50", "1e5", "0x10", "5.", ".5",
        "10²", "½", "٣٠٠", "三十万", "¥", "万", "NaN", "Infinity", "1\n000", "<b>5</b>", "5;", "1,000 000", "5\0",
    ],
)  # fmt: skip
def test_refuses_what_is_no_amount(text):
    with pytest.raises(Invalid, match="such as"):
        parse_money(text, "CNY")


@pytest.mark.parametrize(("text", "currency"), [("1.005", "CNY"), ("5.5", "JPY"), ("1.00001万", "JPY")])
def test_rounds_nothing(text, currency):
    with pytest.raises(Invalid, match="decimals"):
        parse_money(text, currency)


def test_refuses_another_currency():
    with pytest.raises(Invalid, match="in USD"):
        parse_money("CNY 300", "USD")


@pytest.mark.parametrize("text", ["100000000000.01", "9" * 30, "9" * 5000, "1000000000亿"])
def test_refuses_amounts_that_the_store_cannot_hold(text):
    with pytest.raises(Invalid, match="too large"):
        parse_money(text, "CNY")


@given(st.integers(0, MAX_MINOR), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_reads_back_the_amount_it_shows(minor, currency):
    assert parse_money(money_text(minor, currency), currency) == minor


def test_shows_amounts_with_decimals_only_where_there_are_any():
    assert money_text(300_000_00, "CNY") == "300,000"
    assert money_text(300_000_50, "CNY") == "300,000.50"


def test_knows_the_currencies_of_today():
    assert all(map(is_currency, COMMON))
    assert len(current_currencies()) > 140
    for code in ("DEM", "XAU", "XXX", "CNX", "ABC", "", "cny"):
        assert not is_currency(code)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01T09:05", "2026-06-01 09:05", "2026-06-01T09:05:00", "2026-06-01T09:05:00.000", "2026-6-1 9:05",
        "2026/6/1 9:05", "2026年6月1日9:05", "２０２６－０６－０１　０９：０５", " 2026-06-01  09:05 ",
    ],
)  # fmt: skip
def test_reads_moments(text):
    assert parse_moment(text) == on_the_clock(2026, 6, 1, 9, 5)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-06-01", "09:05", "2026-06-31 09:05", "2026-06-01 24:00", "2026-06-01 9", "0001-01-01 00:00",
     "9999-12-31 23:59", "2026-13-01 00:00", "2026-06-01T09:05Z", "2026-06-019:05", "2026-06-01 09:05:59\0"],
)  # fmt: skip
def test_refuses_what_is_no_moment(text):
    with pytest.raises(Invalid):
        parse_moment(text)


def test_a_moment_is_one_of_the_clocks_of_its_place():
    nine = on_the_clock(2026, 6, 1, 9, 0)

    assert instant_in(nine, "Asia/Shanghai") == datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    assert instant_in(nine, "America/New_York") == datetime(2026, 6, 1, 13, 0, tzinfo=UTC)


def test_refuses_a_time_that_the_clocks_skip():
    with pytest.raises(Invalid, match="skip"):
        instant_in(on_the_clock(2026, 3, 8, 2, 30), "America/New_York")
    assert instant_in(on_the_clock(2026, 3, 8, 3, 0), "America/New_York") == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def test_refuses_a_time_that_the_clocks_show_twice():
    with pytest.raises(Invalid, match="twice"):
        instant_in(on_the_clock(2026, 11, 1, 1, 30), "America/New_York")
    assert instant_in(on_the_clock(2026, 11, 1, 2, 0), "America/New_York") == datetime(2026, 11, 1, 7, 0, tzinfo=UTC)


def test_shows_an_instant_on_the_clocks_of_its_place():
    assert moment_text(datetime(2026, 6, 1, 1, 0, tzinfo=UTC), "Asia/Shanghai") == "2026-06-01T09:00"
    assert moment_text(None, "Asia/Shanghai") == ""
