from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.budget.amounts import decimal_text, parse_amount

DECIMALS = st.builds(lambda digits, places: Fraction(digits, 10**places), st.integers(0, 10**20), st.integers(0, 8))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("007", 7),
        ("400000.0", 400000),
        ("972679.04", Fraction(97267904, 100)),
        ("0.1", Fraction(1, 10)),
        ("12,5", Fraction(25, 2)),
        ("1000000000", 10**9),
    ],
)
def test_reads_numbers_exactly(text, amount):
    assert parse_amount(text) == amount


def test_whole_numbers_are_integers():
    assert isinstance(parse_amount("400000.0"), int)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "-1",
        "+1",
        "1e5",
        "1_000",
        "1 000",
        "1,000",
        "1,234.5",
        "1.",
        ".5",
        "٣",
        "½",
        "nan",
        "inf",
        "9" * 31,
    ],
)
def test_takes_nothing_else_for_a_number(text):
    assert parse_amount(text) is None


@given(DECIMALS)
def test_writes_what_reads_as_the_same_number(amount):
    assert parse_amount(decimal_text(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "text"), [(Fraction(-1, 4), "-0.25"), (Fraction(5), "5"), (Fraction(1, 100), "0.01"), (12, "12")]
)
def test_writes_decimals(amount, text):
    assert decimal_text(amount) == text


def test_refuses_a_number_without_an_end():
    with pytest.raises(ValueError, match="no exact decimal"):
        decimal_text(Fraction(1, 3))
