"""What a need's public page shows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.communities.models import Area
from engage.communities.queries import ancestors, timezone_in
from engage.extensions import db
from engage.i18n import pick
from engage.needs.models import Need, NeedEvent, NeedFlag
from engage.needs.queries.shown import is_public
from engage.needs.queries.voices import surviving
from engage.needs.words import EVENT_NAMES, STATE_NAMES

# Lines of these kinds are somebody's own words, and say whose.
SPOKEN = {"answer", "visit"}


@dataclass(frozen=True)
class Line:
    """One line of a timeline: its heading in the reader's language, and who speaks where somebody does."""

    event: NeedEvent
    heading: Any
    speaker: str


@dataclass(frozen=True)
class Shown:
    """A need with its place and its public timeline; `into` is the public need that it goes on as."""

    need: Need
    line: list[Area]
    timezone: str
    timeline: list[Line]
    into: Need | None

    @property
    def spot(self) -> str:
        """Where the poster hangs, in the reader's language; or what a worker or a program said."""
        posted = self.need.placement
        return pick(posted.spot_zh, posted.spot_en) if posted else self.need.spot

    @property
    def photos(self) -> list[str]:
        """Digests of the photos that the public sees."""
        return [photo.shown_digest for photo in self.need.photos if photo.shown_digest]


def public_need(need_id: int) -> Need | None:
    need = db.session.get(Need, need_id, populate_existing=True)
    return need if need and is_public(need) else None


def shown(need: Need) -> Shown:
    line = ancestors(need.area)
    into = surviving(need)
    return Shown(need, line, timezone_in(line), timeline(need), into if into is not need and is_public(into) else None)


def timeline(need: Need) -> list[Line]:
    """Return the public lines, the newest first."""
    found = select(NeedEvent).where(NeedEvent.need_id == need.id, NeedEvent.is_public).order_by(NeedEvent.id.desc())
    events = db.session.scalars(found.options(joinedload(NeedEvent.actor)))
    return [Line(event, _heading(event), _speaker(event)) for event in events]


def _heading(event: NeedEvent) -> Any:
    if event.kind == "state" and event.state:
        return STATE_NAMES.get(event.state, event.state)  # type: ignore[call-overload]
    return EVENT_NAMES.get(event.kind, EVENT_NAMES["other"])


def _speaker(event: NeedEvent) -> str:
    return event.actor.display_name if event.kind in SPOKEN and event.actor else ""


def has_flagged(need: Need, device: str) -> bool:
    found = select(NeedFlag.id).where(NeedFlag.need_id == need.id, NeedFlag.device == device)
    return db.session.scalar(found) is not None
