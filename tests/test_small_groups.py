import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.small_groups import FEWEST, hidden_groups


def hidden(*groups):
    """The groups hidden among (took part, size), by their places."""
    return set(hidden_groups(dict(enumerate(part for part, _ in groups)), dict(enumerate(size for _, size in groups))))


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([(12, 30), (20, 40)], set()),
        ([(5, 30), (5, 40)], set()),  # Five is enough.
        ([(4, 30), (20, 40)], {0, 1}),  # The only other one would give it away.
        ([(4, 30), (20, 40), (9, 12)], {0, 2}),  # One more is hidden, the smallest.
        ([(3, 30), (3, 30), (20, 40)], {0, 1}),  # They hide each other.
        ([(4, 30), (3, 30), (20, 40)], {0, 1, 2}),  # Seven of at most eight would leave two possibilities.
        ([(1, 30), (1, 30), (20, 40)], {0, 1, 2}),  # Two of sixty would still be a small group.
        ([(2, 2), (3, 3), (20, 40), (22, 44)], {0, 1, 2}),  # Five of five: the sum alone would tell.
        ([(4, 30), (3, 30), (1, 30), (20, 40)], {0, 1, 2}),
        ([(0, 30), (0, 30)], {0, 1}),
        ([(3, 30)], {0}),
        ([], set()),
    ],
)
def test_hides_small_groups_and_what_would_give_them_away(groups, expected):
    assert hidden(*groups) == expected


tables = st.lists(st.integers(0, 14).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), max_size=6)


@given(tables)
def test_every_small_group_is_hidden_and_never_alone(groups):
    found = hidden(*groups)

    assert {i for i, (part, _) in enumerate(groups) if part < FEWEST} <= found
    assert len(found) != 1 or len(groups) == 1


@given(tables)
def test_what_is_shown_leaves_no_small_group_to_be_worked_out(groups):
    """The reader knows total, sizes, what is shown, and even which of the hidden groups are the small ones."""
    found = sorted(hidden(*groups))
    if not found or len(found) == len(groups):
        return
    rest = sum(groups[i][0] for i in found)
    possible = [range(min(groups[i][1], FEWEST - 1) + 1) if groups[i][0] < FEWEST else range(FEWEST, groups[i][1] + 1)
                for i in found]  # fmt: skip
    fitting = sums_to(possible, rest)

    assert rest >= FEWEST
    for place, i in enumerate(found):
        if groups[i][0] < FEWEST and groups[i][1] > 0:
            assert len({numbers[place] for numbers in fitting}) >= min(3, groups[i][1] + 1)


def sums_to(ranges, total):
    """Every way to take a number of each range that adds up to the total."""
    if not ranges:
        return [()] if total == 0 else []
    return [
        (number, *others) for number in ranges[0] if number <= total for others in sums_to(ranges[1:], total - number)
    ]


@pytest.mark.parametrize("sizes", [(6, 7, 8, 9), (3, 3, 9, 9), (2, 3, 12), (10, 10, 10), (3, 8, 9)])
def test_knowing_how_groups_are_hidden_gives_nothing_away(sizes):
    """Every table there can be is hidden the same way; those that look alike differ in every small group.

    Where all but a few took part, or nobody did, the total tells much by itself.
    """
    looks = defaultdict(list)
    for numbers in itertools.product(*(range(size + 1) for size in sizes)):
        found = hidden(*zip(numbers, sizes, strict=True))
        shown = tuple("hidden" if i in found else number for i, number in enumerate(numbers))
        looks[sum(numbers), shown].append(numbers)

    for (total, shown), numbers in looks.items():
        if 0 < total <= sum(sizes) - FEWEST:
            for i, look in enumerate(shown):
                values = {table[i] for table in numbers}
                assert look != "hidden" or len(values) > 1 or min(values) >= FEWEST
