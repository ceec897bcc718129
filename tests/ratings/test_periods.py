from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.ratings.periods import current, later, month_of, parse, touched_by
from engage.ratings.working_days import working_days_after

days = st.dates(date(2001, 1, 1), date(2190, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last", "months"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 1), 12),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 1), 3),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 1), 3),
        ("2026-07/12m", date(2025, 8, 1), date(2026, 7, 1), 12),
        ("2026-12/12m", date(2026, 1, 1), date(2026, 12, 1), 12),
        ("2000-01/12m", date(1999, 2, 1), date(2000, 1, 1), 12),
    ],
)
def test_reads_years_quarters_and_twelve_months(name, first, last, months):
    period = parse(name)

    assert (period.first, period.last, len(period.months)) == (first, last, months)
    assert (period.months[0], period.months[-1]) == (first, last)


@pytest.mark.parametrize(
    "name",
    ["", "26", "2026-Q5", "2026-Q0", "2026-q1", "2026-13/12m", "2026-00/12m", "2026-7/12m", "2026-07/6m", "2026-07",
     "1999", "2200", " 2026", "2026\n", "２０２６", "2026-Q1x"],
)  # fmt: skip
def test_refuses_everything_else(name):
    with pytest.raises(ValueError, match="written"):
        parse(name)


@given(days, days)
def test_a_day_counts_in_exactly_the_periods_that_it_touches(day, other):
    touched = set(touched_by(day))

    assert len(touched) == 14
    assert all(day in parse(name) for name in touched)
    assert all((name in touched) == (day in parse(name)) for name in touched_by(other))


@given(days)
def test_what_is_current_is_touched(day):
    assert set(current(day)) <= set(touched_by(day))


@given(days, st.integers(-100, 100))
def test_months_can_be_counted_on_and_back(day, number):
    assert later(later(month_of(day), number), -number) == month_of(day)


@pytest.mark.parametrize(
    ("day", "number", "due"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 23)),  # Monday to Monday.
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Over a weekend.
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # From a Saturday.
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_working_days_pass_over_weekends(day, number, due):
    assert working_days_after(day, number) == due
