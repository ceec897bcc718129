import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.surveys.raking import Impossible, rake

# The example of the article "Iterative proportional fitting" in Wikipedia: a seed, row sums and column sums.
SEED = ((40, 30, 20, 10), (35, 50, 100, 75), (30, 80, 70, 120), (20, 30, 40, 50))
ROWS, COLUMNS = (150, 300, 400, 150), (200, 300, 400, 100)
FITTED = (
    (64.61, 46.28, 35.42, 3.83),
    (49.95, 68.15, 156.49, 25.37),
    (56.70, 144.40, 145.06, 53.76),
    (28.74, 41.18, 63.03, 17.03),
)


def test_agrees_with_the_published_example():
    counts = {(str(r), str(c)): number for r, line in enumerate(SEED) for c, number in enumerate(line)}
    margins = [{str(place): float(target) for place, target in enumerate(one)} for one in (ROWS, COLUMNS)]

    found = rake(counts, margins, most=100)

    total = sum(map(sum, SEED))
    for r, line in enumerate(FITTED):
        for c, expected in enumerate(line):
            group = (str(r), str(c))
            assert found.by_group[group] * counts[group] * 1000 / total == pytest.approx(expected, abs=0.06)
    assert found.is_met


def test_one_margin_is_met_in_one_round_and_the_effective_number_is_kishs():
    found = rake({("a",): 80, ("b",): 20}, [{"a": 50, "b": 50}])
    assert found.by_group == pytest.approx({("a",): 0.625, ("b",): 2.5})
    assert found.effective == pytest.approx(100**2 / (80 * 0.625**2 + 20 * 2.5**2))
    assert (found.rounds, found.largest) == (1, pytest.approx(2.5))


def test_answers_that_match_already_keep_the_weight_one():
    found = rake({("a",): 30, ("b",): 70}, [{"a": 3, "b": 7}])
    assert found.by_group == pytest.approx({("a",): 1, ("b",): 1})
    assert found.effective == pytest.approx(100)


def test_a_weight_is_cut_off_at_the_most_and_the_miss_is_told():
    found = rake({("a",): 98, ("b",): 2}, [{"a": 50, "b": 50}], most=5)
    assert found.largest == pytest.approx(5)
    assert sum(found.by_group[group] * number for group, number in {("a",): 98, ("b",): 2}.items()) == pytest.approx(
        100
    )
    assert found.furthest == pytest.approx(0.4)
    assert not found.is_met


def test_who_did_not_say_keeps_the_share():
    found = rake({("a",): 60, ("b",): 20, ("",): 20}, [{"a": 50, "b": 50}])
    assert found.by_group[("",)] == pytest.approx(1)
    assert found.by_group[("b",)] * 20 == pytest.approx(40)


@pytest.mark.parametrize(
    ("counts", "margin", "reason"),
    [
        ({("a",): 5}, {"a": 50, "b": 50}, "empty"),
        ({("a",): 5, ("b",): 5}, {"a": 100, "b": 0}, "zero"),
        ({("a",): 5}, {}, "nothing"),
        ({}, {"a": 1}, "nothing"),
        ({("a",): 0}, {"a": 1}, "nothing"),
    ],
)
def test_impossible_margins_are_refused(counts, margin, reason):
    with pytest.raises(Impossible) as refusal:
        rake(counts, [margin])
    assert refusal.value.reason == reason


@given(
    st.lists(st.integers(1, 200), min_size=4, max_size=4),
    st.lists(st.integers(1, 100), min_size=2, max_size=2),
    st.lists(st.integers(1, 100), min_size=2, max_size=2),
)
def test_whatever_is_filled_meets_both_margins(counts, rows, columns):
    groups = dict(zip([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], counts, strict=True))
    margins = [dict(zip("ab", map(float, rows), strict=True)), dict(zip("xy", map(float, columns), strict=True))]

    found = rake(groups, margins, most=10**6)

    assert found.furthest < 1e-6
    assert sum(groups[group] * weight for group, weight in found.by_group.items()) == pytest.approx(sum(counts))
