"""How an area handles ratings: its own settings over those of the areas above it, over the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.models import Professional, RatingSettings
from engage.ratings.policies import DEFAULT_POLICY, MINIMUM_N

# One city counts by one rule: a figure that pays must not hang on which street asked for it.
AT_THE_ROOT = frozenset({"policy", "minimum_n", "abilities"})


@dataclass(frozen=True)
class Rules:
    """`abilities` has the ability coefficient of each title as text, such as "1.2"; other titles have 1."""

    policy: str = DEFAULT_POLICY
    minimum_n: int = MINIMUM_N
    call_back_days: int = 5
    burst_ratings: int = 20
    burst_minutes: int = 10
    ticket_days: int = 30
    abilities: Mapping[str, str] = field(default_factory=dict)

    def ability(self, title: str) -> Fraction:
        return Fraction(self.abilities.get(title, "1"))


def rules(area: Area) -> Rules:
    return _merged(area.ancestor_ids)


def scoring(professional: Professional) -> Rules:
    """Return the rules by which the figures of a professional are counted: those of the root of the areas served."""
    return _merged(professional.areas[0].ancestor_ids[:1]) if professional.areas else Rules()


def own_values(area: Area) -> Mapping[str, Any]:
    """Return what this area sets by itself."""
    row = db.session.get(RatingSettings, area.id)
    return row.values if row else {}


def _merged(area_ids: list[int]) -> Rules:
    rows = {
        row.area_id: row.values
        for row in db.session.scalars(select(RatingSettings).where(RatingSettings.area_id.in_(area_ids)))
    }
    merged: dict[str, Any] = {}
    for position, area_id in enumerate(area_ids):
        own = rows.get(area_id, {})
        merged |= {name: value for name, value in own.items() if position == 0 or name not in AT_THE_ROOT}
    return Rules(**merged)
