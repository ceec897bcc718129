"""Deliveries on their way: spread to endpoints, claimed by a worker, settled by an answer, sent again by hand.

A worker claims in one transaction, sends in none, and settles in another. If it dies between, its lease runs out and
the same event is sent again: a receiver may get an event twice, with the same id, but never misses one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _l
from engage.webhooks import schedule
from engage.webhooks.events import matches
from engage.webhooks.models import Delivery, DeliveryState, OutboxEvent, WebhookEndpoint
from engage.webhooks.outbox import body_of
from engage.webhooks.queries.deliveries import is_due
from engage.webhooks.queries.endpoints import endpoint as endpoint_by_id
from engage.webhooks.sending import Answer
from engage.webhooks.services.endpoints import GONE, disable

PORTION = 100
LEASE = timedelta(minutes=2)  # Longer than any try.
HTTP_GONE = 410


@dataclass(frozen=True)
class Claim:
    """A try that is this worker's alone until the lease ends, with all that it needs: the store can be let go."""

    delivery_id: int
    endpoint_id: int
    lease: datetime
    url: str
    name: str
    body: bytes
    sealed_secret: str
    sealed_old_secret: str | None


def spread(*, now: datetime, limit: int = PORTION) -> int:
    """Make deliveries of new events, for every endpoint that listens; return how many events were looked at."""
    new = select(OutboxEvent, Area.path).join(Area, Area.id == OutboxEvent.area_id).where(~OutboxEvent.is_spread)
    new = new.order_by(OutboxEvent.id).limit(limit).with_for_update(skip_locked=True, of=OutboxEvent)
    rows = db.session.execute(new).all()
    listening = (
        select(WebhookEndpoint, Area.path).join(WebhookEndpoint.area).where(WebhookEndpoint.disabled_at.is_(None))
    )
    endpoints = db.session.execute(listening).all() if rows else []
    for event, path in rows:
        event.is_spread = True
        for endpoint, above in endpoints:
            if path.startswith(above) and _listens(endpoint, event):
                db.session.add(Delivery(event_id=event.id, endpoint_id=endpoint.id, state="waiting", next_at=now))
    db.session.flush()
    return len(rows)


def claim(*, busy: Collection[int] = (), now: datetime) -> Claim | None:
    """Take the delivery that has been due longest, unless its endpoint is busy. None: there is none."""
    due = (
        select(Delivery)
        .join(Delivery.endpoint)
        .where(is_due(now), WebhookEndpoint.disabled_at.is_(None), Delivery.endpoint_id.not_in(list(busy)))
        .order_by(Delivery.next_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
        .options(joinedload(Delivery.event, innerjoin=True), contains_eager(Delivery.endpoint))
        .execution_options(populate_existing=True)
    )
    delivery = db.session.scalar(due)
    if delivery is None:
        return None
    delivery.leased_until = now + LEASE
    db.session.flush()
    endpoint, event = delivery.endpoint, delivery.event
    signs = endpoint.old_secret_until is not None and now < endpoint.old_secret_until
    return Claim(
        delivery.id, endpoint.id, delivery.leased_until, endpoint.url, event.name,
        body_of(event.type, event.payload, event.happened_at), endpoint.secret, endpoint.old_secret if signs else None,
    )  # fmt: skip


def settle(claimed: Claim, answer: Answer, *, now: datetime) -> None:
    """Record how a try ended, and when the next one is. An answer 410 switches the endpoint off.

    When the lease ran out and another worker has the delivery, or when somebody had it sent again, a failure is not
    recorded; a success is.
    """
    delivery = db.session.get(Delivery, claimed.delivery_id, with_for_update=True, populate_existing=True)
    if delivery is None or (delivery.leased_until != claimed.lease and not answer.is_success):
        return
    delivery.tries += 1
    delivery.leased_until = None
    delivery.last_status, delivery.last_problem = answer.status, _problem(answer)
    if answer.is_success:
        delivery.state, delivery.done_at = DeliveryState.DELIVERED, now
    else:
        _put_off(delivery, answer, now)
    db.session.flush()
    if answer.status == HTTP_GONE:
        disable(delivery.endpoint_id, why=GONE, actor_id=None, now=now)


def send_again(delivery_id: int, *, actor_id: int | None, now: datetime) -> Delivery:
    """Send an event to its endpoint again, whatever became of it, with a fresh row of tries."""
    delivery = db.session.get_one(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    _refuse_disabled(delivery.endpoint)
    _restart(delivery, now)
    _record(delivery.endpoint, actor_id, now)
    return delivery


def send_failed_again(endpoint_id: int, *, since: datetime, actor_id: int | None, now: datetime) -> int:
    """Send again whatever happened since then and failed; return how many there are."""
    endpoint = endpoint_by_id(endpoint_id)
    _refuse_disabled(endpoint)
    of_these = select(OutboxEvent.id).where(OutboxEvent.happened_at >= since)
    failed = (
        Delivery.endpoint_id == endpoint_id,
        Delivery.state == DeliveryState.FAILED,
        Delivery.event_id.in_(of_these),
    )
    result = db.session.execute(
        update(Delivery)
        .where(*failed)
        .values(state=DeliveryState.WAITING.value, tries=0, next_at=now, leased_until=None, done_at=None)
    )
    _record(endpoint, actor_id, now)
    number: int = result.rowcount  # type: ignore[attr-defined]
    return number


def _listens(endpoint: WebhookEndpoint, event: OutboxEvent) -> bool:
    """Tell whether an endpoint asked for such events, and did so before this one."""
    return endpoint.created_at <= event.happened_at and any(matches(kind, event.type) for kind in endpoint.event_types)


def _problem(answer: Answer) -> str:
    if answer.is_success or answer.status is None:
        return answer.problem
    return "redirect" if 300 <= answer.status < 400 else "refused"


def _put_off(delivery: Delivery, answer: Answer, now: datetime) -> None:
    following = schedule.next_try(delivery.tries, now=now, status=answer.status, retry_after=answer.retry_after)
    if following is None or answer.status == HTTP_GONE:
        delivery.state, delivery.done_at = DeliveryState.FAILED, now
    else:
        delivery.next_at = following


def _restart(delivery: Delivery, now: datetime) -> None:
    delivery.state, delivery.tries, delivery.next_at = DeliveryState.WAITING, 0, now
    delivery.leased_until = delivery.done_at = None
    db.session.flush()


def _refuse_disabled(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise Conflict(_l("This webhook is switched off. Switch it on first."))


def _record(endpoint: WebhookEndpoint, actor_id: int | None, now: datetime) -> None:
    audit.record(
        user_id=actor_id,
        area_id=endpoint.area_id,
        action="webhook sent again",
        subject=f"webhook {endpoint.id}",
        now=now,
    )
