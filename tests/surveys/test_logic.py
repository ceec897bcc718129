"""Skip logic as rows to pick from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.questionnaires import NEEDS, make_question, make_questionnaire

from engage.surveys.expressions import evaluate, parse
from engage.surveys.logic import Rule, Rules, Unwritable, from_expression, operators, to_source
from engage.surveys.problems import problems
from engage.surveys.questionnaire import QuestionType

Q = QuestionType
TODAY = date(2026, 3, 15)
QUESTIONNAIRE = make_questionnaire(*(make_question(f"q_{type_}", type_) for type_ in Q))
VALUES = {
    "q_single": ["yes", "no"],
    "q_multiple": [need.value for need in NEEDS],
    "q_date": ["2026-01-31", "1999-12-31"],
}


def value_for(question, operator):
    if operator in ("answered", "unanswered"):
        return st.just("")
    if operator in ("at_least", "at_most"):
        return st.integers(0, 99).map(str)
    return st.sampled_from(VALUES.get(question.name, ["0", "5", "-3", "12.5"]))


RULE = (
    st.sampled_from([question for question in QUESTIONNAIRE.questions if question.asks])
    .flatmap(lambda question: st.tuples(st.just(question), st.sampled_from(operators(question))))
    .flatmap(lambda pair: value_for(*pair).map(lambda value: Rule(pair[0].name, str(pair[1]), value)))
)


@given(st.sampled_from(["all", "any"]), st.lists(RULE, min_size=1, max_size=5))
def test_rows_survive_their_expression(all_or_any, rows):
    rules = Rules(all_or_any if len(rows) > 1 else "all", tuple(rows))

    source = to_source(rules, QUESTIONNAIRE)

    assert from_expression(parse(source), QUESTIONNAIRE) == rules
    last = make_question("last", relevant=source)
    assert problems(make_questionnaire(*QUESTIONNAIRE.questions, last)) == []


def test_no_rows_are_no_condition():
    assert to_source(Rules(), QUESTIONNAIRE) == ""
    assert from_expression(None, QUESTIONNAIRE) == Rules()


@pytest.mark.parametrize(
    ("row", "source"),
    [
        (Rule("q_single", "is", "yes"), "${q_single} = 'yes'"),
        (Rule("q_single", "is_not", "yes"), "${q_single} != 'yes'"),
        (Rule("q_multiple", "lacks", "lift"), "not(selected(${q_multiple}, 'lift'))"),
        (Rule("q_multiple", "at_least", "2"), "count-selected(${q_multiple}) >= 2"),
        (Rule("q_integer", "more", "二十五"), "${q_integer} > 25"),
        (Rule("q_decimal", "less", "-0.50"), "${q_decimal} < -0.5"),
        (Rule("q_date", "not_after", "2026-01-31"), "${q_date} <= date('2026-01-31')"),
        (Rule("q_photo", "answered"), "${q_photo} != ''"),
    ],
)
def test_a_row_is_written(row, source):
    assert to_source(Rules("all", (row,)), QUESTIONNAIRE) == source


@pytest.mark.parametrize(
    ("source", "row"),
    [
        ("selected(${q_single}, 'yes')", Rule("q_single", "is", "yes")),
        ("not(selected(${q_single}, 'yes'))", Rule("q_single", "is_not", "yes")),
        ("${q_date} > '2026-01-31'", Rule("q_date", "after", "2026-01-31")),
        ("${q_integer} = '5'", Rule("q_integer", "equal", "5")),
        ("${q_integer} >= -5", Rule("q_integer", "at_least", "-5")),
    ],
)
def test_other_spellings_are_understood(source, row):
    rules = from_expression(parse(source), QUESTIONNAIRE)

    assert rules == Rules("all", (row,))
    written = parse(to_source(rules, QUESTIONNAIRE))
    for value in (None, "yes", "no", 5, -5, "2026-02-01", "2026-01-31"):
        answers = {row.question: value}
        assert evaluate(written, answers, today=TODAY) is evaluate(parse(source), answers, today=TODAY)


@pytest.mark.parametrize(
    "source",
    [
        "true()",
        ". > 3",
        "${gone} = 'x'",
        "${q_single} = 'gone'",
        "${q_text} = 'x'",
        "${q_note} != ''",
        "${q_integer} + 1 > 2",
        "${q_integer} = '05'",
        "${q_integer} > ${q_decimal}",
        "${q_date} < today()",
        "(${q_single} = 'yes' or ${q_single} = 'no') and ${q_text} != ''",
        "${q_single} = 'yes' and string-length(${q_text}) > 3",
        "not(${q_integer} > 5)",
    ],
)
def test_what_rows_cannot_say_is_left_alone(source):
    assert from_expression(parse(source), QUESTIONNAIRE) is None


@pytest.mark.parametrize(
    "row",
    [
        Rule("gone", "is", "x"),
        Rule("q_single", "is", "gone"),
        Rule("q_single", "includes", "yes"),
        Rule("q_single", "nonsense", "yes"),
        Rule("q_integer", "more", "many"),
        Rule("q_integer", "more", ""),
        Rule("q_date", "after", "soon"),
        Rule("q_note", "answered"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row):
    with pytest.raises(Unwritable) as refused:
        to_source(Rules("all", (row,)), QUESTIONNAIRE)

    assert refused.value.rule == row
