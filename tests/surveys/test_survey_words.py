"""Sentences for the person who answers, and expressions in plain words."""

import pytest
from surveys.questionnaires import make_question, make_questionnaire

from engage.surveys.expressions import parse
from engage.surveys.questionnaire import QuestionType, Scale, Words
from engage.surveys.words import ANSWERS, REASONS, in_words, reason, sentence

Q = QuestionType
LIVE = make_question("live", Q.SINGLE, label=Words("您住在这里吗？", "Do you live here?"))
QUESTIONNAIRE = make_questionnaire(
    LIVE,
    make_question("age", Q.INTEGER, label=Words("年龄", "Your age")),
    make_question("needs", Q.MULTIPLE, label=Words("缺什么？", "What is missing?")),
    make_question("moved", Q.DATE, label=Words("何时搬来", "When did you move in?")),
)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("${live} = 'yes'", "“Do you live here?” is “Yes”"),
        ("'yes' = ${live}", "“Do you live here?” is “Yes”"),
        ("${live} != 'yes'", "“Do you live here?” is not “Yes”"),
        ("not(${live} = 'yes')", "“Do you live here?” is not “Yes”"),
        ("selected(${live}, 'no')", "“Do you live here?” is “No”"),
        ("selected(${needs}, 'lift')", "“What is missing?” includes “Lift”"),
        ("not(selected(${needs}, 'lift'))", "“What is missing?” does not include “Lift”"),
        ("count-selected(${needs}) >= 2", "the number of choices ticked in “What is missing?” is at least 2"),
        ("${age} > 17", "“Your age” is more than 17"),
        ("18 <= ${age}", "“Your age” is at least 18"),
        ("${age} = ''", "“Your age” is not answered"),
        ("${age} != ''", "“Your age” is answered"),
        ("${age}", "“Your age” is answered"),
        ("not(${age})", "“Your age” is not answered"),
        ("${moved} < date('2026-01-31')", "“When did you move in?” is before 2026-01-31"),
        (". <= today()", "the answer is not after today"),
        (". > -5", "the answer is more than −5"),
        ("string-length(.) < 9", "the number of characters of the answer is less than 9"),
        ("${age} + 2 * . = 7", "“Your age” + (2 × the answer) is 7"),
        (". mod 2 = 0", "the remainder of the answer divided by 2 is 0"),
        (
            "${live} = 'yes' and (${age} < 9 or ${age} > 99)",
            "“Do you live here?” is “Yes” and (“Your age” is less than 9 or “Your age” is more than 99)",
        ),
        (
            "not(${age} < 9 or ${age} > 99)",
            "it is not the case that (“Your age” is less than 9 or “Your age” is more than 99)",
        ),
        ("${gone} = 'x'", "“gone” is “x”"),
        ("(${age} > 9) = true()", "(“Your age” is more than 9) is (in every case)"),
    ],
)
def test_says_an_expression(source, words):
    assert in_words(parse(source), QUESTIONNAIRE, "en") == words


def test_says_it_in_chinese():
    assert in_words(parse("${live} = 'yes'"), QUESTIONNAIRE, "zh") == "“您住在这里吗？”是“是”"
    assert in_words(parse("${age} >= 18 and ${needs} != ''"), QUESTIONNAIRE, "zh") == (
        "“年龄”不小于 18，并且“缺什么？”已回答"
    )


def test_own_choices_have_their_labels():
    assert in_words(parse(". != 'no'"), QUESTIONNAIRE, "en", own=LIVE) == "the answer is not “No”"


def test_long_labels_are_cut():
    asked = make_question("q1", label=Words("好" * 200))

    assert in_words(parse("${q1} = ''"), make_questionnaire(asked), "en") == f"“{'好' * 59}…” is not answered"


def test_the_deepest_expression_can_be_said():
    assert in_words(parse("not(" * 98 + "1 = 1" + ")" * 98), QUESTIONNAIRE, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", [code for code in ANSWERS if code not in ("constraint_words", "acknowledge")])
@pytest.mark.parametrize("type_", list(Q))
def test_every_code_has_a_sentence_for_every_question(code, type_, language):
    told = sentence(code, make_question(type_=type_, constraint=". > 5"), language)

    assert told
    assert "%(" not in told


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_has_a_sentence(code):
    assert reason(code, "en", position=3) != reason(code, "zh", position=3)


@pytest.mark.parametrize(
    ("code", "question", "told"),
    [
        ("scale", make_question(type_=Q.SCALE, scale=Scale(0, 10)), "Please choose a number from 0 to 10."),
        ("ranking", make_question(type_=Q.RANKING), "Please give each of the 3 choices a place."),
        ("required", make_question(type_=Q.ACKNOWLEDGE), "Please confirm this to go on."),
        ("required", make_question(), "Please answer this question."),
        (
            "constraint",
            make_question(type_=Q.INTEGER, constraint=". >= 18"),
            "This does not fit. Allowed is: the answer is at least 18.",
        ),
        (
            "constraint",
            make_question(constraint=". > ${age}"),
            "This answer does not fit. Please look at the question again.",
        ),
        ("constraint", make_question(), "This answer does not fit. Please look at the question again."),
        ("constraint", make_question(constraint=". > 1", constraint_message=Words("太小", "Too small")), "Too small"),
        ("constraint", make_question(constraint=". > 1", constraint_message=Words("太小")), "太小"),
    ],
)
def test_sentences(code, question, told):
    assert sentence(code, question, "en") == told
