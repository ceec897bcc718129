"""Endpoints: made, given another secret, switched off and on, tried out, deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select, update

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.webhooks import events, signing
from engage.webhooks.addresses import WrongAddress, checked_url
from engage.webhooks.models import Delivery, DeliveryState, OutboxEvent, WebhookEndpoint
from engage.webhooks.outbox import new_event
from engage.webhooks.queries.endpoints import endpoint as endpoint_by_id
from engage.webhooks.words import PROBLEMS

BY_HAND = "by hand"
GONE = "gone"


@dataclass(frozen=True)
class NewSecret:
    """An endpoint and its secret, which is to be shown once."""

    endpoint: WebhookEndpoint
    secret: str


def create(
    url: str,
    event_types: Collection[str],
    area: Area,
    *,
    app_key: str,
    allow_private: bool,
    actor_id: int | None,
    now: datetime,
) -> NewSecret:
    """Let a program be told of what happens in an area and below. Raises `Invalid` with the names of the fields.

    `event_types` holds types and patterns; `app_key` is the application's secret, which encrypts the endpoint's.
    """
    try:
        checked_url(url, allow_private=allow_private)
    except WrongAddress as error:
        raise Invalid(PROBLEMS[str(error)], fields=("url",)) from error
    secret = signing.new_secret()
    endpoint = WebhookEndpoint(
        url=url, area_id=area.id, event_types=_checked_types(event_types), secret=signing.seal(secret, app_key),
        created_at=now, created_by_id=actor_id,
    )  # fmt: skip
    db.session.add(endpoint)
    db.session.flush()
    _record("webhook made", endpoint, actor_id, now)
    return NewSecret(endpoint, secret)


def choose_types(endpoint_id: int, event_types: Collection[str], *, actor_id: int | None, now: datetime) -> None:
    """Let an endpoint be told of other kinds of events from now on."""
    endpoint = _locked(endpoint_id)
    endpoint.event_types = _checked_types(event_types)
    _record("webhook types chosen", endpoint, actor_id, now)


def rotate(
    endpoint_id: int, *, old_signs_until: datetime, app_key: str, actor_id: int | None, now: datetime
) -> NewSecret:
    """Give an endpoint another secret. Until the moment named, the present one signs beside it."""
    endpoint = _locked(endpoint_id)
    secret = signing.new_secret()
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, old_signs_until
    endpoint.secret = signing.seal(secret, app_key)
    _record("webhook secret rotated", endpoint, actor_id, now)
    return NewSecret(endpoint, secret)


def disable(endpoint_id: int, *, why: str = BY_HAND, actor_id: int | None, now: datetime) -> None:
    """Send nothing more to an endpoint. What waits is held; what happens meanwhile, it is not told."""
    endpoint = _locked(endpoint_id)
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_why = now, why
        _move(endpoint, DeliveryState.WAITING, DeliveryState.HELD)
        _record("webhook switched off", endpoint, actor_id, now)


def enable(endpoint_id: int, *, actor_id: int | None, now: datetime) -> None:
    """Send to an endpoint again, and first what was held."""
    endpoint = _locked(endpoint_id)
    if endpoint.disabled_at is not None:
        endpoint.disabled_at, endpoint.disabled_why = None, ""
        _move(endpoint, DeliveryState.HELD, DeliveryState.WAITING)
        _record("webhook switched on", endpoint, actor_id, now)


def send_test(endpoint_id: int, *, actor_id: int | None, now: datetime) -> Delivery:
    """Send a test event to this endpoint alone, on the same way as any other. Raises `Conflict` if it is off."""
    endpoint = _locked(endpoint_id)
    if endpoint.disabled_at is not None:
        raise Conflict(_l("This webhook is switched off. Switch it on first."))
    event = new_event(events.TEST, area=endpoint.area, payload={"endpoint": endpoint.id}, now=now, is_spread=True)
    delivery = Delivery(event=event, endpoint_id=endpoint.id, state=DeliveryState.WAITING, next_at=now)
    db.session.add_all([event, delivery])
    db.session.flush()
    _record("webhook tested", endpoint, actor_id, now)
    return delivery


def delete(endpoint_id: int, *, with_waiting: bool, actor_id: int | None, now: datetime) -> None:
    """Delete an endpoint with what is known of its deliveries.

    Raises `Conflict` when some still wait, unless the caller says that these may be lost.
    """
    endpoint = _locked(endpoint_id)
    of_this = Delivery.endpoint_id == endpoint.id
    is_open = Delivery.state.in_((DeliveryState.WAITING, DeliveryState.HELD))
    if not with_waiting and db.session.scalar(select(func.count()).where(of_this, is_open)):
        raise Conflict(_l("Something still waits to be sent. Say that it may be lost, or wait."))
    _record("webhook deleted", endpoint, actor_id, now)
    tests = select(Delivery.event_id).join(Delivery.event).where(of_this, OutboxEvent.type == events.TEST)
    test_ids = db.session.scalars(tests).all()
    db.session.execute(delete_rows(Delivery).where(of_this))
    db.session.execute(delete_rows(OutboxEvent).where(OutboxEvent.id.in_(test_ids)))
    db.session.delete(endpoint)
    db.session.flush()


def _checked_types(event_types: Collection[str]) -> list[str]:
    chosen = sorted(set(event_types))
    if not chosen or not all(map(events.is_pattern, chosen)):
        raise Invalid(_l("Choose at least one kind of event."), fields=("event_types",))
    return [events.ALL] if events.ALL in chosen else chosen


def _locked(endpoint_id: int) -> WebhookEndpoint:
    endpoint_by_id(endpoint_id)
    return db.session.get_one(WebhookEndpoint, endpoint_id, with_for_update=True, populate_existing=True)


def _move(endpoint: WebhookEndpoint, old: DeliveryState, new: DeliveryState) -> None:
    db.session.flush()
    of_these = update(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.state == old)
    db.session.execute(of_these.values(state=new.value))


def _record(action: str, endpoint: WebhookEndpoint, actor_id: int | None, now: datetime) -> None:
    audit.record(user_id=actor_id, area_id=endpoint.area_id, action=action, subject=f"webhook {endpoint.id}", now=now)
