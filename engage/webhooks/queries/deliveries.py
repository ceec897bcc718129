"""Finding deliveries, for pages and for the worker."""

from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.webhooks.models import Delivery, DeliveryState, OutboxEvent, WebhookEndpoint

PER_PAGE = 50


@scope("delivery_id")
def area_of_delivery(delivery_id: int) -> Area | None:
    found = select(Area).join(WebhookEndpoint, WebhookEndpoint.area_id == Area.id)
    found = found.join(Delivery, Delivery.endpoint_id == WebhookEndpoint.id)
    return db.session.scalars(found.where(Delivery.id == delivery_id)).first()


def deliveries(endpoint_id: int, state: DeliveryState | None) -> Pagination:
    """Return one page of what an endpoint was or is to be told, the newest first."""
    found = select(Delivery).filter_by(endpoint_id=endpoint_id).options(joinedload(Delivery.event))
    if state is not None:
        found = found.where(Delivery.state == state)
    return db.paginate(found.order_by(Delivery.id.desc()), per_page=PER_PAGE)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a delivery is to be tried now, and that nobody else is trying it."""
    is_free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
    return and_(Delivery.state == DeliveryState.WAITING, Delivery.next_at <= now, is_free)


def is_work_waiting(now: datetime) -> bool:
    """Tell whether there is anything to spread or to send. Cheap, since a worker asks every second."""
    to_spread, to_send = exists().where(OutboxEvent.is_spread.is_(False)), exists().where(is_due(now))
    return bool(db.session.scalar(select(or_(to_spread, to_send))))


def endpoint_of(delivery_id: int) -> int:
    """Return the id of the endpoint that a delivery goes to. Raises `NotFound`."""
    found = db.session.scalar(select(Delivery.endpoint_id).where(Delivery.id == delivery_id))
    if found is None:
        raise NotFound(_l("There is no such delivery."))
    return found
