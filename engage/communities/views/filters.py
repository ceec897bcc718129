"""What a list of placements is narrowed to: the same words in the address of the list and of its posters."""

from dataclasses import dataclass

from flask import request
from flask_login import current_user
from sqlalchemy import Select

from engage.accounts.permissions import Permission, area_for, within
from engage.communities import queries
from engage.communities.models import Area, Placement
from engage.communities.queries import PlacementState


@dataclass(frozen=True)
class Filters:
    text: str
    state: PlacementState
    area: Area | None

    def select(self) -> Select[Placement]:
        own = within(current_user, Permission.MANAGE_POSTERS)
        return queries.placements(own, area=self.area, text=self.text, state=self.state)

    def arguments(self) -> dict[str, str | int]:
        """Return what a link carries on to the next page of the list."""
        given = {"q": self.text, "state": self.state.value, "area": self.area.id if self.area else 0}
        usual = {"q": "", "state": PlacementState.POSTED.value, "area": 0}
        return {name: value for name, value in given.items() if value != usual[name]}


def read_filters() -> Filters:
    """Read the filters of this request. Raises `NotFound` for an area that is not the reader's."""
    state = request.args.get("state", "")
    area_id = request.args.get("area", 0, type=int)
    return Filters(
        request.args.get("q", "").strip()[:80],
        PlacementState(state) if state in set(PlacementState) else PlacementState.POSTED,
        area_for(current_user, area_id, Permission.MANAGE_POSTERS) if area_id else None,
    )
