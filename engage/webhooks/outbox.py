"""Writing down that something happened, for those who want to be told."""

import secrets
from datetime import datetime
from typing import Any

from engage.communities.models import Area
from engage.extensions import db
from engage.webhooks.models import OutboxEvent


def record(type: str, *, area: Area, payload: dict[str, Any], now: datetime) -> None:
    """Write an event into the outbox, within the transaction that makes it true: both happen, or neither does.

    `payload` is thin: ids and what changed, never words about a person. The name given here stays the event's
    `webhook-id` over all tries and endpoints, so that a receiver knows a repetition.
    """
    db.session.add(
        OutboxEvent(
            name=f"evt_{secrets.token_hex(16)}",
            type=type,
            area_id=area.id,
            payload=payload,
            happened_at=now,
            is_spread=False,
        )
    )
    db.session.flush()
