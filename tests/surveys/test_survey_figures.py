from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.survey_answers import EVERY_KIND, choices, question, questionnaire

from engage.surveys.figures.charts import figure
from engage.surveys.figures.codebook import NO_ANSWER, NOT_ASKED, question_rows, value_rows, variables
from engage.surveys.figures.cross import cross_table
from engage.surveys.figures.cuts import Cut, hidden_areas, hides
from engage.surveys.figures.merged import Merged, merge
from engage.surveys.figures.numbers import distribution, histogram, quantile, written
from engage.surveys.figures.tally import Tally
from engage.surveys.figures.waves import compare
from engage.surveys.questionnaire import Choice, Question, QuestionType, Scale, Words

BY_NAME = {one.name: one for one in EVERY_KIND}


def tally_of(name, cells, total=None):
    kind = BY_NAME[name].type
    tally = Tally(max(cells.values()))
    tally.cells[name, kind] = Counter(cells)
    if total is not None:
        tally.sums[name, kind].join(total, 10_000, 50_000)
    return tally


def made(name, cells, total=None, **kwargs):
    return figure(Merged(BY_NAME[name]), tally_of(name, cells, total), **kwargs)


def counts(found):
    return [bar["count"] for bar in found["bars"]]


def test_quantiles_fall_between_two_numbers_where_the_half_does():
    counted = [(Decimal(number), 1) for number in (1, 2, 3, 4)]
    assert quantile(counted, Fraction(1, 2)) == Decimal("2.5")
    assert quantile(counted[:3], Fraction(1, 2)) == 2
    assert quantile([], Fraction(1, 2)) is None
    assert quantile([(Decimal(7), 100)], Fraction(1, 4)) == 7


@given(st.lists(st.integers(-5000, 5000), min_size=1, max_size=60))
def test_a_histogram_holds_every_number_once_in_at_most_twelve_bars(numbers):
    found = histogram(sorted((Decimal(number), count) for number, count in Counter(numbers).items()))
    assert sum(count for _start, _end, count in found) == len(numbers)
    assert len(found) <= 12
    for start, end, count in found:
        assert count == sum(start <= number < end for number in numbers)


def test_numbers_are_rounded_from_the_exact_value():
    assert written(Fraction(10, 3)) == "3.33"
    assert written(Fraction(-1, 3), 1) == "-0.3"
    assert written(Decimal("1200")) == "1200"
    assert written(Fraction(0)) == "0"
    assert distribution({"": 3, "~": 1, "#10": 2, "#-3.5": 1}) == [(Decimal("-3.5"), 1), (Decimal(10), 2)]


def test_a_scale_has_its_mean_and_every_point():
    found = made("happy", {"": 4, "1": 1, "5": 3}, 160_000)
    assert counts(found) == [1, 0, 0, 0, 3]
    assert (found["mean"], found["median"]) == ("4", "5")


def test_a_ranking_lists_the_best_mean_place_first():
    cells = {"": 2, "light@1": 2, "seats@2": 1, "seats@3": 1, "trees@3": 1, "trees@2": 1}
    found = made("order", cells)
    assert next((bar["value"], bar["mean"], bar["count"]) for bar in found["bars"]) == ("light", "1", 2)


def test_a_matrix_counts_each_row():
    found = made("places", {"": 3, "yard=good": 2, "yard=bad": 1, "stairs=bad": 3})
    assert [row["counts"] for row in found["rows"]] == [[2, 1], [0, 3]]


def test_the_public_sees_nothing_of_few():
    found = made("lift", {"": 4, "yes": 4}, is_public=True)
    assert found["is_hidden"]
    assert found["n"] is None
    assert "bars" not in found


def test_for_the_public_a_small_count_is_hidden_with_another():
    found = made("happy", {"": 60, "1": 2, "2": 8, "3": 20, "4": 30}, 1_800_000, is_public=True)
    assert None in counts(found)
    hidden = [count for count in counts(found) if count is None]
    assert len(hidden) >= 2, "one alone could be worked out from the whole"
    assert found["mean"] is None or len(found["mean"]) <= 3


def test_for_the_public_several_answers_hide_also_what_nearly_all_ticked():
    found = made("needs", {"": 50, "light": 48, "seats": 20, "trees": 3}, is_public=True)
    assert counts(found) == [None, 20, None]


def test_the_ends_of_numbers_are_nobodys_business():
    found = made("age", {"": 9, "#20": 9}, 1_800_000, is_public=True)
    assert (found["least"], found["most"]) == (None, None)


ROOT, ONE, TWO, THREE = "1.", "1.2.", "1.3.", "1.4."
PATHS = {1: ROOT, 2: ONE, 3: TWO, 4: THREE}


def test_a_small_area_is_hidden_with_one_beside_it():
    hidden = hidden_areas({(2, "web"): 3, (3, "web"): 40, (4, "web"): 50}, PATHS, ROOT)
    assert ONE in hidden
    assert len(hidden) == 2
    assert not hidden_areas({(2, "web"): 30, (3, "web"): 40}, {1: ROOT, 2: ONE, 3: TWO}, ROOT)


def test_all_below_a_hidden_area_is_hidden():
    paths = {**PATHS, 5: "1.2.5."}
    hidden = hidden_areas({(5, "web"): 3, (3, "web"): 40, (4, "web"): 50}, paths, ROOT)
    assert {"1.2.", "1.2.5."} <= hidden


def test_a_cut_is_hidden_when_the_rest_is_small():
    whole = {(2, "web"): 50, (3, "web"): 50}
    assert hides(Cut(question="lift", cell="yes"), {(2, "web"): 50, (3, "web"): 47}, whole, PATHS, ROOT)
    assert not hides(Cut(question="lift", cell="yes"), {(2, "web"): 30, (3, "web"): 30}, whole, PATHS, ROOT)
    assert hides(Cut(area_id=2, question="lift", cell="yes"), {(2, "web"): 4, (3, "web"): 30}, whole, PATHS, ROOT)


def test_a_channel_is_hidden_with_the_other_when_there_are_two():
    whole = {(2, "web"): 50, (2, "paper"): 3}
    assert hides(Cut(channel="paper"), whole, whole, PATHS, ROOT)
    assert hides(Cut(channel="web"), whole, whole, PATHS, ROOT)


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_small_cell_of_a_table_can_be_worked_out(numbers):
    rows = [(f"r{place}", f"R{place}") for place in range(len(numbers))]
    columns = [(f"c{place}", f"C{place}") for place in range(3)]
    cells = {(f"r{r}", f"c{c}"): number for r, line in enumerate(numbers) for c, number in enumerate(line)}
    table = cross_table(rows, columns, cells, {f"r{r}": sum(line) for r, line in enumerate(numbers)})
    grid = [line.counts for line in table.lines]
    for r, line in enumerate(numbers):
        for c, number in enumerate(line):
            if 0 < number < 5:
                assert grid[r][c] is None
        if sum(line) >= 5:
            _cannot_be_worked_out(grid[r], line)
    for c in range(3):
        _cannot_be_worked_out([line[c] for line in grid], [line[c] for line in numbers])


def _cannot_be_worked_out(shown, true):
    """One hidden number alone is known from the total, unless nothing else is left to hide."""
    hidden = [number for one, number in zip(shown, true, strict=True) if one is None and number]
    others = [number for one, number in zip(shown, true, strict=True) if one]
    assert not others or len(hidden) != 1


def test_columns_of_several_answers_hide_also_what_is_left():
    rows, columns = [("a", "A")], [("x", "X"), ("y", "Y")]
    table = cross_table(rows, columns, {("a", "x"): 48, ("a", "y"): 20}, {"a": 50}, columns_add_up=False)
    assert table.lines[0].counts == [None, 20]


def test_names_of_columns_suit_a_statistics_program():
    many = (
        question("lift", "single", choices=choices("yes", "no")),
        question("to", "integer"),
        question("q", "multiple", choices=choices("a-b", "a_b", "好", "x" * 80)),
        question("answer_week", "text"),
    )
    names = [column.name for column in variables(merge([questionnaire(*many)]))]
    assert names[:5] == ["lift", "to_2", "q_a_b", "q_a_b_2", "q"]
    assert names[-1] == "answer_week_2"
    assert all(len(name) <= 64 and name[0].isalpha() for name in names)
    assert len({name.upper() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("lift", "no", [2]),
        ("needs", ["trees"], [0, 0, 1]),
        ("order", ["trees", "light", "seats"], [2, 3, 1]),
        ("places", {"yard": "bad"}, [2, NO_ANSWER]),
        ("happy", 5, [5]),
        ("rent", "12.5", [Decimal("12.5")]),
        ("why", "=1+1", ["=1+1"]),
        ("photo", "d" * 64, [1]),
    ],
)
def test_answers_become_columns(name, value, expected):
    columns = variables([Merged(BY_NAME[name])])
    assert [column.cell(value, is_asked=True) for column in columns] == expected


def test_no_answer_and_not_asked_have_codes_where_numbers_have_none():
    [lift], [age] = (variables([Merged(BY_NAME[name])]) for name in ("lift", "age"))
    assert (lift.cell(None, is_asked=True), lift.cell("yes", is_asked=False)) == (NO_ANSWER, NOT_ASKED)
    assert (age.cell(None, is_asked=True), age.cell(None, is_asked=False)) == (None, None)


def test_the_codebook_names_every_column_and_code_in_both_languages():
    columns = variables(merge([questionnaire()]))
    listed = {row[0]: row for row in question_rows(columns)}
    assert {column.name for column in columns} <= listed.keys()
    assert listed["needs_light"][3:8] == ["题目needs", "Question needs", "light", "选light", "Choice light"]
    assert ["lift", 2, "no", "选no", "Choice no"] in list(value_rows(columns))
    assert ["lift", NO_ANSWER, "", "未回答", "No answer"] in list(value_rows(columns))


def wave(name, cells, total=None):
    return [(Merged(BY_NAME[name]), tally_of(name, cells, total))]


def test_waves_show_the_change_in_points():
    [found] = compare([wave("lift", {"": 40, "yes": 10, "no": 30}), wave("lift", {"": 50, "yes": 25, "no": 25})])
    assert [line.changes for line in found.lines] == [[None, "+25"], [None, "−25"]]
    assert not found.is_thin


def rated(clean, noise):
    """Return a wave in which two rows of a matrix were judged good or bad by so many."""
    good, bad = Choice("good", Words("好", "Good")), Choice("bad", Words("差", "Bad"))
    rows = (Choice("clean", Words("卫生", "Clean")), Choice("noise", Words("噪声", "Noise")))
    merged = Merged(Question("rate", QuestionType.MATRIX, Words("评价", "Rate"), choices=(good, bad), rows=rows))
    tally = Tally()
    counts = {"clean=good": clean[0], "clean=bad": clean[1], "noise=good": noise[0], "noise=bad": noise[1]}
    tally.cells[merged.key] = Counter({"": 50, **counts})
    return [(merged, tally)]


def test_waves_compare_each_row_of_a_matrix():
    clean, noise = compare([rated((20, 20), (3, 0)), rated((30, 10), (10, 40))])

    assert clean.label == {"zh": "评价 – 卫生", "en": "Rate – Clean"}
    assert clean.ns == [40, 40]
    assert [line.changes for line in clean.lines] == [[None, "+25"], [None, "−25"]]
    assert noise.ns == [None, 50]
    assert [line.changes for line in noise.lines] == [[None, None], [None, None]]


def test_points_of_a_scale_are_called_by_number_and_name():
    ends = (Choice("1", Words("差", "Bad")), Choice("3", Words("好")))
    scale = Merged(Question("mood", QuestionType.SCALE, Words("心情"), scale=Scale(1, 3), choices=ends))
    tally = Tally()
    tally.cells[scale.key] = Counter({"": 9, "1": 4, "2": 5})
    assert [bar["label"] for bar in figure(scale, tally)["bars"]] == [
        {"zh": "1 差", "en": "1 Bad"}, {"zh": "2", "en": "2"}, {"zh": "3 好", "en": ""},
    ]  # fmt: skip


def test_a_wave_of_few_is_not_compared_and_one_of_some_is_called_thin():
    [found] = compare([wave("happy", {"": 4, "1": 4}, 40_000), wave("happy", {"": 20, "5": 20}, 1_000_000)])
    assert found.ns == [None, 20]
    assert found.means == [None, "5"]
    assert all(line.changes == [None, None] for line in found.lines)
    assert found.is_thin


def test_a_question_of_another_kind_is_another_question():
    other = Merged(question("lift", "text"))
    tally = Tally()
    tally.cells[other.key] = Counter({"": 90})
    assert compare([[(other, tally)], wave("lift", {"": 50, "yes": 50})]) == []
