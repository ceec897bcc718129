from decimal import Decimal

import pytest
from surveys.survey_answers import EVERY_KIND, question

from engage.surveys.cells import cells, number, number_cell, number_of

BY_NAME = {one.name: one for one in EVERY_KIND}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("lift", "yes", ["", "yes"]),
        ("needs", ["light", "trees"], ["", "light", "trees"]),
        ("order", ["trees", "light", "seats"], ["", "trees@1", "light@2", "seats@3"]),
        ("happy", 4, ["", "4"]),
        ("places", {"yard": "good", "stairs": "bad"}, ["", "yard=good", "stairs=bad"]),
        ("age", 1234, ["", "#1230"]),
        ("rent", "12.5", ["", "#12.5"]),
        ("since", "2026-03-14", ["", "2026-03"]),
        ("why", "太暗", [""]),
        ("seen", "OK", [""]),
        ("photo", "d" * 64, [""]),
        ("needs", [], []),
        ("why", "", []),
        ("lift", None, []),
    ],
)
def test_an_answer_falls_into_the_cells_of_its_kind(name, value, expected):
    assert cells(BY_NAME[name], value) == expected


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (0, "#0"),
        ("0.0", "#0"),
        (-5, "#-5"),
        (999, "#999"),
        (1_000_000, "#1000000"),
        ("0.1234", "#0.123"),
        (12345, "#12300"),
    ],
)
def test_numbers_share_a_cell_by_their_first_three_digits(value, cell):
    assert number_cell(value) == cell
    assert abs(number_of(cell) - Decimal(str(value))) <= abs(Decimal(str(value))) / 200


def test_sums_are_in_ten_thousandths_and_exact():
    assert number(BY_NAME["rent"], "0.1234") == 1234
    assert number(BY_NAME["rent"], "999999999.9999") == 9_999_999_999_999
    assert number(BY_NAME["happy"], 5) == 50_000
    assert number(BY_NAME["lift"], "yes") is None
    assert number(question("age", "integer"), None) is None
