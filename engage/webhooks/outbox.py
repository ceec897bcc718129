"""Writing down that something happened, for those who want to be told."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from engage.communities.models import Area
from engage.extensions import db
from engage.webhooks.models import OutboxEvent

MOST_BYTES = 20_000


def record(type: str, *, area: Area, payload: dict[str, Any], now: datetime) -> None:
    """Write an event into the outbox, within the transaction that makes it true: both happen, or neither does.

    `payload` is thin: ids and what changed, never words about a person. The name given here stays the event's
    `webhook-id` over all tries and endpoints, so that a receiver knows a repetition.
    """
    db.session.add(new_event(type, area=area, payload=payload, now=now))
    db.session.flush()


def new_event(type: str, *, area: Area, payload: dict[str, Any], now: datetime, is_spread: bool = False) -> OutboxEvent:
    """Return an event that is not in the store yet. Raises `ValueError` when it is too long to be sent."""
    if len(body_of(type, payload, now)) >= MOST_BYTES:
        raise ValueError(f"an event of type {type} is too long: what it tells belongs behind an address of the API")
    name = f"evt_{secrets.token_hex(16)}"
    return OutboxEvent(
        name=name, type=type, area_id=area.id, payload=payload, happened_at=now, is_spread=is_spread
    )  # fmt: skip


def body_of(type: str, payload: dict[str, Any], happened_at: datetime) -> bytes:
    """Return what is posted of an event: JSON with type, timestamp and data."""
    timestamp = happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    event = {"type": type, "timestamp": timestamp, "data": payload}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
