"""Deletes events and deliveries that were kept long enough. `docs/privacy.md` states each time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from engage.extensions import db
from engage.webhooks.models import Delivery, DeliveryState, OutboxEvent

DELIVERED_DAYS = 30  # After the receiver took it.
OPEN_DAYS = 90  # After the event, for what failed, is held, or was never spread since no worker ran.
PORTION = 500


def purge(*, now: datetime, limit: int = PORTION) -> dict[str, int]:
    """Do one portion of every step; return how many rows each has deleted. All 0: nothing is left to do."""
    return {
        "deliveries": _delivered(now, limit) + _given_up(now, limit),
        "events": _events(now, limit),
    }


def _delivered(now: datetime, limit: int) -> int:
    old = Delivery.done_at <= now - timedelta(days=DELIVERED_DAYS)
    found = select(Delivery.id).where(Delivery.state == DeliveryState.DELIVERED, old).limit(limit)
    return _delete(Delivery, found)


def _given_up(now: datetime, limit: int) -> int:
    old = OutboxEvent.happened_at <= now - timedelta(days=OPEN_DAYS)
    found = select(Delivery.id).join(Delivery.event).where(Delivery.state != DeliveryState.DELIVERED, old).limit(limit)
    return _delete(Delivery, found)


def _events(now: datetime, limit: int) -> int:
    """Delete events that every endpoint is done with, and those that nobody ever spread."""
    is_alone = ~exists().where(Delivery.event_id == OutboxEvent.id)
    spread = OutboxEvent.is_spread & (OutboxEvent.happened_at <= now - timedelta(days=DELIVERED_DAYS))
    unspread = OutboxEvent.happened_at <= now - timedelta(days=OPEN_DAYS)
    return _delete(OutboxEvent, select(OutboxEvent.id).where(is_alone, spread | unspread).limit(limit))


def _delete(table: type[Delivery] | type[OutboxEvent], found: Any) -> int:
    ids = db.session.scalars(found).all()
    db.session.execute(delete(table).where(table.id.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)
