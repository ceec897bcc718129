"""The language of skip logic and constraints: grammar, evaluation, and its source again."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.expression_cases import CASES, REFUSED, TODAY

from engage.surveys.expressions import ExpressionError, as_text, evaluate, from_tree, parse
from engage.surveys.words import REASONS

DAY = date.fromisoformat(TODAY)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_characters="'‘’“”\"", exclude_categories=["Cs"]), max_size=8)
DIGITS = st.decimals(min_value=0, max_value=10**6, places=3).map(lambda number: parse(str(number)).tree)
TEXTUAL = st.one_of(
    st.tuples(st.just("answer"), NAMES),
    st.tuples(st.just("text"), TEXTS),
    st.just(("own",)),
    st.just(("today",)),
    st.tuples(st.just("date"), st.tuples(st.just("text"), TEXTS)),
)
LEAVES = st.one_of(
    TEXTUAL,
    DIGITS,
    st.just(("true",)),
    st.just(("false",)),
    st.tuples(st.just("selected"), TEXTUAL, TEXTUAL),
    st.tuples(st.sampled_from(["count-selected", "string-length"]), TEXTUAL),
)
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"])


def rows(kind, parts):
    """Parts of the same kind would be one row with it."""
    return st.lists(parts.filter(lambda part: part[0] != kind), min_size=2, max_size=4).map(lambda row: (kind, *row))


TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.tuples(OPERATORS, parts, parts),
        st.tuples(st.sampled_from(["not", "negative"]), parts),
        rows("or", parts),
        rows("and", parts),
    ),
    max_leaves=12,
)
VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.text(max_size=20),
    st.lists(st.text("abc", min_size=1, max_size=3), max_size=4),
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.text("xyz", min_size=1, max_size=3), max_size=3),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']} {case['own'] or ''}")
def test_an_expression_comes_to(case):
    expression = parse(case["source"])

    result = evaluate(expression, case["answers"], own=case["own"], today=date.fromisoformat(case["today"]))

    assert result is case["expected"]


@pytest.mark.parametrize(("source", "reason", "position"), REFUSED, ids=lambda value: str(value)[:30])
def test_refuses(source, reason, position):
    with pytest.raises(ExpressionError) as refused:
        parse(source)

    assert (refused.value.reason, refused.value.position) == (reason, position)


def test_the_cases_are_data_for_a_browser():
    assert json.loads(json.dumps(CASES)) == CASES


def test_a_tree_is_what_the_docstring_says():
    expression = parse("${live} = 'yes' and not(selected(${needs}, 'lift')) and . < 007.50")

    assert json.loads(json.dumps(expression.tree)) == [
        "and",
        ["=", ["answer", "live"], ["text", "yes"]],
        ["not", ["selected", ["answer", "needs"], ["text", "lift"]]],
        ["<", ["own"], ["number", "7.5"]],
    ]
    assert expression.names == {"live", "needs"}
    assert {"own", "selected"} <= expression.kinds


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("((1))+ ((2*3))", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)-4", "1 - (2 - 3) - 4"),
        ("${x}='a' or (${y}='b' or ${z}='c')", "${x} = 'a' or ${y} = 'b' or ${z} = 'c'"),
        ("(1=1 or 2=2) and 3=3", "(1 = 1 or 2 = 2) and 3 = 3"),
        ("-(1+2)", "-(1 + 2)"),
        ("selected( ${x} ,1 )", "selected(${x}, '1')"),
        ("“it's”", '"it\'s"'),
        ('"it\'s"', '"it\'s"'),
        ("1=(2<3)", "1 = 2 < 3"),
        ("(1=2)<3", "(1 = 2) < 3"),
    ],
)
def test_the_source_is_written_in_one_way(source, canonical):
    assert str(parse(source)) == canonical


@given(TREES)
def test_every_tree_survives_its_source(tree):
    expression = from_tree(tree)

    assert parse(str(expression)) == expression


@given(TREES, st.dictionaries(NAMES, VALUES, max_size=4), VALUES)
def test_every_tree_comes_to_something_and_its_opposite(tree, answers, own):
    expression = from_tree(tree)

    result = evaluate(expression, answers, own=own, today=DAY)

    assert result is not evaluate(from_tree(("not", tree)), answers, own=own, today=DAY)


TOKENS = st.sampled_from(["(", ")", "not(", "${a}", "'", ".", "1", "and", "=", "-", " ", "selected(", ",", "regex("])


@given(st.text(max_size=200) | st.lists(TOKENS, max_size=30).map("".join))
def test_any_text_is_read_or_refused(source):
    expression = refused = None
    try:
        expression = parse(source)
    except ExpressionError as error:
        refused = error

    if expression:
        assert parse(str(expression)) == expression
    else:
        assert 0 <= refused.position <= len(source)
        assert refused.reason in REASONS


def test_deep_but_allowed_nesting_is_evaluated():
    source = "not(" * 99 + "1" + ")" * 99

    assert evaluate(parse(source), {}, today=DAY) is False


def test_many_brackets_are_no_depth():
    assert evaluate(parse("(" * 490 + "1" + ")" * 490), {}, today=DAY) is True


def test_long_texts_are_compared_whole():
    long = "😀" * 10_000

    assert evaluate(parse("string-length(${x}) = 10000"), {"x": long}, today=DAY)
    assert not evaluate(parse("${x} < 1 or ${x} >= 1"), {"x": "1" * 400 + "x"}, today=DAY)
    assert evaluate(parse("${x} > 1000"), {"x": "1" * 9_999}, today=DAY)


def test_texts_of_answers():
    assert as_text({"b": "2", "a": "1"}) == "a=1 b=2"
    assert as_text(["x", "y"]) == "x y"
    assert as_text(0) == "0"
