from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.ratings.coefficient import Status, decimal_string, input_hash, outcome

counts = st.lists(st.integers(0, 10**9), min_size=5, max_size=5)
shares = st.fractions(0, 1, max_denominator=10**12)
HASHED = {"policy": "mean-level/1", "minimum_n": 5, "period": "2026", "area": None, "staff_no": "P-1"}


@pytest.mark.parametrize(
    ("levels", "satisfaction", "coefficient", "status"),
    [
        ((0, 0, 0, 0, 5), Fraction(1), Fraction(1), "ok"),
        ((0, 0, 5, 0, 0), Fraction(3, 5), Fraction(3, 5), "ok"),
        ((0, 1, 4, 0, 0), Fraction(14, 25), Fraction(0), "below-threshold"),
        ((5, 0, 0, 0, 0), Fraction(1, 5), Fraction(0), "below-threshold"),
        ((0, 0, 0, 0, 4), None, None, "insufficient"),
        ((0, 0, 0, 0, 0), None, None, "insufficient"),
    ],
)
def test_mean_level(levels, satisfaction, coefficient, status):
    found = outcome(levels, "mean-level/1")

    assert (found.satisfaction, found.coefficient, found.status) == (satisfaction, coefficient, status)


@pytest.mark.parametrize(
    ("levels", "coefficient", "status"),
    [
        ((2, 0, 3, 0, 0), Fraction(3, 5), "ok"),
        ((1, 1, 0, 0, 3), Fraction(3, 5), "ok"),
        ((201, 200, 300, 200, 99), Fraction(0), "below-threshold"),
    ],
)
def test_share_satisfied_counts_the_third_level_as_satisfied(levels, coefficient, status):
    found = outcome(levels, "share-satisfied/1")

    assert (found.coefficient, found.status) == (coefficient, status)


@given(st.integers(1, 10**15))
def test_the_threshold_is_exact_at_any_number_of_ratings(n):
    reached = outcome((0, 0, n, 0, 0), "mean-level/1", 1)
    missed = outcome((0, 1, n, 0, 0), "mean-level/1", 1)

    assert reached.coefficient == Fraction(3, 5)
    assert missed.coefficient == 0
    assert missed.status == Status.BELOW_THRESHOLD
    assert decimal_string(missed.satisfaction) < "0.600000" == decimal_string(reached.satisfaction)


@pytest.mark.parametrize("times", [1, 2, 1000, 10**9])
def test_59_99_per_cent_is_none_and_60_is_some(times):
    # 2,000 ratings, 5,999 of 10,000 possible points.
    below = outcome((0, times, 1999 * times, 0, 0), "mean-level/1")
    exact = outcome((0, 0, 2000 * times, 0, 0), "mean-level/1")

    assert decimal_string(below.satisfaction) == "0.599900"
    assert (below.coefficient, exact.coefficient) == (0, Fraction(3, 5))


@given(counts, st.sampled_from(["mean-level/1", "share-satisfied/1"]), st.integers(1, 50))
def test_a_coefficient_is_nothing_zero_or_the_satisfaction_itself(levels, policy, minimum):
    found = outcome(levels, policy, minimum)

    assert (found.n, found.coefficient is None) == (sum(levels), found.n < minimum)
    if found.coefficient is None:
        assert (found.satisfaction, found.numerator, found.denominator) == (None, 0, 0)
    else:
        assert found.satisfaction == Fraction(found.numerator, found.denominator)
        assert 0 <= found.satisfaction <= 1
        assert found.coefficient == (found.satisfaction if found.satisfaction >= Fraction(3, 5) else 0)


@given(counts, st.integers(0, 3))
def test_a_better_rating_never_lowers_the_satisfaction(levels, level):
    worse, better = list(levels), list(levels)
    worse[level] += 5
    better[level + 1] += 5

    for policy in ("mean-level/1", "share-satisfied/1"):
        assert outcome(worse, policy).satisfaction <= outcome(better, policy).satisfaction


@pytest.mark.parametrize(
    ("levels", "policy", "minimum"),
    [
        ((1, 2, 3, 4), "mean-level/1", 5),
        ((1, 2, 3, 4, -1), "mean-level/1", 5),
        ((1, 2, 3, 4, 5.0), "mean-level/1", 5),
        ((1, 2, 3, 4, True), "mean-level/1", 5),
        ((1, 2, 3, 4, 5), "mean-level/2", 5),
        ((0, 0, 0, 0, 0), "mean-level/1", 0),
    ],
)
def test_refuses_what_cannot_be_counted(levels, policy, minimum):
    with pytest.raises(ValueError, match=r"levels|policy|minimum"):
        outcome(levels, policy, minimum)


@given(shares)
def test_six_places_are_the_nearest_unless_they_would_reach_the_threshold(share):
    text = decimal_string(share)

    assert len(text) == len("0.000000")
    assert abs(Fraction(text) - share) < Fraction(1, 10**6)
    assert (Fraction(text) >= Fraction(3, 5)) == (share >= Fraction(3, 5))
    if not Fraction(599_999, 10**6) < share < Fraction(3, 5):
        exact = Decimal(share.numerator * 10**12 // share.denominator).scaleb(-12)
        assert abs(Decimal(text) - exact) <= Decimal("0.0000005")


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(5999999, 10**7), "0.599999"),
        (Fraction(6, 10), "0.600000"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0.000000"),
        (Fraction(15, 10**7), "0.000002"),
        (Fraction(10**40 - 1, 10**40), "1.000000"),
        (Fraction(0), "0.000000"),
    ],
)
def test_halves_go_to_the_even_digit(share, text):
    assert decimal_string(share) == text


def test_the_hash_is_that_of_the_documented_text():
    found = input_hash(**HASHED, months={"2026-05": (0, 0, 1, 2, 3), "2026-06": (0, 0, 0, 0, 0)})

    # echo -n '{"area":null,"minimum_n":5,"months":{"2026-05":[0,0,1,2,3]},"period":"2026","policy":"mean-level/1",
    # "staff_no":"P-1"}' | sha256sum, on one line
    assert found == "1752bf3329ffb14136a3afd387a792a22b6d8d7a871d2a3861bbbc3dc5eee04d"


@pytest.mark.parametrize(
    "other", [{"policy": "share-satisfied/1"}, {"minimum_n": 6}, {"period": "2025"}, {"area": "A1"}, {"staff_no": "P"}]
)
def test_the_hash_tells_every_input_apart(other):
    months = {"2026-05": (0, 0, 1, 2, 3)}

    assert input_hash(**HASHED, months=months) != input_hash(**{**HASHED, **other}, months=months)
    assert input_hash(**HASHED, months=months) != input_hash(**HASHED, months={"2026-06": (0, 0, 1, 2, 3)})
