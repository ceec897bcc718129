"""What keeps a questionnaire from being opened, and the sentences that say so."""

from dataclasses import replace

import pytest
from surveys.questionnaires import NEEDS, YES_NO, make_long_questionnaire, make_question, make_questionnaire

from engage.surveys.meetable import can_be_met
from engage.surveys.problems import Problem, is_name, is_value, problems
from engage.surveys.questionnaire import Choice, Questionnaire, QuestionType, Scale, Section, Words
from engage.surveys.words import PROBLEMS, problem_sentence

Q = QuestionType
ASKED = make_question("live", Q.SINGLE)


def codes(*questions, relevant=""):
    return [
        (problem.where, problem.field, problem.code)
        for problem in problems(make_questionnaire(*questions, relevant=relevant))
    ]


def test_a_sound_questionnaire_has_none():
    assert problems(make_long_questionnaire(60)) == []


@pytest.mark.parametrize(
    ("question", "field", "code"),
    [
        (make_question(""), "name", "bad_name"),
        (make_question("1st"), "name", "bad_name"),
        (make_question("a-b"), "name", "bad_name"),
        (make_question("名字"), "name", "bad_name"),
        (make_question("a" * 33), "name", "bad_name"),
        (make_question("main"), "name", "duplicate_name"),
        (make_question("MAIN"), "name", "duplicate_name"),
        (make_question(label=Words()), "label", "no_label"),
        (make_question(label=Words("好" * 501)), "label", "too_long"),
        (make_question(hint=Words("", "x" * 501)), "hint", "too_long"),
        (make_question(constraint_message=Words("x" * 501)), "constraint_message", "too_long"),
        (make_question(type_=Q.SINGLE, choices=()), "choices", "none"),
        (make_question(type_=Q.RANKING, choices=NEEDS[:1]), "choices", "few"),
        (make_question(type_=Q.MATRIX, choices=()), "choices", "none"),
        (make_question(type_=Q.MATRIX, rows=()), "rows", "none"),
        (make_question(type_=Q.SINGLE, choices=(*YES_NO, YES_NO[0])), "choices", "duplicate_value"),
        (make_question(type_=Q.SINGLE, choices=(Choice("a b", Words("x")),)), "choices", "bad_value"),
        (make_question(type_=Q.SINGLE, choices=(Choice("", Words("x")),)), "choices", "bad_value"),
        (make_question(type_=Q.MATRIX, rows=(Choice("a=b", Words("x")),)), "rows", "bad_value"),
        (make_question(type_=Q.SINGLE, choices=(Choice("a"),)), "choices", "choice_no_label"),
        (make_question(type_=Q.SINGLE, choices=(Choice("a", Words("x" * 201)),)), "choices", "choice_too_long"),
        (
            make_question(type_=Q.SINGLE, choices=tuple(Choice(f"c{n}", Words("x")) for n in range(101))),
            "choices",
            "too_many",
        ),
        (
            make_question(type_=Q.RANKING, choices=tuple(Choice(f"c{n}", Words("x")) for n in range(21))),
            "choices",
            "too_many",
        ),
        (make_question(type_=Q.SCALE, scale=None), "scale", "no_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(5, 1)), "scale", "bad_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(1, 1)), "scale", "bad_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(1, 5, 0)), "scale", "bad_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(1, 5, 3)), "scale", "bad_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(0, 10**9)), "scale", "bad_scale"),
        (make_question(type_=Q.SCALE, scale=Scale(0, 1000)), "scale", "too_many_points"),
        (make_question(type_=Q.SCALE, scale=Scale(1, 5), choices=(Choice("6", Words("x")),)), "choices", "no_point"),
        (make_question(type_=Q.SCALE, scale=Scale(0, 9, 3), choices=(Choice("4", Words("x")),)), "choices", "no_point"),
        (make_question(type_=Q.SCALE, scale=Scale(1, 5), choices=(Choice("5"),)), "choices", "choice_no_label"),
        (make_question(relevant="${live} ="), "relevant", "expression"),
        (make_question(constraint="regex(., 'x')"), "constraint", "expression"),
        (make_question(relevant="${nobody} = 1"), "relevant", "unknown_name"),
        (make_question(constraint="${nobody} = 1"), "constraint", "unknown_name"),
        (make_question(relevant="${q1} = 'x'"), "relevant", "itself"),
        (make_question(constraint="${q1} = 'x'"), "constraint", "itself"),
        (make_question(relevant=". = 'x'"), "relevant", "own_value"),
        (make_question(relevant="${live} = 'maybe'"), "relevant", "unknown_choice"),
        (make_question(relevant="'maybe' != ${live}"), "relevant", "unknown_choice"),
        (make_question(relevant="selected(${live}, 'maybe')"), "relevant", "unknown_choice"),
        (make_question(type_=Q.MULTIPLE, constraint="not(selected(., 'all'))"), "constraint", "unknown_choice"),
        (make_question(type_=Q.INTEGER, constraint=". > 5 and . < 5"), "constraint", "unmeetable"),
    ],
)
def test_finds(question, field, code):
    assert codes(ASKED, question) == [(question.name, field, code)]


def test_a_note_asks_for_nothing():
    note = make_question("note", Q.NOTE, is_required=True, constraint=". > 1")

    assert codes(ASKED, note) == [("note", "required", "of_note"), ("note", "constraint", "of_note")]
    assert codes(ASKED, make_question("n", Q.NOTE), make_question(relevant="${n} = ''")) == [
        ("q1", "relevant", "of_note")
    ]


@pytest.mark.parametrize("questions", [(), (make_question("note", Q.NOTE),)])
def test_something_must_be_asked(questions):
    assert codes(*questions) == [("", "", "empty")]


def test_no_more_than_a_hundred_questions():
    assert codes(*(make_question(f"q{number}") for number in range(101))) == [("", "", "too_many_questions")]


def test_the_same_name_twice():
    assert codes(ASKED, replace(ASKED, name="LIVE")) == [("LIVE", "name", "duplicate_name")]


def test_conditions_ask_for_earlier_questions_only():
    first = make_question("first", relevant="${last} = 'x'")
    last = make_question("last", constraint="${later} != .")

    assert codes(first, last, make_question("later")) == [
        ("first", "relevant", "later"),
        ("last", "constraint", "later"),
    ]


def test_skip_logic_in_a_circle():
    a = make_question("a", relevant="${c} = 'x'")
    b = make_question("b", relevant="${a} = 'x'")
    c = make_question("c", relevant="${b} = 'x'")

    assert codes(ASKED, a, b, c) == [("a", "relevant", "circle")]


def test_a_circle_through_a_section():
    first = Section("one", questions=(ASKED, make_question("a", relevant="${b} = 'x'")))
    second = Section("two", relevant="${a} = 'x'", questions=(make_question("b"),))
    third = Section("three", relevant="${c} = 'x'", questions=(make_question("c"),))

    found = problems(Questionnaire((first, second, third)))

    assert [(problem.where, problem.code) for problem in found] == [("a", "circle"), ("three", "inside")]


def test_a_long_circle_is_found_quickly():
    questions = [make_question(f"q{n}", relevant=f"${{q{(n + 1) % 100}}} = 'x'") for n in range(100)]

    assert {problem.code for problem in problems(make_questionnaire(*questions))} == {"circle"}


@pytest.mark.parametrize(
    ("type_", "constraint", "is_possible"),
    [
        (Q.INTEGER, ". > 5 and . < 7", True),
        (Q.INTEGER, ". > 5 and . < 6", False),
        (Q.DECIMAL, ". > 5 and . < 6", True),
        (Q.DECIMAL, ". > 5 and . < 5.0001", False),
        (Q.DECIMAL, ". > 5 and . < 5.0002", True),
        (Q.INTEGER, ". = 5.5", False),
        (Q.DECIMAL, ". = 5.5", True),
        (Q.INTEGER, ". = '05'", False),
        (Q.INTEGER, ". = '5'", True),
        (Q.INTEGER, ". > 1000000000", False),
        (Q.INTEGER, ". >= 2 * 10 and not(. > 4 * 5)", True),
        (Q.INTEGER, ". != 5 and . >= 5 and . <= 5", False),
        (Q.INTEGER, ". mod 2 = 3", None),
        (Q.INTEGER, "string-length(.) = 0", None),
        (Q.INTEGER, ". > ${live} and 1 = 2", None),
        (Q.INTEGER, ".", True),
        (Q.INTEGER, "not(.)", False),
        (Q.INTEGER, "false()", False),
        (Q.INTEGER, "1 = 1", True),
        (Q.INTEGER, "nonsense(", None),
        (Q.DATE, ". > date('2026-01-01') and . < date('2026-01-02')", False),
        (Q.DATE, ". > date('2026-01-01') and . < date('2026-01-03')", True),
        (Q.DATE, ". = '2026-1-1'", False),
        (Q.DATE, ". >= '2200-01-01'", False),
        (Q.DATE, ". < today() and . > today()", None),
        (Q.SCALE, ". mod 2 = 0 and . > 4", False),
        (Q.SCALE, ". mod 2 = 0 and . > 3", True),
        (Q.SINGLE, ". = 'yes' and . = 'no'", False),
        (Q.SINGLE, ". != 'yes'", True),
        (Q.MULTIPLE, "count-selected(.) > 3", False),
        (Q.MULTIPLE, "count-selected(.) = 3 and not(selected(., 'none'))", False),
        (Q.MULTIPLE, "selected(., 'lift') and not(selected(., 'light'))", True),
        (Q.MULTIPLE, ". = ''", False),
        (Q.RANKING, ". = 'none light lift'", True),
        (Q.RANKING, ". = 'lift light'", False),
        (Q.ACKNOWLEDGE, ". = 'OK'", True),
        (Q.ACKNOWLEDGE, ". = 'no'", False),
        (Q.TEXT, "string-length(.) > 5 and string-length(.) < 6", False),
        (Q.TEXT, "string-length(.) > 10000", False),
        (Q.TEXT, "string-length(.) <= 10000 and string-length(.) >= 10000", True),
        (Q.TEXT, ". = 'abc' and string-length(.) = 2", False),
        (Q.TEXT, ". != 'abc' and string-length(.) = 3", True),
        (Q.TEXT, ". = ' abc'", False),
        (Q.TEXT, ". > 5 and . < 5", None),
        (Q.TEXT, "selected(., 'x') and false()", None),
        (Q.MATRIX, ". = 'x'", None),
    ],
)
def test_a_constraint_that_nothing_meets(type_, constraint, is_possible):
    assert can_be_met(make_question(type_=type_, constraint=constraint)) is is_possible


def test_many_choices_are_not_all_tried():
    many = tuple(Choice(f"c{number}", Words("x")) for number in range(11))

    assert can_be_met(make_question(type_=Q.MULTIPLE, choices=many, constraint="count-selected(.) > 20")) is None
    assert can_be_met(make_question(type_=Q.MULTIPLE, choices=many[1:], constraint="count-selected(.) > 10")) is False


@pytest.mark.parametrize("name", ["a", "A1_b", "z" * 32])
def test_names(name):
    assert is_name(name)


@pytest.mark.parametrize("value", ["1", "yes", "是", "a-b.c_d", "x" * 40])
def test_values(value):
    assert is_value(value)


@pytest.mark.parametrize("value", ["", " ", "a b", "a=b", "a@b", "#1", "x" * 41, "a\n", "😀"])
def test_no_values(value):
    assert not is_value(value)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_has_a_sentence(language):
    detail = dict.fromkeys(["name", "value", "place", "limit", "length", "count", "least", "start", "end", "step"], 3)
    detail |= {"reason": "syntax", "position": 4}

    for key in PROBLEMS:
        field, _, code = key.rpartition(".")
        sentence = problem_sentence(Problem("q1", field or "relevant", code, detail), language)

        assert sentence
        assert "%(" not in sentence


def test_a_sentence_names_the_place_from_one():
    problem = Problem("q1", "relevant", "expression", {"reason": "character", "position": 0})

    assert problem_sentence(problem, "en") == (
        "Condition: this cannot be read. The character at place 1 is not understood."
    )
