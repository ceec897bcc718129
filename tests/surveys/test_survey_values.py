"""Answers to single questions: read, checked, and filled in again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.questionnaires import FIELDS, NEEDS, make_question

from engage.surveys.questionnaire import Choice, QuestionType, Scale
from engage.surveys.values import MAX_TEXT, Unfit, check, clean, field, read, typed

TODAY = date(2026, 3, 15)
Q = QuestionType


def fields(**parts):
    """Return the form's fields of question q1: `own` is that without a part."""
    return {"q.q1" if part == "own" else f"q.q1.{part}": values for part, values in parts.items()}


@pytest.mark.parametrize(
    ("type_", "form", "value"),
    [
        (Q.TEXT, fields(own=["  Good\r\nmorning\t\x00\x07 "]), "Good\nmorning"),
        (Q.TEXT, fields(own=["e\u0301 👨‍👩‍👧 \ud800\u202eabc"]), "é 👨‍👩‍👧 abc"),
        (Q.TEXT, fields(own=["\u3000 \n"]), None),
        (Q.TEXT, fields(own=["\x00"]), None),
        (Q.TEXT, fields(own=["", "second"]), "second"),
        (Q.TEXT, {}, None),
        (Q.INTEGER, fields(own=["二十五"]), 25),
        (Q.INTEGER, fields(own=["２５"]), 25),
        (Q.INTEGER, fields(own=["25.0"]), 25),
        (Q.INTEGER, fields(own=["-0"]), 0),
        (Q.INTEGER, fields(own=[" "]), None),
        (Q.INTEGER, fields(own=["10亿"]), 10**9),
        (Q.DECIMAL, fields(own=["１２．５０"]), "12.5"),
        (Q.DECIMAL, fields(own=["-0.0"]), "0"),
        (Q.DECIMAL, fields(own=["100"]), "100"),
        (Q.DECIMAL, fields(own=["1.23450000"]), "1.2345"),
        (Q.DECIMAL, fields(own=["3万"]), "30000"),
        (Q.DATE, fields(own=["2026年1月31日"]), "2026-01-31"),
        (Q.SINGLE, fields(own=["", "yes"]), "yes"),
        (Q.MULTIPLE, fields(own=["light", "lift", "light"]), ["lift", "light"]),
        (Q.MULTIPLE, fields(own=[""]), None),
        (Q.RANKING, fields(light=["1"], none=["二"], lift=["３"]), ["light", "none", "lift"]),
        (Q.RANKING, fields(light=["1"], none=["3"]), ["light", "lift", "none"]),
        (Q.RANKING, fields(light=[""], none=[" "]), None),
        (Q.SCALE, fields(own=["五"]), 5),
        (Q.MATRIX, fields(r2=["none"], r1=["lift"], r3=["lift"]), {"r1": "lift", "r2": "none"}),
        (Q.MATRIX, fields(r2=["none"], r1=[""]), {"r2": "none"}),
        (Q.PHOTO, fields(own=["ab" * 32]), "ab" * 32),
        (Q.ACKNOWLEDGE, fields(own=["on"]), "OK"),
        (Q.ACKNOWLEDGE, {}, None),
        (Q.NOTE, fields(own=["x"]), None),
    ],
)
def test_reads(type_, form, value):
    assert read(make_question(type_=type_), form) == value


@pytest.mark.parametrize(
    ("type_", "form", "code"),
    [
        (Q.TEXT, fields(own=["好" * (MAX_TEXT + 1)]), "long"),
        (Q.INTEGER, fields(own=["many"]), "number"),
        (Q.INTEGER, fields(own=["1.5"]), "whole"),
        (Q.INTEGER, fields(own=["1000000001"]), "size"),
        (Q.INTEGER, fields(own=["9" * 10_000]), "number"),
        (Q.DECIMAL, fields(own=["1.23456"]), "decimals"),
        (Q.DECIMAL, fields(own=["12,5"]), "number"),
        (Q.DECIMAL, fields(own=["-1000000000.1"]), "size"),
        (Q.DATE, fields(own=["2026-02-30"]), "date"),
        (Q.SINGLE, fields(own=["maybe"]), "choice"),
        (Q.MULTIPLE, fields(own=["lift", "gone"]), "choice"),
        (Q.RANKING, fields(lift=["1"]), "ranking"),
        (Q.RANKING, fields(lift=["1"], light=["1"], none=["2"]), "place_twice"),
        (Q.RANKING, fields(lift=["1"], light=["4"], none=["2"]), "place"),
        (Q.RANKING, fields(lift=["0"], light=["1"]), "place"),
        (Q.RANKING, fields(lift=["x"]), "number"),
        (Q.SCALE, fields(own=["6"]), "scale"),
        (Q.SCALE, fields(own=["2.5"]), "whole"),
        (Q.MATRIX, fields(r1=["gone"]), "choice"),
        (Q.PHOTO, fields(own=["../../etc/passwd"]), "photo"),
    ],
)
def test_refuses(type_, form, code):
    with pytest.raises(Unfit) as unfit:
        read(make_question(type_=type_), form)

    assert unfit.value.code == code


def test_a_long_text_fits_to_the_last_character():
    text = "😀" * MAX_TEXT

    assert read(make_question(), fields(own=[text])) == text


def test_points_of_a_scale_follow_its_steps():
    question = make_question(type_=Q.SCALE, scale=Scale(0, 100, 25))

    assert read(question, fields(own=["75"])) == 75
    with pytest.raises(Unfit):
        read(question, fields(own=["70"]))


VALUES = {
    Q.TEXT: st.text(max_size=300).map(lambda text: clean(text) or None),
    Q.INTEGER: st.integers(-(10**9), 10**9),
    Q.DECIMAL: st.decimals(-(10**9), 10**9, places=4).map(
        lambda number: read(make_question(type_=Q.DECIMAL), fields(own=[str(number)]))
    ),
    Q.DATE: st.dates(date(1800, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    Q.SINGLE: st.sampled_from(["yes", "no", None]),
    Q.MULTIPLE: st.sets(st.sampled_from([need.value for need in NEEDS])).map(
        lambda ticked: [need.value for need in NEEDS if need.value in ticked] or None
    ),
    Q.RANKING: st.permutations([need.value for need in NEEDS]),
    Q.SCALE: st.integers(1, 5),
    Q.MATRIX: st.fixed_dictionaries({}, optional={"r1": st.just("lift"), "r2": st.just("none")}).map(
        lambda rows: rows or None
    ),
    Q.PHOTO: st.text("0123456789abcdef", min_size=64, max_size=64),
    Q.NOTE: st.none(),
    Q.ACKNOWLEDGE: st.sampled_from(["OK", None]),
}


@given(st.sampled_from([*Q]).flatmap(lambda type_: st.tuples(st.just(type_), VALUES[type_])))
def test_what_is_filled_in_again_reads_the_same(case):
    type_, value = case
    question = make_question(type_=type_)

    form = typed(question, value)

    assert read(question, form) == value
    assert check(question, value, {}, today=TODAY) is None
    assert all(name.startswith(field(question)) for name in form)


@given(st.text(max_size=100))
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    assert "\x00" not in clean(text)
    clean(text).encode()


@given(
    st.sampled_from([*Q]),
    st.dictionaries(
        st.sampled_from(["q.q1", "q.q1.lift", "q.q1.light", "q.q1.none", "q.q1.r1", "q.q1.r2"]),
        st.lists(st.text(max_size=20) | st.sampled_from(["1", "二", "yes", "lift", "2026-01-31"]), max_size=3),
    ),
)
def test_whatever_is_read_is_sound(type_, form):
    question = make_question(type_=type_)
    try:
        value = read(question, form)
    except Unfit:
        return

    assert check(question, value, {}, today=TODAY) is None
    assert read(question, typed(question, value)) == value


@pytest.mark.parametrize("type_", [type_ for type_ in Q if type_ is not Q.NOTE])
def test_required_means_answered(type_):
    question = make_question(type_=type_, is_required=True)
    form = {f"q.q1{part}": values for part, values in FIELDS[type_].items()}

    assert check(question, None, {}, today=TODAY) == "required"
    assert check(question, read(question, form), {}, today=TODAY) is None
    assert check(make_question(type_=type_), None, {}, today=TODAY) is None


def test_a_required_matrix_wants_every_row():
    question = make_question(type_=Q.MATRIX, is_required=True)

    assert check(question, {"r1": "lift"}, {}, today=TODAY) == "rows"
    assert check(make_question(type_=Q.MATRIX), {"r1": "lift"}, {}, today=TODAY) is None


@pytest.mark.parametrize(
    ("type_", "value", "code"),
    [
        (Q.TEXT, 5, "text"),
        (Q.TEXT, "x" * (MAX_TEXT + 1), "long"),
        (Q.INTEGER, "5", "number"),
        (Q.INTEGER, True, "number"),
        (Q.INTEGER, 10**9 + 1, "number"),
        (Q.DECIMAL, "12.50", "number"),
        (Q.DECIMAL, "五", "number"),
        (Q.DECIMAL, 5, "number"),
        (Q.DATE, "31.1.2026", "date"),
        (Q.SINGLE, "gone", "choice"),
        (Q.SINGLE, ["yes"], "choice"),
        (Q.MULTIPLE, ["light", "lift"], "choice"),
        (Q.MULTIPLE, ["lift", "lift"], "choice"),
        (Q.MULTIPLE, [{}], "choice"),
        (Q.MULTIPLE, "lift", "choice"),
        (Q.RANKING, ["lift", "light"], "ranking"),
        (Q.RANKING, ["lift", "lift", "light"], "ranking"),
        (Q.SCALE, 6, "scale"),
        (Q.SCALE, True, "scale"),
        (Q.MATRIX, {"r9": "lift"}, "choice"),
        (Q.MATRIX, {"r1": "gone"}, "choice"),
        (Q.MATRIX, ["r1"], "choice"),
        (Q.PHOTO, "x", "photo"),
        (Q.ACKNOWLEDGE, "yes", "choice"),
        (Q.NOTE, "x", "note"),
    ],
)
def test_what_does_not_fit_the_question_is_found(type_, value, code):
    """As it is after a choice was removed, or a question changed its type."""
    assert check(make_question(type_=type_), value, {}, today=TODAY) == code


def test_a_constraint_is_tried_on_answers_only():
    question = make_question(type_=Q.DATE, constraint=". <= today()")

    assert check(question, None, {}, today=TODAY) is None
    assert check(question, TODAY.isoformat(), {}, today=TODAY) is None
    assert check(question, (TODAY + timedelta(1)).isoformat(), {}, today=TODAY) == "constraint"


def test_a_constraint_sees_other_answers():
    question = make_question(type_=Q.INTEGER, constraint=". <= ${all}")

    assert check(question, 3, {"all": 3}, today=TODAY) is None
    assert check(question, 4, {"all": 3}, today=TODAY) == "constraint"


def test_a_constraint_that_cannot_be_read_keeps_nobody_from_answering():
    assert check(make_question(constraint="regex(., 'x')"), "y", {}, today=TODAY) is None


def test_choices_may_have_chinese_values():
    question = make_question(type_=Q.SINGLE, choices=(Choice("是"), Choice("否")))

    assert read(question, fields(own=["是"])) == "是"
