"""A receiver, and a worker whose time the test moves."""

from datetime import timedelta

import pytest
from factories import NOON, make_tree
from webhook_receiver import Receiver

from engage.extensions import db
from engage.transaction import in_transaction
from engage.webhooks import events
from engage.webhooks.models import Delivery, WebhookEndpoint
from engage.webhooks.outbox import record
from engage.webhooks.sending import Sender
from engage.webhooks.services import endpoints
from engage.webhooks.worker import Worker

APP_KEY = "test secret key, long enough for the check"


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.stop()


class Time:
    """A clock that stands still until the test moves it."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def pass_(self, **kwargs):
        self.now += timedelta(**kwargs)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def work(app, time):
    """Return a function that runs `engage worker --once` as it is at the clock's time: `work(send=…)`."""

    def work(send=None):
        Worker(APP_KEY, send or Sender(allow_private=True), time).run(once=True)
        db.session.rollback()

    return work


@pytest.fixture
def listen(tree, time):
    """Return a function that makes an endpoint: `listen(url, types, area)` returns it with its secret."""

    def listen(url, types=(events.ALL,), area=None):
        return in_transaction(
            endpoints.create, url, types, area or tree[1],
            app_key=APP_KEY, allow_private=True, actor_id=None, now=time.now,
        )  # fmt: skip

    return listen


@pytest.fixture
def happen(tree, time):
    """Return a function that lets something happen in a community: `happen(payload, type, area)`."""

    def happen(payload=None, type=events.NEED_CHANGED, area=None):
        in_transaction(record, type, area=area or tree[3], payload=payload or {"id": 7}, now=time.now)

    return happen


def deliveries():
    db.session.rollback()
    return db.session.scalars(db.select(Delivery).order_by(Delivery.id)).all()


@pytest.fixture
def only_delivery():
    """Return a function that reads the one delivery there is, as it is now."""

    def only():
        (found,) = deliveries()
        return found

    return only


@pytest.fixture
def fetch():
    """Return a function that reads an endpoint as it is now."""

    def fetch(endpoint_id):
        db.session.rollback()
        return db.session.get_one(WebhookEndpoint, endpoint_id, populate_existing=True)

    return fetch
