"""The margins that a survey may be weighted to, and its answers by the groups of these margins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engage.communities.models import LEVELS, Area, AreaKind
from engage.extensions import db
from engage.residents.models import Dwelling
from engage.surveys.figures.tally import Tally
from engage.surveys.queries import passes
from engage.surveys.queries.results import Results
from engage.surveys.raking import Group

AREA_LEVELS = (AreaKind.BUILDING, AreaKind.COMMUNITY)


@dataclass(frozen=True)
class Margin:
    """Targets by category, and what the categories are called."""

    targets: Mapping[str, float]
    names: Mapping[str, tuple[str, str]]


def dwelling_margin(root: Area, level: str) -> Margin:
    """Return how many dwellings of the roll each building or community below an area has, by the area's id."""
    areas = {area.id: area for area in db.session.scalars(select(Area).where(Area.within(root.path)))}
    flats = (
        select(Dwelling.area_id, func.count())
        .join(Area, Area.id == Dwelling.area_id)
        .where(Area.within(root.path))
        .group_by(Dwelling.area_id)
    )
    targets: dict[str, float] = {}
    for area_id, number in db.session.execute(flats):
        if (place := lifted(areas[area_id], level, areas)) is not None:
            targets[str(place.id)] = targets.get(str(place.id), 0) + number
    return Margin(targets, {name: (areas[int(name)].name_zh, areas[int(name)].name_en) for name in targets})


def lifted(area: Area, level: str, areas: Mapping[int, Area]) -> Area | None:
    """Return the building or community that an area is or lies in; none for one above that level."""
    if LEVELS[AreaKind(area.kind)] < LEVELS[AreaKind(level)]:
        return None
    return next((areas[id_] for id_ in area.ancestor_ids if id_ in areas and areas[id_].kind == level), None)


def group_answers(results: Results, level: str, question: str) -> tuple[passes.Pass, dict[Group, Tally]]:
    """Return how far the reading is, and the tally of each group: (area's id, choice), as far as either is asked."""
    by = ((passes.AREA,) if level else ()) + ((question,) if question else ())
    found = passes.advance(results, passes.Plan(results.survey.id, by=by))
    groups: dict[Group, Tally] = {}
    for group, tally in found.groups.items():
        key = (_category(results, group[0], level), *group[1:]) if level else group
        groups[key] = _joined(groups[key], tally) if key in groups else tally
    return found, groups


def _category(results: Results, area_id: str, level: str) -> str:
    area = results.areas.get(int(area_id))
    place = lifted(area, level, results.areas) if area else None
    return str(place.id) if place else ""


def _joined(one: Tally, other: Tally) -> Tally:
    both = Tally(one.answers + other.answers)
    for tally in (one, other):
        for key, cells in tally.cells.items():
            both.cells[key].update(cells)
        for key, sum_ in tally.sums.items():
            if sum_.least is not None and sum_.most is not None:
                both.sums[key].join(sum_.total, sum_.least, sum_.most)
    return both


def kept_weighting(weighting: Mapping[str, Any] | None) -> tuple[str, str, dict[str, float], float]:
    """Return level, question, shares and the most of what a survey keeps."""
    kept = weighting or {}
    shares = {cell: float(share) for cell, share in kept.get("shares", {}).items()}
    return kept.get("level", ""), kept.get("question", ""), shares, float(kept.get("most", 5))
