"""What workers type from paper: numbers for choices, and what is refused."""

import pytest
from surveys.questionnaires import make_question, make_questionnaire

from engage.surveys.keyed import answer, told
from engage.surveys.paper import numbers_of, printed
from engage.surveys.questionnaire import Choice, QuestionType, Words
from engage.surveys.values import Unfit

T = QuestionType
TWELVE = tuple(Choice(f"c{number}", Words(f"第{number}项")) for number in range(1, 13))


@pytest.mark.parametrize(
    ("type_", "typed", "expected"),
    [
        (T.SINGLE, "1", "yes"),
        (T.SINGLE, " 2 ", "no"),
        (T.SINGLE, "２", "no"),
        (T.SINGLE, "二", "no"),
        (T.SINGLE, "", None),
        (T.MULTIPLE, "1 3", ["lift", "none"]),
        (T.MULTIPLE, "31", ["lift", "none"]),
        (T.MULTIPLE, "1、2", ["lift", "light"]),
        (T.MULTIPLE, "一、二", ["lift", "light"]),
        (T.MULTIPLE, "2 2", ["light"]),
        (T.RANKING, "2 1 3", ["light", "lift", "none"]),
        (T.RANKING, "213", ["light", "lift", "none"]),
        (T.SCALE, "4", 4),
        (T.MATRIX, "12", {"r1": "lift", "r2": "light"}),
        (T.MATRIX, "1 2", {"r1": "lift", "r2": "light"}),
        (T.MATRIX, "-3", {"r2": "none"}),
        (T.MATRIX, "2:1", {"r2": "lift"}),
        (T.MATRIX, "1：3，2：1", {"r1": "none", "r2": "lift"}),
        (T.ACKNOWLEDGE, "1", "OK"),
        (T.TEXT, "灯坏了 1 3", "灯坏了 1 3"),
        (T.INTEGER, "二十五", 25),
        (T.DECIMAL, "12.50", "12.5"),
        (T.DATE, "2026年1月31日", "2026-01-31"),
        (T.PHOTO, "anything", None),
        (T.NOTE, "anything", None),
    ],
)
def test_what_is_typed_becomes_an_answer(type_, typed, expected):
    assert answer(make_question("q1", type_), typed) == expected


@pytest.mark.parametrize(
    ("type_", "typed", "sentence"),
    [
        (T.SINGLE, "3", "Type one number from 1 to 2, as printed beside the boxes."),
        (T.SINGLE, "12", "Type one number from 1 to 2, as printed beside the boxes."),
        (T.SINGLE, "yes", "Type one number from 1 to 2, as printed beside the boxes."),
        (T.MULTIPLE, "1 4", "Type numbers from 1 to 3, as printed beside the boxes."),
        (T.MULTIPLE, "0", "Type numbers from 1 to 3, as printed beside the boxes."),
        (T.RANKING, "2 1", "Type the numbers in the boxes from top to bottom, 3 in all."),
        (T.RANKING, "1 1 2", "Two choices have the same place."),
        (T.SCALE, "9", "Please choose a number from 1 to 5."),
        (T.MATRIX, "1", "Type a number for each of the 2 rows, “-” for an empty one, or pairs such as 1:4."),
        (T.MATRIX, "3:1", "Type a number for each of the 2 rows, “-” for an empty one, or pairs such as 1:4."),
        (T.MATRIX, "14", "Type a number for each of the 2 rows, “-” for an empty one, or pairs such as 1:4."),
        (T.ACKNOWLEDGE, "2", "Type 1 for a ticked box, nothing for an empty one."),
        (T.INTEGER, "many", "Please write a number, such as 25."),
    ],
)
def test_what_cannot_be_read_is_told(type_, typed, sentence):
    question = make_question("q1", type_)

    with pytest.raises(Unfit) as refused:
        answer(question, typed)

    assert told(refused.value, question, "en") == sentence


def test_ten_choices_and_more_need_separators():
    question = make_question("q1", T.MULTIPLE, choices=TWELVE)

    assert answer(question, "12") == ["c12"]
    assert answer(question, "1 2") == ["c1", "c2"]
    assert answer(question, "二、十一") == ["c2", "c11"]


def test_paper_numbers_what_is_asked_and_says_when_it_applies():
    asked = make_questionnaire(
        make_question("intro", T.NOTE),
        make_question("lift", T.SINGLE),
        make_question("photo", T.PHOTO),
        make_question("why", T.TEXT, relevant="${lift} = 'no'"),
    )

    [section] = printed(asked)

    assert numbers_of(asked) == {"lift": 1, "why": 2}
    assert [(item.question.name, item.number) for item in section.questions] == [
        ("intro", None), ("lift", 1), ("why", 2),
    ]  # fmt: skip
    assert section.questions[2].only_if.en == "Only if “question 1” is “No”."
