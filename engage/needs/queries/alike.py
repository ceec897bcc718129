"""Public needs that say much the same as what somebody is writing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.communities.models import Area
from engage.communities.queries import lines
from engage.extensions import db
from engage.needs.models import Need
from engage.needs.queries.voices import JOINABLE
from engage.needs.similar import similar

SHORTEST_TEXT = 2
LONGEST_TEXT = 500  # What comes after does not make it more alike.


@dataclass(frozen=True)
class Alike:
    need: Need
    line: list[Area]


def alike(text: str, area: Area, *, limit: int = 5) -> list[Alike]:
    """Return needs that can be joined, the most similar first."""
    if len(text.strip()) < SHORTEST_TEXT:
        return []
    ids = [match.need_id for match in similar(text[:LONGEST_TEXT], area, limit=limit, states=JOINABLE)]
    # What may be seen and joined was asked above; more conditions could lead a store away from the few ids.
    found = select(Need).where(Need.id.in_(ids))
    needs = {need.id: need for need in db.session.scalars(found.options(joinedload(Need.area)))}
    of_areas = lines(need.area for need in needs.values())
    return [Alike(needs[id_], of_areas[needs[id_].area_id]) for id_ in ids if id_ in needs]
