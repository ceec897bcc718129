"""Service points: what a satisfaction coefficient does to them. Exact throughout.

points = Σ (base × ability) × coefficient + carried + special, where carried is a tenth of last year's points and
special at most ten for each major activity that high-level media reported. Source: Huang Ling et al., "Exploring and
Thinking of Community Planner System for Collaborative Governance", Planners 2023(2), 92-100, section 4.3. The paper
gives no table of base points or of abilities by title: both are settings of whoever counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engage.ratings.coefficient import decimal_string, outcome
from engage.ratings.policies import DEFAULT_POLICY, MINIMUM_N, POLICIES

CARRIED = Fraction(1, 10)
MOST_SPECIAL = 10
MOST_ROWS = 10_000
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15}|/0*[1-9][0-9]{0,14})?")
_FIELDS = {"staff_no", "services", "abilities", "coefficient", "satisfaction", "levels", "policy", "minimum_n",
           "points_last_year", "activities"}  # fmt: skip
_JUDGED = ("coefficient", "satisfaction", "levels")


class PointsError(ValueError):
    """Something cannot be counted; `field` says where it stands: "services[2].base"."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Service:
    """One service rendered: its base points, and the ability coefficient of whoever rendered it."""

    base: Fraction
    ability: Fraction
    what: str = ""

    @property
    def earned(self) -> Fraction:
        return self.base * self.ability


@dataclass(frozen=True)
class Points:
    """The five terms and what they come to; `total` is None where there is no coefficient: too few ratings are not 0.

    `earned` is the sum of base × ability, before the coefficient.
    """

    services: tuple[Service, ...]
    coefficient: Fraction | None
    carried: Fraction
    special: Fraction

    @property
    def earned(self) -> Fraction:
        return sum((service.earned for service in self.services), Fraction(0))

    @property
    def total(self) -> Fraction | None:
        if self.coefficient is None:
            return None
        return self.earned * self.coefficient + self.carried + self.special


def points(
    services: Sequence[Service],
    coefficient: Fraction | None,
    *,
    last_year: Fraction = Fraction(0),
    activities: Sequence[Fraction] = (),
) -> Points:
    """Count the points of one professional. Raises `PointsError`."""
    for number, special in enumerate(activities):
        if not 0 <= special <= MOST_SPECIAL:
            raise PointsError(f"activities[{number}]", f"an activity has 0 to {MOST_SPECIAL} points")
    return Points(tuple(services), coefficient, last_year * CARRIED, sum(activities, Fraction(0)))


def read(text: Mapping[str, Any]) -> Points:
    """Count the points that a file asks for; docs/points.md describes its fields. Raises `PointsError`.

    Numbers come as text or as whole numbers, so that none of them was rounded before it got here.
    """
    if not isinstance(text, Mapping):
        raise PointsError("file", "must hold one JSON object")
    for name in text:
        if name not in _FIELDS:
            raise PointsError(str(name)[:40], "is no known field")
    abilities = {title: _number(value, f"abilities.{title}") for title, value in _mapping(text, "abilities").items()}
    return points(
        [_service(row, f"services[{number}]", abilities) for number, row in enumerate(_rows(text, "services"))],
        _coefficient(text),
        last_year=_number(text.get("points_last_year", 0), "points_last_year"),
        activities=[_activity(row, f"activities[{number}]") for number, row in enumerate(_rows(text, "activities"))],
    )


def written(number: Fraction) -> str:
    """Write a number in decimals: all of them where they end, six otherwise."""
    text = decimal_string(number, threshold=Fraction(-1))
    for places in range(16):
        if (number * 10**places).denominator == 1:
            whole = abs(number.numerator) * 10**places // number.denominator
            digits = str(whole).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return text


def _coefficient(text: Mapping[str, Any]) -> Fraction | None:
    """Return the coefficient, given as it is, as a satisfaction, or as the counts of the five levels."""
    given = [name for name in _JUDGED if name in text]
    if len(given) != 1:
        raise PointsError("coefficient", f"give exactly one of {', '.join(_JUDGED)}")
    name, value = given[0], text[given[0]]
    policy = text.get("policy", DEFAULT_POLICY)
    if not isinstance(policy, str) or policy not in POLICIES:
        raise PointsError("policy", f"must be one of {', '.join(POLICIES)}")
    threshold = POLICIES[policy].threshold
    if name == "levels":
        return _from_levels(value, policy, text.get("minimum_n", MINIMUM_N))
    if value is None:
        return None
    share = _number(value, name)
    if share > 1:
        raise PointsError(name, "is a share from 0 to 1")
    if share < threshold and name == "satisfaction":
        return Fraction(0)
    if 0 < share < threshold:
        raise PointsError(name, f"is 0, or from {written(threshold)} to 1")
    return share


def _from_levels(levels: Any, policy: str, minimum_n: Any) -> Fraction | None:
    if not isinstance(levels, list):
        raise PointsError("levels", "must be a list of five counts, of level 1 to 5")
    try:
        return outcome(
            [_count(count, f"levels[{number}]") for number, count in enumerate(levels)],
            policy,
            _count(minimum_n, "minimum_n"),
        ).coefficient
    except PointsError:
        raise
    except ValueError as error:
        raise PointsError("minimum_n" if "minimum" in str(error) else "levels", str(error)) from error


def _service(row: Any, where: str, abilities: Mapping[str, Fraction]) -> Service:
    if not isinstance(row, Mapping):
        raise PointsError(where, "must be an object with base, and ability or title")
    for name in row:
        if name not in ("what", "base", "ability", "title"):
            raise PointsError(f"{where}.{str(name)[:40]}", "is no known field")
    if "base" not in row:
        raise PointsError(f"{where}.base", "is missing")
    base, what = _number(row["base"], f"{where}.base"), str(row.get("what", ""))[:200]
    if ("ability" in row) == ("title" in row):
        raise PointsError(f"{where}.ability", "give either ability or title")
    if "ability" in row:
        return Service(base, _number(row["ability"], f"{where}.ability"), what)
    if not isinstance(row["title"], str) or row["title"] not in abilities:
        raise PointsError(f"{where}.title", "has no ability coefficient under abilities")
    return Service(base, abilities[row["title"]], what)


def _activity(row: Any, where: str) -> Fraction:
    if not isinstance(row, Mapping):
        return _number(row, where)
    for name in row:
        if name not in ("what", "points"):
            raise PointsError(f"{where}.{str(name)[:40]}", "is no known field")
    return _number(row.get("points"), f"{where}.points")


def _number(value: Any, where: str) -> Fraction:
    if type(value) is int and value >= 0:
        value = str(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise PointsError(where, 'must be a number of 0 or more, such as 12, "12.5" or "37/3"')
    return Fraction(value)


def _count(value: Any, where: str) -> int:
    number = _number(value, where)
    if number.denominator != 1:
        raise PointsError(where, "must be a whole number")
    return int(number)


def _rows(text: Mapping[str, Any], name: str) -> list[Any]:
    rows = text.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise PointsError(name, f"must be a list of at most {MOST_ROWS}")
    return rows


def _mapping(text: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = text.get(name, {})
    if not isinstance(found, Mapping):
        raise PointsError(name, "must be an object")
    return found
