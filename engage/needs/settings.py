"""How an area works on needs: its own settings over those of the areas above it, over the defaults."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from engage.communities.models import Area
from engage.extensions import db
from engage.needs.categories import CATEGORIES, Profession
from engage.needs.models import NeedSettings
from engage.needs.states import DUE_DAYS, State


def due_days(area: Area) -> Mapping[State, int]:
    """Return the days that a need of this area may stand in each state before it is overdue."""
    return {**DUE_DAYS, **{State(name): int(days) for name, days in _merged(area, "due_days").items()}}


def professions(area: Area) -> Mapping[str, frozenset[Profession]]:
    """Return the professions that each category concerns in this area."""
    own = {code: frozenset(map(Profession, names)) for code, names in _merged(area, "professions").items()}
    return {**{code: category.professions for code, category in CATEGORIES.items()}, **own}


def weights(area: Area) -> Mapping[str, int]:
    """Return the weights of the parts of the priority that are set for this area, without the defaults."""
    return {name: int(weight) for name, weight in _merged(area, "weights").items()}


def weights_in(areas: Iterable[Area]) -> dict[int, Mapping[str, int]]:
    """Return the same for many areas by id: one query for all of them."""
    areas = list(areas)
    ids = {part for area in areas for part in area.ancestor_ids}
    rows = {
        row.area_id: row.weights
        for row in db.session.scalars(select(NeedSettings).where(NeedSettings.area_id.in_(ids)))
    }
    found: dict[int, Mapping[str, int]] = {}
    for area in areas:
        merged: dict[str, Any] = {}
        for part in area.ancestor_ids:
            merged |= rows.get(part, {})
        found[area.id] = {name: int(weight) for name, weight in merged.items()}
    return found


def _merged(area: Area, name: str) -> dict[str, Any]:
    """Return what the areas from the root down to this one say, the nearest having the last word."""
    rows = db.session.scalars(select(NeedSettings).where(NeedSettings.area_id.in_(area.ancestor_ids)))
    by_area = {row.area_id: getattr(row, name) for row in rows}
    merged: dict[str, Any] = {}
    for area_id in area.ancestor_ids:
        merged |= by_area.get(area_id, {})
    return merged
