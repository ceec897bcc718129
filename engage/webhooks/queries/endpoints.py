"""Finding endpoints."""

from collections.abc import Iterable

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import User
from engage.accounts.permissions import Permission, scope, within
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.webhooks.models import Delivery, DeliveryState, WebhookEndpoint

PER_PAGE = 50
COUNTED = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.FAILED)


@scope("endpoint_id")
def area_of_endpoint(endpoint_id: int) -> Area | None:
    found = select(Area).join(WebhookEndpoint, WebhookEndpoint.area_id == Area.id)
    return db.session.scalars(found.where(WebhookEndpoint.id == endpoint_id)).first()


def endpoint(endpoint_id: int) -> WebhookEndpoint:
    if found := db.session.get(WebhookEndpoint, endpoint_id, options=[joinedload(WebhookEndpoint.area)]):
        return found
    raise NotFound(_l("There is no such webhook."))


def endpoints(actor: User) -> Pagination:
    """Return one page of the endpoints of the actor's areas, the newest first."""
    found = select(WebhookEndpoint).join(WebhookEndpoint.area).options(contains_eager(WebhookEndpoint.area))
    found = found.where(within(actor, Permission.MANAGE_WEBHOOKS)).order_by(WebhookEndpoint.id.desc())
    return db.paginate(found, per_page=PER_PAGE)


def open_counts(endpoint_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return for each endpoint how many of its deliveries wait, are held, and have failed; 0 is left out."""
    rows = db.session.execute(
        select(Delivery.endpoint_id, Delivery.state, func.count())
        .where(Delivery.endpoint_id.in_(list(endpoint_ids)), Delivery.state.in_(COUNTED))
        .group_by(Delivery.endpoint_id, Delivery.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for endpoint_id, state, number in rows:
        counts.setdefault(endpoint_id, {})[state] = number
    return counts
