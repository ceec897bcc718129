"""A need as programs of the office read it. Nothing of what people wrote or left to be reached by."""

from datetime import UTC, datetime
from typing import Any

from flask import url_for

from engage.communities.models import Area
from engage.config import settings
from engage.needs.models import Channel, Need
from engage.needs.queries.shown import is_public


def demand_json(need: Need) -> dict[str, Any]:
    """Return the need; of one that the public may no longer see, only that it is to be removed."""
    if not is_public(need):
        return {"id": str(need.id), "is_removed": True, "updated_at": timestamp(need.updated_at)}
    return {
        "id": str(need.id),
        "is_removed": False,
        "url": f"{settings().public_url}/needs/{need.id}",
        "category": need.category,
        "state": need.state,
        "summary": {"zh": need.summary_zh, "en": need.summary_en},
        "area": area_json(need.area),
        "placement": need.placement.code if need.placement else None,
        "spot": need.spot,
        "affected": list(need.affected),
        "is_assisted": need.channel == Channel.ASSISTED,
        "supports": need.supports,
        "priority": need.priority,
        "professional": need.professional.name if need.professional else None,
        "merged_into": str(need.merged_into_id) if need.merged_into_id else None,
        "photos": photo_urls(need),
        "created_at": timestamp(need.created_at),
        "published_at": timestamp(need.first_published_at),
        "state_at": timestamp(need.state_at),
        "due_at": timestamp(need.due_at),
        "updated_at": timestamp(need.updated_at),
    }


def area_json(area: Area) -> dict[str, str]:
    return {"code": area.code, "kind": area.kind, "name_zh": area.name_zh, "name_en": area.name_en}


def photo_urls(need: Need) -> list[str]:
    """Return the addresses of the photos that the public may see."""
    shown = [photo.shown_digest for photo in need.photos if photo.shown_digest]
    return [settings().public_url + url_for("pictures.picture", digest=digest) for digest in shown]


def timestamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if at else None
