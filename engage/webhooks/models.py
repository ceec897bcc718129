"""The outbox, and those who want to be told."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.communities.models import Area


class DeliveryState(StrEnum):
    """Held is what waits while its endpoint is switched off; failed is what was tried as often as it may be."""

    WAITING = "waiting"
    HELD = "held"
    DELIVERED = "delivered"
    FAILED = "failed"


class WebhookEndpoint(db.Model):
    """Where a program wants to be told of changes in an area. Secrets are encrypted with the application's key.

    While a secret is being rotated, the old one signs beside the new one until `old_secret_until`.
    """

    __tablename__ = "webhook_endpoint"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    event_types: Mapped[list] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(String(300))
    old_secret: Mapped[str | None] = mapped_column(String(300))
    old_secret_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_why: Mapped[str] = mapped_column(String(200), default="")
    area: Mapped["Area"] = relationship()


class OutboxEvent(db.Model):
    """Something that happened, written by the transaction in which it did. `payload` is thin: ids and what changed."""

    __tablename__ = "outbox_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    type: Mapped[str] = mapped_column(String(60))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    payload: Mapped[dict] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    is_spread: Mapped[bool] = mapped_column(default=False, index=True)


class Delivery(db.Model):
    """One event on its way to one endpoint: how often it was tried, and when it is tried next.

    A worker that sends takes a lease; whoever finds it run out may send again, since that worker died meanwhile.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id"),
        Index("ix_delivery_state_next_at", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("outbox_event.id"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=DeliveryState.WAITING.value)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_status: Mapped[int | None]
    last_problem: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event: Mapped[OutboxEvent] = relationship()
    endpoint: Mapped[WebhookEndpoint] = relationship()
