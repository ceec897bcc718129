"""The pages on which administrators set webhooks up and see what became of them."""

import re

import pytest
from bs4 import BeautifulSoup
from factories import DAY, NOON, make_area, make_delivery, make_endpoint, make_user

from engage.accounts.models import AuditEntry, Role
from engage.clock import utcnow
from engage.extensions import db
from engage.webhooks.models import Delivery, OutboxEvent, WebhookEndpoint
from engage.webhooks.signing import unseal

SECRET = re.compile("whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def admin(sign_in, tree):
    """The browser of the administrator of a district."""
    return sign_in(make_user(Role.ADMINISTRATOR, tree[1]))


def form(tree, **changes):
    return {"url": "https://receiver.example/hooks", "event_types": ["*"], "area": tree[3].code, **changes}


def page_of(response):
    return BeautifulSoup(response.data, "html.parser")


def all_of(table):
    db.session.rollback()
    return db.session.scalars(db.select(table).execution_options(populate_existing=True)).all()


def only(table):
    (found,) = all_of(table)
    return found


def test_adds_a_webhook_and_shows_its_secret_once(app, admin, tree):
    response = admin.post("/staff/webhooks/new", data=form(tree, event_types=["visit.rated", "need.changed"]))

    secret = page_of(response).select_one("textarea").text
    endpoint = only(WebhookEndpoint)
    assert SECRET.fullmatch(secret)
    assert unseal(endpoint.secret, app.config["SECRET_KEY"]) == secret
    assert response.headers["Cache-Control"] == "no-store"
    assert (endpoint.url, endpoint.area_id) == ("https://receiver.example/hooks", tree[3].id)
    assert endpoint.event_types == ["need.changed", "visit.rated"]
    assert only(AuditEntry).action == "webhook made"
    for path in ("", f"/{endpoint.id}", f"/{endpoint.id}/delete", f"/{endpoint.id}/deliveries"):
        page = admin.get(f"/staff/webhooks{path}")
        assert page.status_code == 200
        assert secret not in page.text
        assert endpoint.secret not in page.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"url": ""}, "url", "fill this in"),
        ({"url": "http://receiver.example/"}, "url", "must begin with https"),
        ({"url": "https://127.0.0.1/"}, "url", "private or reserved network"),
        ({"url": "https://receiver.example:25/"}, "url", "port 443"),
        ({"url": "https://user:pass@receiver.example/"}, "url", "not an address"),
        ({"event_types": []}, "event_types", "at least one kind"),
        ({"event_types": ["nonsense"]}, "event_types", "not a valid choice"),
        ({"area": "NOWHERE"}, "area", "None of your areas"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(admin, tree, changes, field, sentence):
    response = admin.post("/staff/webhooks/new", data=form(tree, **changes))

    page = page_of(response)
    assert response.status_code == 422
    assert sentence in page.select_one(f"#{field}-error").text
    assert page.select_one("#url")["value"] == changes.get("url", "https://receiver.example/hooks")
    assert all_of(WebhookEndpoint) == []


def test_adds_none_for_another_district(admin, tree):
    other = make_area("district", tree[0])

    for area in (other.code, tree[0].code):
        assert admin.post("/staff/webhooks/new", data=form(tree, area=area)).status_code == 422


def test_lists_the_webhooks_of_ones_own_areas_with_what_is_open(admin, tree):
    ours = make_endpoint(tree[3], url="https://ours.example/?<script>")
    make_endpoint(make_area("district", tree[0]), url="https://theirs.example/")
    make_delivery(ours)
    make_delivery(ours, state="failed")
    make_delivery(ours, state="delivered")

    page = admin.get("/staff/webhooks")

    assert "https://ours.example/?&lt;script&gt;" in page.text
    assert "theirs.example" not in page.text
    assert [badge.text for badge in page_of(page).select(".badge")] == ["on", "1 waits", "1 failed"]


def test_an_official_sees_no_webhooks(sign_in, tree):
    client = sign_in(make_user(Role.OFFICIAL, tree[1]))

    assert client.get("/staff/webhooks").status_code == 403
    assert "/staff/webhooks" not in client.get("/staff").text


def test_chooses_other_events(admin, tree):
    endpoint = make_endpoint(tree[3])

    response = admin.post(f"/staff/webhooks/{endpoint.id}/types", data={"event_types": ["visit.rated"]})

    assert (response.status_code, response.location) == (303, f"/staff/webhooks/{endpoint.id}")
    assert only(WebhookEndpoint).event_types == ["visit.rated"]
    ticked = page_of(admin.get(response.location)).select("input[name=event_types][checked]")
    assert [box["value"] for box in ticked] == ["visit.rated"]
    assert admin.post(f"/staff/webhooks/{endpoint.id}/types", data={}).status_code == 422


def test_replaces_the_secret(app, admin, tree):
    endpoint = make_endpoint(tree[3])
    before = endpoint.secret

    response = admin.post(f"/staff/webhooks/{endpoint.id}/rotate", data={"old_signs": "24"})

    found = only(WebhookEndpoint)
    assert page_of(response).select_one("textarea").text == unseal(found.secret, app.config["SECRET_KEY"])
    assert found.old_secret == before
    assert 23.9 < (found.old_secret_until - utcnow()).total_seconds() / 3600 <= 24
    assert "Two secrets sign" in admin.get(f"/staff/webhooks/{endpoint.id}").text
    assert admin.post(f"/staff/webhooks/{endpoint.id}/rotate", data={"old_signs": "9999"}).status_code == 422


def test_switches_a_webhook_off_and_on(admin, tree):
    endpoint = make_endpoint(tree[3])
    make_delivery(endpoint)

    assert admin.post(f"/staff/webhooks/{endpoint.id}/disable").status_code == 303
    assert only(WebhookEndpoint).disabled_at
    assert only(Delivery).state == "held"
    assert "Switched off by hand" in admin.get(f"/staff/webhooks/{endpoint.id}").text
    assert admin.post(f"/staff/webhooks/{endpoint.id}/test").status_code == 409

    assert admin.post(f"/staff/webhooks/{endpoint.id}/enable").status_code == 303
    assert only(WebhookEndpoint).disabled_at is None
    assert only(Delivery).state == "waiting"


def test_sends_a_test_event(admin, tree):
    endpoint = make_endpoint(tree[3], event_types=["visit.rated"])
    make_endpoint(tree[3])

    response = admin.post(f"/staff/webhooks/{endpoint.id}/test", follow_redirects=True)

    assert "A test event is on its way" in response.text
    assert (only(Delivery).endpoint_id, only(Delivery).state) == (endpoint.id, "waiting")
    assert (only(OutboxEvent).type, only(OutboxEvent).is_spread) == ("webhook.test", True)


def test_shows_what_became_of_each_delivery(admin, tree):
    endpoint = make_endpoint(tree[3])
    make_delivery(endpoint, state="delivered", tries=1, last_status=204, done_at=NOON)
    make_delivery(endpoint, tries=3, last_problem="slow", next_at=NOON + DAY)
    make_delivery(endpoint, state="failed", tries=10, last_status=500, last_problem="refused", done_at=NOON)
    make_delivery(make_endpoint(tree[3]), state="failed", last_status=418)

    page = page_of(admin.get(f"/staff/webhooks/{endpoint.id}/deliveries"))

    rows = [row.get_text(" ", strip=True) for row in page.select(".cards > li")]
    assert [("failed" in rows[0], "10 of 10" in rows[0], "500" in rows[0], "did not take it" in rows[0])] == [
        (True,) * 4
    ]
    assert "took too long" in rows[1]
    assert "Next try: Tue 2 Jun 2026, 20:00" in rows[1]
    assert "204" in rows[2]
    failed = page_of(admin.get(f"/staff/webhooks/{endpoint.id}/deliveries?state=failed"))
    assert len(failed.select(".cards > li")) == 1
    assert len(page_of(admin.get(f"/staff/webhooks/{endpoint.id}/deliveries?state=x")).select(".cards > li")) == 3


def test_shows_a_long_list_by_pages(admin, tree):
    endpoint = make_endpoint(tree[3])
    for _ in range(51):
        make_delivery(endpoint, state="failed")

    address = f"/staff/webhooks/{endpoint.id}/deliveries"
    first = page_of(admin.get(f"{address}?state=failed"))
    following = first.select_one("a[rel=next]")["href"]
    assert "state=failed" in following
    assert len(page_of(admin.get(following)).select(".cards > li")) == 1


def test_sends_one_again(admin, tree):
    endpoint = make_endpoint(tree[3])
    delivery = make_delivery(endpoint, state="failed", tries=10, done_at=NOON)

    response = admin.post(f"/staff/webhooks/deliveries/{delivery.id}/again")

    assert (response.status_code, response.location) == (303, f"/staff/webhooks/{endpoint.id}/deliveries")
    found = only(Delivery)
    assert (found.state, found.tries, found.done_at) == ("waiting", 0, None)
    assert found.next_at <= utcnow()


def test_sends_again_what_failed_since_a_day_of_the_area(admin, tree):
    endpoint = make_endpoint(tree[3])
    # In Shanghai the 1st of June begins at 16:00 UTC of the 31st of May.
    old = make_delivery(endpoint, state="failed", happened_at=NOON.replace(month=5, day=31, hour=15))
    new = make_delivery(endpoint, state="failed", happened_at=NOON.replace(month=5, day=31, hour=16))
    done = make_delivery(endpoint, state="delivered")
    other = make_delivery(make_endpoint(tree[3]), state="failed")

    response = admin.post(f"/staff/webhooks/{endpoint.id}/again", data={"since": "2026-06-01"}, follow_redirects=True)

    assert "1 event is sent again." in response.text
    states = {delivery.id: delivery.state for delivery in all_of(Delivery)}
    assert states == {old.id: "failed", new.id: "waiting", done.id: "delivered", other.id: "failed"}
    assert admin.post(f"/staff/webhooks/{endpoint.id}/again", data={"since": "soon"}).status_code == 422


def test_sends_nothing_again_to_one_that_is_off(admin, tree):
    endpoint = make_endpoint(tree[3], disabled_at=NOON, disabled_why="gone")
    delivery = make_delivery(endpoint, state="failed")

    assert admin.post(f"/staff/webhooks/deliveries/{delivery.id}/again").status_code == 409
    assert admin.post(f"/staff/webhooks/{endpoint.id}/again", data={"since": "2026-01-01"}).status_code == 409
    assert only(Delivery).state == "failed"
    assert "answered 410" in admin.get(f"/staff/webhooks/{endpoint.id}").text


def test_deletes_a_webhook_for_which_nothing_waits(admin, tree):
    endpoint = make_endpoint(tree[3])
    make_delivery(endpoint, state="delivered")

    page = page_of(admin.get(f"/staff/webhooks/{endpoint.id}/delete"))
    assert page.select_one("button.danger")
    assert not page.select_one("#with_waiting")
    assert admin.post(f"/staff/webhooks/{endpoint.id}/delete").status_code == 303
    assert all_of(WebhookEndpoint) == all_of(Delivery) == []


def test_asks_before_it_deletes_one_for_which_something_waits(admin, tree):
    endpoint, other = make_endpoint(tree[3]), make_endpoint(tree[3])
    make_delivery(endpoint)
    kept = make_delivery(other)

    assert "1 event still waits" in admin.get(f"/staff/webhooks/{endpoint.id}/delete").text
    response = admin.post(f"/staff/webhooks/{endpoint.id}/delete")
    assert response.status_code == 409
    assert page_of(response).select_one("#with_waiting-error")
    assert len(all_of(WebhookEndpoint)) == 2
    assert admin.post(f"/staff/webhooks/{endpoint.id}/delete", data={"with_waiting": "y"}).status_code == 303
    assert only(WebhookEndpoint).id == other.id
    assert only(Delivery).id == kept.id
