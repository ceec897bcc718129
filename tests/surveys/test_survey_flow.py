"""Which questions apply, what is kept of the answers, and what is wrong with them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.questionnaires import filled_form, make_long_questionnaire, make_question, make_questionnaire

from engage.surveys.flow import faults, kept, pages, progress, shown
from engage.surveys.questionnaire import Questionnaire, QuestionType, Section
from engage.surveys.values import read

TODAY = date(2026, 3, 15)
Q = QuestionType
# Whether one lives here decides about the next, and that about the one after.
CHAIN = make_questionnaire(
    make_question("live", Q.SINGLE),
    make_question("years", Q.INTEGER, relevant="${live} = 'yes'", is_required=True),
    make_question("why", relevant="${years} > 10", is_required=True),
    make_question("hello", Q.NOTE, relevant="${why} != ''"),
    make_question("end"),
)


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({}, ["live", "end"]),
        ({"live": "no"}, ["live", "end"]),
        ({"live": "yes"}, ["live", "years", "end"]),
        ({"live": "yes", "years": 10}, ["live", "years", "end"]),
        ({"live": "yes", "years": 11}, ["live", "years", "why", "end"]),
        ({"live": "yes", "years": 11, "why": "lamps"}, ["live", "years", "why", "hello", "end"]),
        ({"live": "no", "years": 11, "why": "lamps"}, ["live", "end"]),
        ({"live": None, "years": 11, "why": "lamps"}, ["live", "end"]),
    ],
)
def test_a_hidden_answer_counts_as_none_for_what_follows(answers, names):
    assert shown(CHAIN, answers, today=TODAY) == names


def test_hidden_answers_are_dropped():
    answers = {"live": "no", "years": 11, "why": "lamps", "end": "bye", "hello": "x", "gone": "y"}

    assert kept(CHAIN, answers, today=TODAY) == {"live": "no", "end": "bye"}


def test_what_is_kept_stands_in_the_order_of_the_questions():
    answers = {"end": "bye", "years": 3, "live": "yes"}

    assert list(kept(CHAIN, answers, today=TODAY)) == ["live", "years", "end"]


def test_zero_is_an_answer_and_nothing_is_not():
    questionnaire = make_questionnaire(
        make_question("a", Q.INTEGER), make_question("b"), make_question("c", Q.MULTIPLE), make_question("d", Q.MATRIX)
    )

    assert kept(questionnaire, {"a": 0, "b": "", "c": [], "d": {}}, today=TODAY) == {"a": 0}


def test_the_condition_of_a_section_holds_for_all_of_it():
    questionnaire = Questionnaire(
        (
            Section("first", questions=(make_question("live", Q.SINGLE),)),
            Section(
                "second",
                relevant="${live} = 'yes'",
                questions=(make_question("a"), make_question("b", relevant="${a} = 'x'")),
            ),
        )
    )

    assert shown(questionnaire, {"live": "no", "a": "x", "b": "y"}, today=TODAY) == ["live"]
    assert shown(questionnaire, {"live": "yes", "a": "x"}, today=TODAY) == ["live", "a", "b"]


def test_a_condition_may_ask_for_the_day():
    questionnaire = make_questionnaire(make_question("q1", relevant="today() >= date('2026-03-15')"))

    assert shown(questionnaire, {}, today=TODAY) == ["q1"]
    assert shown(questionnaire, {}, today=date(2026, 3, 14)) == []


def test_a_preview_shows_a_question_whose_condition_cannot_be_read():
    assert shown(make_questionnaire(make_question("q1", relevant="nonsense(")), {}, today=TODAY) == ["q1"]


def test_faults_are_those_of_questions_that_apply():
    assert faults(CHAIN, {}, today=TODAY) == {}
    assert faults(CHAIN, {"live": "yes"}, today=TODAY) == {"years": "required"}
    assert faults(CHAIN, {"live": "maybe", "years": "x"}, today=TODAY) == {"live": "choice"}
    assert faults(CHAIN, {"live": "yes", "years": 12}, today=TODAY) == {"why": "required"}
    assert faults(CHAIN, {"live": "yes", "years": 12, "why": "x"}, today=TODAY) == {}


def test_a_constraint_does_not_see_hidden_answers():
    questionnaire = make_questionnaire(
        make_question("live", Q.SINGLE),
        make_question("most", Q.INTEGER, relevant="${live} = 'yes'"),
        make_question("some", Q.INTEGER, constraint="${most} = '' or . <= ${most}"),
    )

    assert faults(questionnaire, {"live": "yes", "most": 3, "some": 4}, today=TODAY) == {"some": "constraint"}
    assert faults(questionnaire, {"live": "no", "most": 3, "some": 4}, today=TODAY) == {}


def test_pages_by_setting():
    questionnaire = Questionnaire(
        (
            Section("first", questions=(make_question("intro", Q.NOTE), make_question("a"), make_question("b"))),
            Section("second", questions=(make_question("c"), make_question("bye", Q.NOTE))),
        )
    )

    assert pages(questionnaire, "all") == [["intro", "a", "b", "c", "bye"]]
    assert pages(questionnaire, "section") == [["intro", "a", "b"], ["c", "bye"]]
    assert pages(questionnaire, "question") == [["intro", "a"], ["b"], ["c"], ["bye"]]


def test_progress_is_the_share_of_what_applies():
    assert progress(CHAIN, {}, today=TODAY) == 0
    assert progress(CHAIN, {"live": "no"}, today=TODAY) == Fraction(1, 2)
    assert progress(CHAIN, {"live": "no", "years": 3, "why": "x"}, today=TODAY) == Fraction(1, 2)
    assert progress(CHAIN, {"live": "yes"}, today=TODAY) == Fraction(1, 3)
    assert progress(CHAIN, {"live": "no", "end": "x"}, today=TODAY) == 1
    assert progress(make_questionnaire(make_question("a", Q.NOTE)), {}, today=TODAY) == 1


@st.composite
def questionnaires_with_answers(draw):
    """Questions that ask back for earlier ones, and answers to some of them, hidden or not."""
    names = [f"q{number}" for number in range(draw(st.integers(1, 8)))]
    questions = []
    for number, name in enumerate(names):
        relevant = ""
        if number and draw(st.booleans()):
            earlier = draw(st.sampled_from(names[:number]))
            comparison = draw(st.sampled_from(["= 'a'", "!= 'a'", "= ''", "!= ''"]))
            relevant = f"${{{earlier}}} {comparison}"
        questions.append(make_question(name, relevant=relevant, is_required=draw(st.booleans())))
    answers = draw(st.dictionaries(st.sampled_from([*names, "gone"]), st.sampled_from(["a", "b", "", None])))
    return make_questionnaire(*questions), answers


@given(questionnaires_with_answers())
def test_keeping_twice_is_keeping_once(case):
    questionnaire, answers = case
    once = kept(questionnaire, answers, today=TODAY)

    assert kept(questionnaire, once, today=TODAY) == once
    assert set(once) <= set(shown(questionnaire, answers, today=TODAY))
    assert shown(questionnaire, once, today=TODAY) == shown(questionnaire, answers, today=TODAY)
    assert faults(questionnaire, once, today=TODAY) == faults(questionnaire, answers, today=TODAY)


@given(questionnaires_with_answers(), st.data())
def test_hidden_answers_change_nothing(case, data):
    questionnaire, answers = case
    there = shown(questionnaire, answers, today=TODAY)
    hidden = {name: "a" for name in questionnaire.by_name if name not in there and data.draw(st.booleans())}

    assert shown(questionnaire, answers | hidden, today=TODAY) == there
    assert kept(questionnaire, answers | hidden, today=TODAY) == kept(questionnaire, answers, today=TODAY)


def test_a_long_questionnaire_is_answered_without_fault():
    questionnaire = make_long_questionnaire(100)
    answers = {question.name: read(question, filled_form(questionnaire)) for question in questionnaire.questions}

    assert faults(questionnaire, answers, today=TODAY) == {}
    assert len(kept(questionnaire, answers, today=TODAY)) == sum(question.asks for question in questionnaire.questions)
