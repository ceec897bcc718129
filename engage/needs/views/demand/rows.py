"""What a line of a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import lines
from engage.formats import local
from engage.i18n import HTML_LANG, language, pick
from engage.needs.models import Need

FROM_COMMUNITY = (AreaKind.COMMUNITY, AreaKind.BUILDING, AreaKind.STAIRWELL)
EXCERPT = 120


@dataclass(frozen=True)
class Row:
    """A need with its place in words. `lang` is set where the summary is in the other language only."""

    need: Need
    place: str
    summary: str
    lang: str | None
    photo: str | None
    came_on: date


def rows(needs: Sequence[Need], timezone: str, *, shows_raw: bool = False) -> list[Row]:
    """Return the lines of a list. One without a summary shows how what was typed begins, where that may be read."""
    above = lines({need.area for need in needs})
    return [_row(need, place_of(need, above), timezone, shows_raw) for need in needs]


def _row(need: Need, place: str, timezone: str, shows_raw: bool) -> Row:
    summary = pick(need.summary_zh, need.summary_en)
    own = need.summary_zh if language() == "zh" else need.summary_en
    if not summary and shows_raw and need.raw_text:
        summary = need.raw_text[:EXCERPT] + ("…" if len(need.raw_text) > EXCERPT else "")
        own = summary
    other = HTML_LANG["en" if language() == "zh" else "zh"]
    photo = next((photo.shown_digest for photo in need.photos if photo.shown_digest), None)
    lang = None if own or not summary else other
    return Row(need, place, summary, lang, photo, local(need.created_at, timezone).date())


def place_of(need: Need, above: Mapping[int, Sequence[Area]]) -> str:
    """Return the place of a need in words, from its community down, then the spot."""
    line = above[need.area_id]
    near = [area for area in line if area.kind in FROM_COMMUNITY] or list(line[-1:])
    names = [pick(area.name_zh, area.name_en) for area in near]
    placement = need.placement
    spot = need.spot or (pick(placement.spot_zh, placement.spot_en) if placement else "")
    return " › ".join([*names, spot] if spot else names)
