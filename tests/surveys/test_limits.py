import pytest

from engage.surveys.limits import Limits, from_source, to_source
from engage.surveys.questionnaire import QuestionType

T = QuestionType


@pytest.mark.parametrize(
    ("type_", "limits", "source"),
    [
        (T.INTEGER, Limits("1", "10"), ". >= 1 and . <= 10"),
        (T.DECIMAL, Limits("-0.5"), ". >= -0.5"),
        (T.TEXT, Limits(most="200"), "string-length(.) <= 200"),
        (T.MULTIPLE, Limits("1", "3"), "count-selected(.) >= 1 and count-selected(.) <= 3"),
        (T.DATE, Limits("2026-01-01", not_future=True), ". >= date('2026-01-01') and . <= today()"),
        (T.INTEGER, Limits(), ""),
    ],
)
def test_limits_are_written_and_read_back(type_, limits, source):
    assert to_source(type_, limits) == source
    assert from_source(type_, source) == limits


def test_numbers_may_be_chinese_or_full_width():
    assert to_source(T.INTEGER, Limits("十八", "１２０")) == ". >= 18 and . <= 120"


@pytest.mark.parametrize(
    ("type_", "limits", "field"),
    [(T.INTEGER, Limits("1.5"), "least"), (T.INTEGER, Limits(most="many"), "most"), (T.DATE, Limits("2026"), "least")],
)
def test_what_is_no_number_or_day_is_named(type_, limits, field):
    with pytest.raises(ValueError, match=field):
        to_source(type_, limits)


@pytest.mark.parametrize(
    "source", [". > 3", ". >= 1 or . <= 3", ". >= 1 and . >= 2", "${q1} >= 1", "((", ". >= today()"]
)
def test_other_constraints_are_left_to_those_who_write_by_hand(source):
    assert from_source(T.INTEGER, source) is None
