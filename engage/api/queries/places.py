"""Finding the place that a program names."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from engage.communities.models import Area, Placement
from engage.communities.queries import area_by_code, placement_by_code
from engage.extensions import db


@dataclass(frozen=True)
class Place:
    area: Area
    placement: Placement | None = None

    @property
    def spot(self) -> str:
        return self.placement.spot_zh or self.placement.spot_en if self.placement else ""


def place_of(address_id: str, within: Area) -> Place | None:
    """Return the posting place or area of a code. What lies outside is not there."""
    placement = placement_by_code(address_id)
    if placement is not None and within.contains(placement.area):
        return Place(placement.area, placement)
    area = area_by_code(address_id)
    return Place(area) if area is not None and within.contains(area) else None


def areas_named(name: str, within: Area) -> Sequence[Area]:
    """Return the areas of exactly this name, two at most."""
    is_called = or_(Area.name_zh == name, Area.name_en == name)
    return db.session.scalars(select(Area).where(Area.within(within.path), is_called).limit(2)).all()
