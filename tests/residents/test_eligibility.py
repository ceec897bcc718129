from dataclasses import dataclass
from datetime import date

import pytest

from engage.residents.eligibility import Eligibility, Reason, reason_against


@dataclass
class Person:
    birth_year: int | None = 2008
    tie: str = "lives"


YOUTH = Eligibility("persons", min_age=12, max_age=25, age_as_of=date(2026, 7, 1), ties=("lives", "studies"))


@pytest.mark.parametrize(
    ("birth_year", "reason"),
    [
        (2015, Reason.TOO_YOUNG),
        (2014, None),  # Twelve in the course of 2026, whatever the day.
        (2001, None),
        (2000, Reason.TOO_OLD),
        (None, Reason.AGE_UNKNOWN),
    ],
)
def test_the_age_is_the_one_reached_in_the_year_of_the_date(birth_year, reason):
    assert reason_against(Person(birth_year), YOUTH) is reason


def test_a_tie_that_the_vote_does_not_name_is_refused():
    assert reason_against(Person(tie="works"), YOUTH) is Reason.TIE


def test_without_limits_everybody_may_vote():
    assert reason_against(Person(birth_year=None, tie="works"), Eligibility("persons")) is None


def test_one_limit_is_enough_to_need_a_year_of_birth():
    assert reason_against(Person(None), Eligibility("persons", min_age=16, age_as_of=date(2026, 1, 1))) is (
        Reason.AGE_UNKNOWN
    )


def test_nobody_is_old_enough_while_the_date_is_missing():
    assert reason_against(Person(1980), Eligibility("persons", min_age=16)) is Reason.AGE_UNKNOWN
