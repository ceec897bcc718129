"""Who on the roll may vote. Pure: a cycle's terms and a person's facts in, a reason against out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol


class Reason(StrEnum):
    """Why somebody on the roll may not vote."""

    TOO_YOUNG = "too young"
    TOO_OLD = "too old"
    AGE_UNKNOWN = "age unknown"
    TIE = "tie"


class Person(Protocol):
    """What eligibility asks of a resident; a row of a grouped count will do as well."""

    @property
    def birth_year(self) -> int | None: ...
    @property
    def tie(self) -> str: ...


@dataclass(frozen=True)
class Eligibility:
    """The terms of one vote. Ages are inclusive; empty `ties` means that every tie will do."""

    voters: Literal["dwellings", "persons"]
    min_age: int | None = None
    max_age: int | None = None
    age_as_of: date | None = None
    ties: tuple[str, ...] = ()

    @property
    def limits_age(self) -> bool:
        return self.min_age is not None or self.max_age is not None


def reason_against(resident: Person, eligibility: Eligibility) -> Reason | None:
    """Return why the person may not vote, or None.

    The roll keeps the year of birth only, so the age is the one reached during the year of the as-of date: decision
    0004. Where ages are limited, somebody without a year of birth may not vote, and nobody may without an as-of date.
    """
    if eligibility.ties and resident.tie not in eligibility.ties:
        return Reason.TIE
    if not eligibility.limits_age:
        return None
    if resident.birth_year is None or eligibility.age_as_of is None:
        return Reason.AGE_UNKNOWN
    age = eligibility.age_as_of.year - resident.birth_year
    if eligibility.min_age is not None and age < eligibility.min_age:
        return Reason.TOO_YOUNG
    if eligibility.max_age is not None and age > eligibility.max_age:
        return Reason.TOO_OLD
    return None
