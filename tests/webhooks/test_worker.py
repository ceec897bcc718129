"""From the outbox to a real receiver, and what becomes of it there."""

import itertools
import json
import threading
import time as real_time
from datetime import timedelta
from email.utils import format_datetime

import pytest
from factories import NOON, make_area
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from webhook_receiver import Plan

from engage.errors import StoreBusy
from engage.extensions import db
from engage.transaction import in_transaction
from engage.webhooks import outbox
from engage.webhooks import worker as module
from engage.webhooks.models import Delivery, OutboxEvent
from engage.webhooks.schedule import STEPS
from engage.webhooks.sending import SECONDS, Answer, Sender
from engage.webhooks.services import deliveries, endpoints
from engage.webhooks.signing import signature
from engage.webhooks.worker import PER_ENDPOINT, Worker

# What a receiver gets


def test_tells_a_receiver_what_happened(listen, happen, work, receiver, only_delivery):
    secret = listen(receiver.url).secret
    happen({"id": 7, "state": "done", "名": "灯"})

    work()

    (got,) = receiver.received
    assert got.verified(secret, NOON) == {
        "type": "need.changed",
        "timestamp": "2026-06-01T12:00:00.000Z",
        "data": {"id": 7, "state": "done", "名": "灯"},
    }
    event = db.session.scalars(db.select(OutboxEvent)).one()
    assert got.path == "/hooks?from=engage"
    assert got.headers["webhook-id"] == event.name
    assert got.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Host"] == f"127.0.0.1:{receiver.port}"
    delivery = only_delivery()
    assert (delivery.state, delivery.tries, delivery.last_status, delivery.done_at) == ("delivered", 1, 200, NOON)


def test_a_receiver_notices_another_body_time_or_secret(listen, happen, work, receiver):
    listen(receiver.url)
    other = listen(receiver.url, types=["visit.rated"]).secret
    happen()
    work()

    (got,) = receiver.received
    with pytest.raises(WebhookVerificationError):
        got.verified(other, NOON)


def test_signs_as_the_published_package_does():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    ours = signature([secret], "evt_1", int(NOON.timestamp()), '{"灯":1}'.encode())

    assert ours == Webhook(secret).sign("evt_1", NOON, '{"灯":1}')


def test_tells_nothing_a_second_time(listen, happen, work, receiver):
    listen(receiver.url)
    happen()
    work()
    work()

    assert len(receiver.received) == 1


def test_what_was_rolled_back_is_not_told(listen, work, receiver, tree):
    listen(receiver.url)
    community = tree[3]

    def fail():
        outbox.record("need.changed", area=community, payload={"id": 7}, now=NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        in_transaction(fail)
    work()

    assert receiver.received == []


def test_an_event_is_thin(tree):
    with pytest.raises(ValueError, match="too long"):
        outbox.record("need.changed", area=tree[3], payload={"text": "灯" * 7000}, now=NOON)


# Who is told what


@pytest.mark.parametrize(
    ("types", "told"),
    [
        (["*"], ["need.changed", "visit.rated"]),
        (["need.*"], ["need.changed"]),
        (["visit.rated"], ["visit.rated"]),
        (["satisfaction.changed"], []),
    ],
)
def test_an_endpoint_hears_of_the_kinds_it_chose(listen, happen, work, receiver, types, told):
    listen(receiver.url, types=types)
    happen(type="need.changed")
    happen(type="visit.rated")

    work()

    assert sorted(json.loads(got.body)["type"] for got in receiver.received) == told


def test_an_endpoint_hears_of_its_area_and_below_only(listen, happen, work, receiver, tree):
    listen(receiver.url, area=tree[3])
    beside = make_area("community", tree[2])
    for number, area in enumerate((tree[3], tree[5], tree[2], beside)):
        happen({"id": number}, area=area)

    work()

    assert sorted(json.loads(got.body)["data"]["id"] for got in receiver.received) == [0, 1]


def test_several_endpoints_hear_of_one_event_by_the_same_name(listen, happen, work, receiver):
    listen(receiver.url)
    listen(receiver.url)
    happen()

    work()

    assert len({got.headers["webhook-id"] for got in receiver.received}) == 1
    assert len({got.headers["webhook-signature"] for got in receiver.received}) == 2


def test_what_happened_before_an_endpoint_was_made_is_not_told(listen, happen, work, receiver, time):
    happen()
    time.pass_(seconds=1)
    listen(receiver.url)

    work()

    assert receiver.received == []


# A receiver that fails


def test_tries_again_until_the_receiver_has_recovered(listen, happen, work, receiver, time, only_delivery):
    secret = listen(receiver.url).secret
    receiver.plans.extend([Plan(500), Plan(404), Plan(200)])
    happen()

    work()
    assert (only_delivery().state, only_delivery().last_status, only_delivery().tries) == ("waiting", 500, 1)
    time.pass_(seconds=4.9)
    work()
    assert len(receiver.received) == 1
    time.pass_(seconds=1)
    work()
    time.pass_(minutes=6)
    work()

    first, second, third = receiver.received
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert int(third.headers["webhook-timestamp"]) == int(time.now.timestamp())
    assert third.verified(secret, time.now)
    assert first.body == second.body == third.body
    assert (only_delivery().state, only_delivery().tries, only_delivery().last_problem) == ("delivered", 3, "")


def test_gives_up_after_the_last_step_and_says_so(listen, happen, work, time, only_delivery):
    listen("http://127.0.0.1:9/hooks")
    happen()
    tried = []
    while only_delivery_or_none(only_delivery) in (None, "waiting"):
        work(send=lambda _message: tried.append(time.now) or Answer(500))
        time.now = max(only_delivery().next_at, time.now)

    delivery = only_delivery()
    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert (delivery.state, delivery.tries, delivery.last_problem) == ("failed", 10, "refused")
    assert all(step <= pause <= step * 1.1 for step, pause in zip(STEPS[1:], pauses, strict=True))


def only_delivery_or_none(only_delivery):
    return only_delivery().state if db.session.scalar(db.select(db.func.count(Delivery.id))) else None


@pytest.mark.parametrize(
    ("plan", "seconds", "problem"),
    [
        (Plan(hangs=True), 0.5, "slow"),
        (Plan(drips=True), 0.5, "slow"),
        (Plan(raw=b"SSH-2.0-OpenSSH\r\n"), SECONDS, "answer"),
        (Plan(raw=b""), SECONDS, "answer"),
        (Plan(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"), SECONDS, "answer"),
    ],
)
def test_a_receiver_that_makes_no_sense_is_a_try_that_failed(
    listen, happen, work, receiver, only_delivery, plan, seconds, problem
):
    listen(receiver.url)
    receiver.plans.append(plan)
    happen()

    work(send=Sender(allow_private=True, seconds=seconds))

    delivery = only_delivery()
    assert (delivery.state, delivery.tries, delivery.last_status, delivery.last_problem) == (
        "waiting",
        1,
        None,
        problem,
    )


def test_a_long_answer_is_not_read_to_its_end(listen, happen, work, receiver, only_delivery):
    listen(receiver.url)
    receiver.plans.append(Plan(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 10_000))
    happen()

    work()

    assert only_delivery().state == "delivered"


def test_follows_no_redirect(listen, happen, work, receiver, only_delivery):
    listen(receiver.url)
    receiver.plans.append(Plan(307, {"Location": receiver.url}))
    happen()

    work()

    assert len(receiver.received) == 1
    assert (only_delivery().state, only_delivery().last_problem) == ("waiting", "redirect")


def test_nobody_there_is_a_try_that_failed(listen, happen, work, receiver, only_delivery):
    receiver.stop()
    listen(receiver.url)
    happen()

    work()

    assert (only_delivery().state, only_delivery().last_problem) == ("waiting", "connection")


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_waits_as_long_as_the_receiver_asks(listen, happen, work, receiver, only_delivery, status, as_date):
    listen(receiver.url)
    until = NOON + timedelta(seconds=600)
    asked = format_datetime(until, usegmt=True) if as_date else "600"
    receiver.plans.append(Plan(status, {"Retry-After": asked}))
    happen()

    work()

    assert only_delivery().next_at == until


def test_a_receiver_that_is_gone_is_sent_nothing_more(listen, happen, work, receiver, time, fetch):
    endpoint = listen(receiver.url).endpoint
    happen({"id": 1})
    happen({"id": 2}, type="visit.rated")
    receiver.plans.extend([Plan(410), Plan(500)])

    work()
    happen({"id": 3})
    time.pass_(hours=1)
    work()

    assert len(receiver.received) == 2
    assert (fetch(endpoint.id).disabled_why, fetch(endpoint.id).disabled_at) == ("gone", NOON)
    states = db.session.scalars(db.select(Delivery.state)).all()
    assert sorted(states) == ["failed", "held"]

    in_transaction(endpoints.enable, endpoint.id, actor_id=None, now=time.now)
    work()
    assert len(receiver.received) == 3


def test_one_receiver_that_hangs_leaves_room_for_others(listen, happen, work, receiver, tree):
    hanging = "http://127.0.0.1:9/"
    listen(hanging, area=tree[1])
    listen(receiver.url, area=tree[1])
    for number in range(2 * PER_ENDPOINT):
        happen({"id": number})
    at_once, most, lock, told = [0], [0], threading.Lock(), Sender(allow_private=True)

    def send(message):
        if message.url != hanging:
            return told(message)
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        real_time.sleep(0.1)
        with lock:
            at_once[0] -= 1
        return Answer(None, "slow")

    work(send=send)

    assert len(receiver.received) == 2 * PER_ENDPOINT
    assert 1 <= most[0] <= PER_ENDPOINT


# Secrets


def test_two_secrets_sign_while_one_takes_the_others_place(listen, happen, work, receiver, time):
    old = listen(receiver.url)
    new = in_transaction(
        endpoints.rotate, old.endpoint.id, old_signs_until=NOON + timedelta(hours=1),
        app_key="test secret key, long enough for the check", actor_id=None, now=NOON,
    )  # fmt: skip
    happen()
    work()
    time.pass_(hours=1)
    happen()
    work()

    during, after = receiver.received
    assert during.verified(old.secret, NOON) == during.verified(new.secret, NOON)
    assert after.verified(new.secret, time.now)
    with pytest.raises(WebhookVerificationError):
        after.verified(old.secret, time.now)


def test_secrets_are_not_readable_in_the_store(listen, fetch):
    new = listen("https://receiver.example/")

    assert new.secret.startswith("whsec_")
    assert new.secret[6:-1] not in fetch(new.endpoint.id).secret


def test_a_secret_of_another_application_key_is_a_problem_that_pages_name(
    listen, happen, receiver, time, only_delivery
):
    listen(receiver.url)
    happen()

    Worker("another application key, long enough", Sender(allow_private=True), time).run(once=True)

    assert receiver.received == []
    assert only_delivery().last_problem == "secret"


def test_a_new_secret_mends_it_at_once(listen, happen, work, receiver, time):
    endpoint = in_transaction(
        endpoints.create, receiver.url, ["*"], listen("https://other.example/", ["visit.rated"]).endpoint.area,
        app_key="another application key, long enough", allow_private=True, actor_id=None, now=NOON,
    ).endpoint  # fmt: skip
    new = in_transaction(
        endpoints.rotate, endpoint.id, old_signs_until=NOON + timedelta(hours=1),
        app_key="test secret key, long enough for the check", actor_id=None, now=NOON,
    )  # fmt: skip
    happen()

    work()

    (got,) = receiver.received
    assert got.verified(new.secret, NOON)


# Workers


def test_no_transaction_is_open_while_something_is_sent(listen, happen, work):
    listen("https://receiver.example/")
    happen()
    used, engine = [], db.engine

    def send(_message):
        used.append(engine.pool.checkedout())
        return Answer(200)

    work(send=send)

    assert used == [0]


def test_a_delivery_is_claimed_by_one_worker_until_its_lease_ends(listen, happen, time):
    listen("https://receiver.example/")
    happen()
    in_transaction(deliveries.spread, now=NOON)

    first = in_transaction(deliveries.claim, now=NOON)
    assert first.body
    assert in_transaction(deliveries.claim, now=NOON + timedelta(seconds=90)) is None
    later = NOON + deliveries.LEASE
    second = in_transaction(deliveries.claim, now=later)
    assert second.name == first.name

    in_transaction(deliveries.settle, first, Answer(500), now=later)
    assert db.session.scalars(db.select(Delivery.tries)).one() == 0
    in_transaction(deliveries.settle, second, Answer(200), now=later)
    in_transaction(deliveries.settle, first, Answer(500), now=later)
    assert db.session.scalars(db.select(Delivery.state)).one() == "delivered"


def test_workers_side_by_side_send_each_event_once(app, listen, happen, receiver, time):
    listen(receiver.url)
    for number in range(40):
        happen({"id": number})
    problems = []

    def run():
        try:
            with app.app_context():
                Worker("test secret key, long enough for the check", Sender(allow_private=True), time).run(once=True)
        except BaseException as error:
            problems.append(error)
            raise

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sorted(json.loads(got.body)["data"]["id"] for got in receiver.received) == list(range(40))


def test_a_worker_told_to_stop_finishes_what_is_under_way(listen, happen, time, only_delivery):
    listen("https://receiver.example/")
    happen()

    def send(_message):
        worker.stop()
        real_time.sleep(0.05)
        return Answer(200)

    worker = Worker("test secret key, long enough for the check", send, time)
    worker.run()

    assert only_delivery().state == "delivered"


def test_a_fault_while_sending_counts_as_a_try(listen, happen, work, only_delivery, caplog):
    listen("https://receiver.example/")
    happen()

    def send(_message):
        raise ZeroDivisionError

    work(send=send)

    assert (only_delivery().tries, only_delivery().last_problem) == (1, "fault")


def test_a_worker_outlives_a_store_that_is_locked(listen, happen, time, only_delivery, monkeypatch):
    listen("https://receiver.example/")
    happen()
    monkeypatch.setattr(module, "PAUSE", 0.01)
    settle, locked = module.settle, [True, True]

    def sometimes(*args, **kwargs):
        if locked:
            locked.pop()
            raise StoreBusy("locked")
        worker.stop()
        return settle(*args, **kwargs)

    monkeypatch.setattr(module, "settle", sometimes)
    sent = []
    worker = Worker(
        "test secret key, long enough for the check", lambda message: sent.append(message) or Answer(200), time
    )
    worker.run()

    assert len(sent) == 1
    assert only_delivery().state == "delivered"
