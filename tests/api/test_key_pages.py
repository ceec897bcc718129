"""The pages on which administrators give out keys, and the same from the command line."""

import re

import pytest
from bs4 import BeautifulSoup
from factories import NOON, make_area, make_key, make_tree, make_user

from engage import schema
from engage.accounts.models import Role
from engage.api.commands import key_commands
from engage.api.models import ApiKey
from engage.api.queries.keys import matching_key
from engage.clock import utcnow
from engage.extensions import db

KEY = re.compile(r"engage_[0-9A-Z]{8}_[0-9A-Z]{32}")


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def admin(sign_in, tree):
    """The browser of the administrator of a district."""
    return sign_in(make_user(Role.ADMINISTRATOR, tree[1]))


def form(tree, **changes):
    return {"name": "Staff platform", "scopes": ["demands:read"], "area": tree[3].code, "lasts": "365", **changes}


def only_key():
    return db.session.scalars(db.select(ApiKey).execution_options(populate_existing=True)).one()


def page_of(response):
    return BeautifulSoup(response.data, "html.parser")


def test_makes_a_key_and_shows_it_once(admin, tree):
    response = admin.post("/staff/keys/new", data=form(tree))

    text = page_of(response).select_one("textarea").text
    key = only_key()
    assert KEY.fullmatch(text)
    assert matching_key(text, utcnow()).id == key.id
    assert (key.name, key.scopes, key.area_id) == ("Staff platform", ["demands:read"], tree[3].id)
    assert 364 <= (key.expires_at - utcnow()).days <= 365
    assert response.headers["Cache-Control"] == "no-store"
    secret = text.split("_")[2]
    for path in ("/staff/keys", f"/staff/keys/{key.id}", f"/staff/keys/{key.id}/revoke"):
        page = admin.get(path)
        assert page.status_code == 200
        assert secret not in page.text
        assert key.secret_digest not in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"area": "NOWHERE"}, "area"),
        ({"lasts": "100000"}, "lasts"),
    ],
)
def test_says_what_is_missing_and_keeps_what_was_typed(admin, tree, changes, field):
    response = admin.post("/staff/keys/new", data=form(tree, **changes))

    page = page_of(response)
    assert response.status_code == 422
    assert page.select_one(f"#{field}-error")
    assert field == "name" or page.select_one("#name")["value"] == "Staff platform"
    assert db.session.scalar(db.select(db.func.count(ApiKey.id))) == 0


def test_a_browser_does_not_demand_a_tick_in_every_box(admin):
    assert not page_of(admin.get("/staff/keys/new")).select("input[type=checkbox][required]")


def test_a_key_may_be_made_to_last(admin, tree):
    admin.post("/staff/keys/new", data=form(tree, lasts="0"))

    assert only_key().expires_at is None


def test_makes_no_key_for_another_district(admin, tree):
    other = make_area("district", tree[0])

    for area in (other.code, tree[0].code):
        assert admin.post("/staff/keys/new", data=form(tree, area=area)).status_code == 422


def test_a_form_sent_twice_makes_one_key(admin, tree):
    admin.post("/staff/keys/new", data=form(tree))

    assert admin.post("/staff/keys/new", data=form(tree)).status_code == 409
    assert only_key()


def test_lists_the_keys_of_ones_own_areas(admin, tree):
    make_key(tree[3], name="<script>ours</script>")
    make_key(make_area("district", tree[0]), name="theirs")

    page = admin.get("/staff/keys")

    assert "&lt;script&gt;ours" in page.text
    assert "theirs" not in page.text


def test_replaces_a_key(admin, tree):
    old = make_key(tree[3])

    response = admin.post(f"/staff/keys/{old.key.id}/rotate", data={"old_works": "24"})

    text = page_of(response).select_one("textarea").text
    assert matching_key(text, utcnow()).name == old.key.name
    assert matching_key(old.text, utcnow())
    assert admin.post(f"/staff/keys/{old.key.id}/rotate", data={"old_works": "24"}).status_code == 409
    assert admin.post(f"/staff/keys/{old.key.id}/rotate", data={"old_works": "9999"}).status_code == 422
    page = page_of(admin.get(f"/staff/keys/{old.key.id}"))
    assert "Another key took its place" in page.text


def test_asks_before_it_revokes(admin, tree):
    new = make_key(tree[3])

    assert page_of(admin.get(f"/staff/keys/{new.key.id}/revoke")).select_one("button.danger")
    assert matching_key(new.text, NOON)
    response = admin.post(f"/staff/keys/{new.key.id}/revoke")
    assert (response.status_code, response.location) == (303, f"/staff/keys/{new.key.id}")
    assert matching_key(new.text, NOON) is None
    assert "does not work any more" in admin.get(f"/staff/keys/{new.key.id}").text
    assert not page_of(admin.get(f"/staff/keys/{new.key.id}/revoke")).select_one("button.danger")


def test_an_official_sees_no_keys(sign_in, tree):
    client = sign_in(make_user(Role.OFFICIAL, tree[1]))

    assert client.get("/staff/keys").status_code == 403
    assert "/staff/keys" not in client.get("/staff").text


# From the command line


@pytest.fixture
def run(app, monkeypatch):
    """Return a function that runs `engage key …` on an up-to-date store and returns what click tells."""
    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(key_commands, args)


def shown(result):
    assert result.exit_code == 0, result.output
    return KEY.search(result.stdout)[0]


def test_makes_lists_rotates_and_revokes_keys(run, tree):
    first = shown(run("add", "Platform", "--scope", "demands:read", "--days", "10"))
    prefix = first.split("_")[1]
    second = shown(run("rotate", prefix.lower(), "--hours", "0"))

    assert matching_key(first, utcnow()) is None
    assert matching_key(second, utcnow()).area_id == tree[0].id
    lines = run("list").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == [prefix, second.split("_")[1]]
    assert "expired" in lines[0]
    assert not KEY.search("".join(lines))

    assert run("revoke", second.split("_")[1]).exit_code == 0
    assert matching_key(second, utcnow()) is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "x", "--scope", "demands:read", "--area", "NOWHERE"), "There is no such area"),
        (("revoke", "AAAAAAAA"), "There is no key with this prefix"),
    ],
)
def test_says_what_is_wrong(run, tree, arguments, sentence):
    assert sentence in str(run(*arguments).exception)


def test_says_when_there_are_no_keys(run, app):
    assert "no keys yet" in run("list").stderr
