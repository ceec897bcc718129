"""Requests of Open311, from needs. Contacts and what people wrote are not among what is read here."""

from collections.abc import Sequence
from typing import Any

from engage.api.open311 import mapping
from engage.api.open311.documents import CONTENT_TYPES
from engage.api.queries.requests import last_words
from engage.api.views.demand_json import photo_urls
from engage.communities.models import Area
from engage.communities.queries import lines
from engage.config import settings
from engage.i18n import _, pick
from engage.needs.models import Need, NeedEvent
from engage.needs.queries.shown import is_public
from engage.needs.words import category_name

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00Z"  # Of this description, not of the data.


def discovery_json() -> dict[str, Any]:
    is_demo = settings().is_demo
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings().public_url}/open311/v2",
        "changeset": CHANGESET,
        "type": "test" if is_demo else "production",
        "formats": [content_type.partition(";")[0] for content_type in CONTENT_TYPES.values()],
    }
    return {
        "changeset": CHANGESET,
        "contact": _("The community office; see %(address)s", address=f"{settings().public_url}/about"),
        "key_service": _("Administrators of an area give out keys for it. Ask the community office."),
        "endpoints": [endpoint],
    }


def requests_json(needs: Sequence[Need]) -> list[dict[str, Any]]:
    shown = [need for need in needs if is_public(need)]
    lines_by_area, words = (
        lines({need.area.id: need.area for need in shown}.values()),
        last_words([n.id for n in shown]),
    )
    return [
        _public(need, lines_by_area[need.area_id], words.get(need.id)) if is_public(need) else _waiting(need)
        for need in needs
    ]


def _public(need: Need, line: list[Area], event: NeedEvent | None) -> dict[str, Any]:
    places = [pick(area.name_zh, area.name_en) for area in line]
    spot = pick(need.placement.spot_zh, need.placement.spot_en) if need.placement else need.spot
    return {
        **_waiting(need),
        "status_notes": mapping.notes_of(need.state, event),
        "description": pick(need.summary_zh, need.summary_en),
        "updated_datetime": mapping.timestamp(need.updated_at),
        "address": " ".join(places + [spot] * bool(spot)),
        "address_id": need.placement.code if need.placement else need.area.code,
        "media_url": next(iter(photo_urls(need)), None),
    }


def _waiting(need: Need) -> dict[str, Any]:
    """Return what may be told of a need that is not public: that it came in, about what, and how it stands."""
    return {
        "service_request_id": str(need.id),
        "status": mapping.status_of(need.state),
        "status_notes": mapping.notes_of(need.state, None),
        "service_name": category_name(need.category),
        "service_code": need.category,
        "description": None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": mapping.timestamp(need.created_at),
        "updated_datetime": mapping.timestamp(need.state_at),
        "expected_datetime": None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
