"""Months are put together until none of them gives single ratings away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.ratings.months import FEWEST, spans


def month(number):
    return date(2026, number, 1)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, []),
        ({1: 4}, []),
        ({1: 5}, [(1, 1, 5)]),
        ({1: 2, 2: 3, 3: 7}, [(1, 2, 5), (3, 3, 7)]),
        ({1: 6, 2: 1}, [(1, 2, 7)]),
        ({1: 0, 2: 5, 4: 5}, [(2, 2, 5), (4, 4, 5)]),
        ({3: 5, 1: 5}, [(1, 1, 5), (3, 3, 5)]),
    ],
)
def test_joins_small_months_with_the_next_and_the_rest_with_the_last(counts, expected):
    found = spans({month(number): (0, 0, 0, 0, count) for number, count in counts.items()})

    assert [(span.first.month, span.last.month, span.n) for span in found] == expected


@given(st.dictionaries(st.integers(1, 12), st.lists(st.integers(0, 4), min_size=5, max_size=5)))
def test_no_part_is_small_and_none_is_lost(counts):
    months = {month(number): levels for number, levels in counts.items()}
    total = [sum(levels[place] for levels in months.values()) for place in range(5)]

    found = spans(months)

    assert all(span.n >= FEWEST for span in found)
    if found or sum(total) >= FEWEST:
        assert [sum(span.levels[place] for span in found) for place in range(5)] == total
