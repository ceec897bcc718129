"""What is kept of events and deliveries, and for how long; and the commands."""

import signal
from datetime import timedelta

import pytest
import time_machine
from factories import NOON, make_delivery, make_endpoint
from webhook_receiver import Receiver

from engage import schema
from engage.extensions import db
from engage.transaction import in_transaction
from engage.webhooks import commands
from engage.webhooks.models import Delivery, OutboxEvent
from engage.webhooks.sending import Answer
from engage.webhooks.services.purge import purge


def left(days, **kwargs):
    """Purge so many days after `NOON` and return how many deliveries and events are left."""
    while any(in_transaction(purge, now=NOON + timedelta(days=days), **kwargs).values()):
        pass
    return tuple(db.session.scalar(db.select(db.func.count(table.id))) for table in (Delivery, OutboxEvent))


def test_forgets_what_was_delivered_after_thirty_days(app):
    make_delivery(state="delivered", done_at=NOON)

    assert left(29.9) == (1, 1)
    assert left(30) == (0, 0)


@pytest.mark.parametrize("state", ["failed", "held", "waiting"])
def test_keeps_what_was_not_delivered_for_ninety_days(app, state):
    make_delivery(state=state)

    assert left(89.9) == (1, 1)
    assert left(90) == (0, 0)


def test_keeps_an_event_until_every_endpoint_is_done_with_it(app):
    first = make_delivery(state="delivered", done_at=NOON)
    db.session.add(Delivery(event_id=first.event_id, endpoint_id=make_endpoint().id, state="held", next_at=NOON))
    db.session.commit()

    assert left(30) == (1, 1)
    assert left(90) == (0, 0)


def test_events_that_nobody_listened_to_or_spread_go_too(happen, app):
    happen()
    happen()
    db.session.scalars(db.select(OutboxEvent).limit(1)).one().is_spread = True
    db.session.commit()

    assert left(30) == (0, 1)
    assert left(90) == (0, 0)


def test_purges_by_portions(app):
    for _ in range(5):
        make_delivery(state="delivered", done_at=NOON)

    assert left(30, limit=2) == (0, 0)


@pytest.fixture
def run(app, monkeypatch):
    """Return a function that runs a command on an up-to-date store, with signals left as they are."""
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield lambda command, *args: app.test_cli_runner().invoke(command, args)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_the_command_says_what_it_deleted(run):
    make_delivery(state="delivered", done_at=NOON)

    with time_machine.travel(NOON + timedelta(days=31)):
        assert run(commands.webhooks_commands, "purge").output == "1 deliveries, 1 events\n"
        assert run(commands.webhooks_commands, "purge").output == "Nothing to delete.\n"


def test_the_worker_reaches_no_private_address_unless_the_setting_allows_it(run, listen, happen, only_delivery):
    server = Receiver()
    listen(f"https://127.0.0.1:{server.port}/")
    happen()

    with time_machine.travel(NOON):
        result = run(commands.worker_command, "--once")

    server.stop()
    assert (result.exit_code, result.output) == (0, "")
    assert server.received == []
    assert (only_delivery().tries, only_delivery().last_problem) == (1, "address")


def test_the_worker_stops_when_told_to(run, listen, happen, only_delivery, monkeypatch):
    listen("https://receiver.example/")
    happen()

    def send(_self, _message):
        signal.raise_signal(signal.SIGTERM)
        return Answer(200)

    monkeypatch.setattr(commands.Sender, "__call__", send)
    with time_machine.travel(NOON):
        result = run(commands.worker_command)

    assert result.exit_code == 0
    assert only_delivery().state == "delivered"
