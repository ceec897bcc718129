"""The formula of the priority, part by part."""

from datetime import UTC, datetime, timedelta

import pytest

from engage.needs.priority import DEFAULT_WEIGHTS, Facts, Part, Term, terms, total

THEN = datetime(2026, 6, 1, tzinfo=UTC)


def points(part, now=THEN, **facts):
    values = {"category": "other", "supports": 0, "affected": (), "created_at": THEN, **facts}
    return next(term.points for term in terms(Facts(**values), {}, now) if term.part == part)


@pytest.mark.parametrize(("supports", "expected"), [(0, 0), (1, 9), (10, 50), (30, 75), (100_000, 99)])
def test_supports_count_less_the_more_there_are(supports, expected):
    assert points(Part.SUPPORTS, supports=supports) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, 0), (0, 0), (0.9, 0), (1, 1), (45, 50), (90, 100), (4000, 100)])
def test_waiting_counts_for_ninety_days(days, expected):
    assert points(Part.AGE, now=THEN + timedelta(days=days)) == expected


@pytest.mark.parametrize(
    ("affected", "expected"),
    [((), 0), (("self", "building"), 0), (("older",), 60), (("older", "children"), 80),
     (("older", "children", "disabled", "self"), 100)],
)  # fmt: skip
def test_vulnerable_people_count_by_group(affected, expected):
    assert points(Part.VULNERABLE, affected=affected) == expected


@pytest.mark.parametrize(("category", "expected"), [("safety", 100), ("lift", 50), ("culture", 0)])
def test_danger_counts_by_category(category, expected):
    assert points(Part.SAFETY, category=category) == expected


@pytest.mark.parametrize(("effort", "expected"), [(None, None), ("little", 100), ("some", 60), ("much", 20)])
def test_less_work_counts_more(effort, expected):
    assert points(Part.EFFORT, effort=effort) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(50, 1), (51, 1)], 51),
        ([(0, 7), (0, 3)], 0),
        ([(100, 5), (None, 95)], 100),
        ([(100, 0), (None, 5)], 0),
        ([(30, 1), (60, 2)], 50),
        ([], 0),
    ],
)
def test_the_total_is_the_weighted_mean_of_what_is_known(parts, expected):
    assert total([Term(Part.AGE, points, weight) for points, weight in parts]) == expected


def test_an_areas_weights_come_before_the_defaults():
    facts = Facts("other", 0, (), THEN)

    found = {term.part: term.weight for term in terms(facts, {"age": 0}, THEN)}

    assert found == {**DEFAULT_WEIGHTS, Part.AGE: 0}


def test_every_part_lies_between_nothing_and_a_hundred():
    facts = Facts("safety", 10**9, ("older", "children", "disabled"), THEN, "little")

    assert total(terms(facts, {}, THEN + timedelta(days=10**5))) in range(99, 101)
