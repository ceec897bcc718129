"""Where a need is: the poster that was scanned, or an area chosen in the tree."""

from dataclasses import dataclass

from sqlalchemy import select

from engage.communities import queries
from engage.communities.models import LEVELS, Area, AreaKind, Placement
from engage.extensions import db

# A need belongs at least to a community: nobody of a street or district could go and look.
SMALLEST_LEVEL = LEVELS[AreaKind.COMMUNITY]
MOST_FOUND = 30


@dataclass(frozen=True)
class Where:
    """The area of a need, and the poster where there is one. `is_revoked`: the poster named is out of use."""

    area: Area
    placement: Placement | None = None
    is_revoked: bool = False


def is_near(area: Area) -> bool:
    """Tell whether a need can be said of this area."""
    return LEVELS[AreaKind(area.kind)] >= SMALLEST_LEVEL


def where(area_code: str, placement_code: str) -> Where | None:
    """Return the place that the codes name, or None when it has to be chosen. A poster goes before an area."""
    placement = queries.placement_by_code(placement_code) if placement_code else None
    if placement and is_near(placement.area):
        return Where(placement.area, None if placement.revoked_at else placement, placement.revoked_at is not None)
    area = queries.area_by_code(area_code) if area_code else None
    return Where(area) if area and is_near(area) else None


def steps(area: Area | None) -> list[Area]:
    """Return the areas to choose from below this one. At the top that is the roots, or what is below the only root."""
    if area is not None:
        return list(db.session.scalars(queries.children(area)))
    roots = list(db.session.scalars(select(Area).where(Area.parent_id.is_(None)).order_by(Area.code).limit(MOST_FOUND)))
    return list(db.session.scalars(queries.children(roots[0]))) if len(roots) == 1 else roots


def named(text: str, within: Area | None) -> list[Area]:
    """Return communities by name, or within an area all communities, buildings and stairwells, the larger first."""
    if within is None:
        return queries.communities(text, limit=MOST_FOUND)
    near = [kind for kind in AreaKind if LEVELS[kind] >= SMALLEST_LEVEL]
    found = select(Area).where(Area.within(within.path), Area.kind.in_(near), queries.names_match(text))
    rows = db.session.scalars(found.order_by(Area.path).limit(MOST_FOUND))
    return sorted(rows, key=lambda area: LEVELS[AreaKind(area.kind)])
