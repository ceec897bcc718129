"""The spot that a resident scanned, remembered in the session so that it travels with what is done next."""

from dataclasses import dataclass

from flask import session

from engage.communities.models import Area, Placement
from engage.i18n import pick

KEY = "place"


@dataclass(frozen=True)
class Place:
    """Where the last code was scanned. `path` is that of its area."""

    placement_id: int
    area_id: int
    path: str
    spot_zh: str
    spot_en: str

    @property
    def spot(self) -> str:
        return pick(self.spot_zh, self.spot_en)

    def is_in(self, area: Area) -> bool:
        return self.path.startswith(area.path)


def remember(placement: Placement) -> None:
    session[KEY] = [placement.id, placement.area_id, placement.area.path, placement.spot_zh, placement.spot_en]


def remembered() -> Place | None:
    """Return where the reader scanned last, if a code was scanned at all in this session."""
    match session.get(KEY):
        case [int(placement_id), int(area_id), str(path), str(spot_zh), str(spot_en)]:
            return Place(placement_id, area_id, path, spot_zh, spot_en)
    return None
