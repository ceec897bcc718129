"""Professionals, visits and figures as programs of the office read them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from engage.api.queries.professionals import served_within
from engage.communities.models import Area
from engage.ratings.coefficient import Status, decimal_string
from engage.ratings.models import Professional, Satisfaction, Visit
from engage.ratings.policies import POLICIES
from engage.ratings.queries.figures import Figure
from engage.ratings.queries.professionals import survivor

Json = dict[str, Any]


def professional_json(professional: Professional, within: Area) -> Json:
    """Return the professional as far as a key for this area reaches."""
    kept = survivor(professional)
    return {
        "staff_no": professional.staff_no,
        "name": professional.name,
        "profession": professional.profession,
        "title": professional.title,
        "areas": [area.code for area in served_within(professional, within)],
        "left_on": professional.left_on.isoformat() if professional.left_on else None,
        "merged_into": kept.staff_no if kept is not professional else None,
        "updated_at": timestamp(professional.updated_at),
    }


def visit_json(visit: Visit) -> Json:
    return {
        "visit_no": visit.visit_no,
        "staff_no": visit.professional.staff_no,
        "area": visit.area.code,
        "category": visit.category,
        "visited_on": visit.visited_on.isoformat(),
        "state": visit.state,
        "invited": visit.invited,
        "tickets": visit.tickets,
        "updated_at": timestamp(visit.updated_at),
    }


def figure_json(figure: Figure) -> Json:
    """Return a figure with what stands beside it."""
    rate = figure.response_rate
    return {
        "staff_no": figure.staff_no,
        "period": figure.period,
        "area": figure.area,
        "policy": figure.policy,
        "minimum_n": figure.minimum_n,
        "n": figure.n,
        **_shares(figure.policy, figure.status, figure.numerator, figure.denominator),
        "status": str(figure.status),
        "tickets": figure.tickets,
        "excluded": figure.excluded,
        "quarantined": figure.quarantined,
        "response_rate": None if rate is None else decimal_string(rate),
        "as_of": timestamp(figure.as_of),
        "input_hash": figure.input_hash,
    }


def change_json(row: Satisfaction) -> Json:
    """Return a figure as the feed tells it."""
    return {
        "staff_no": row.professional.staff_no,
        "period": row.period,
        "policy": row.policy,
        "n": row.n,
        **_shares(row.policy, row.status, row.numerator, row.denominator),
        "status": row.status,
        "as_of": timestamp(row.changed_at),
        "input_hash": row.input_hash,
    }


def _shares(policy: str, status: str, numerator: int, denominator: int) -> Mapping[str, Any]:
    if status == Status.INSUFFICIENT:
        return {"satisfaction": None, "coefficient": None, "numerator": None, "denominator": None}
    satisfaction, threshold = Fraction(numerator, denominator), POLICIES[policy].threshold
    coefficient = satisfaction if status == Status.OK else Fraction(0)
    return {
        "satisfaction": decimal_string(satisfaction, threshold),
        "coefficient": decimal_string(coefficient, threshold),
        "numerator": numerator,
        "denominator": denominator,
    }


def timestamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
