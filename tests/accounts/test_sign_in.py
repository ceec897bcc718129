from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from argon2 import PasswordHasher
from bs4 import BeautifulSoup
from factories import NOON, PASSWORD, make_user

from engage.accounts import passwords, services
from engage.accounts.models import GuessWindow, Role, User
from engage.extensions import db


@pytest.fixture
def user(app, known_hash):
    return make_user(Role.WORKER, name="li.wei", display_name="Li Wei", password_hash=known_hash)


def sign_in(client, name="li.wei", password=PASSWORD, **kwargs):
    return client.post("/sign-in", data={"name": name, "password": password}, **kwargs)


def page(response):
    return BeautifulSoup(response.data, "html.parser")


def sees_staff_pages(client):
    return client.get("/account/password").status_code == 200


def test_comes_in_with_name_and_password(client, user):
    response = sign_in(client)

    assert (response.status_code, response.location) == (303, "/staff")
    assert sees_staff_pages(client)
    assert db.session.get(User, user.id, populate_existing=True).signed_in_at is not None


def test_the_name_may_be_typed_in_any_case(client, user):
    assert sign_in(client, name=" Li.WEI ").status_code == 303


def test_every_role_has_a_first_page(client, known_hash):
    make_user(Role.PROFESSIONAL, name="li.wei", password_hash=known_hash)

    assert client.get(sign_in(client).location).status_code == 200


def test_returns_to_the_page_that_was_asked_for(client, user):
    assert client.get("/account/password?from=letter").location == "/sign-in"

    assert sign_in(client).location == "/account/password?from=letter"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_never_returns_to_another_site(client, user, target):
    with client.session_transaction() as session:
        session["next"] = target

    assert sign_in(client).location == "/"


def test_does_not_return_to_a_form_that_was_sent(client, user):
    client.get("/account/password")
    client.post("/sign-out")

    assert sign_in(client).location == "/staff"


def test_somebody_signed_in_is_led_on(client, user):
    sign_in(client)

    assert client.get("/sign-in").location == "/staff"


def test_the_session_holds_nothing_from_before(client, user):
    with client.session_transaction() as session:
        session["csrf_token"] = session["planted"] = "from before"

    sign_in(client)

    with client.session_transaction() as session:
        assert set(session) == {"_user_id", "_fresh", "until"}


@pytest.mark.parametrize(("name", "password"), [("li.wei", "wrong password"), ("nobody", PASSWORD), ("off", PASSWORD)])
def test_wrong_password_unknown_name_and_disabled_account_look_alike(client, user, known_hash, name, password):
    make_user(name="off", password_hash=known_hash, is_enabled=False)

    response = sign_in(client, name, password)

    assert response.status_code == 422
    found = page(response)
    assert found.find(role="alert").text == "Name and password do not fit together."
    assert found.find("input", {"name": "name"})["value"] == name
    assert not found.find("input", {"name": "password"})["value"]
    assert not sees_staff_pages(client)


@pytest.mark.parametrize("name", ["li.wei", "nobody", "off"])
def test_every_refusal_compares_exactly_one_hash(client, user, known_hash, monkeypatch, name):
    make_user(name="off", password_hash=known_hash, is_enabled=False)
    compared = []

    class Counting(PasswordHasher):
        def verify(self, password_hash, password):
            compared.append(password_hash.rsplit("$", 2)[0])
            return super().verify(password_hash, password)

    passwords._nobodys_hash()
    monkeypatch.setattr(passwords, "hasher", Counting())
    sign_in(client, name, "wrong password")

    assert compared == [known_hash.rsplit("$", 2)[0]]


@pytest.mark.parametrize("data", [{}, {"name": "li.wei"}, {"password": PASSWORD}, {"name": "x" * 999, "password": "y"}])
def test_an_incomplete_form_says_what_is_missing(client, user, data):
    response = client.post("/sign-in", data=data)

    assert response.status_code == 422
    assert page(response).select(".field.wrong [role=alert]")


@pytest.mark.parametrize("name", ["li.wei", "nobody"])
def test_too_many_wrong_tries_close_an_account_for_a_while_whether_it_exists_or_not(client, user, monkeypatch, name):
    monkeypatch.setattr(services, "GUESSES_PER_ACCOUNT", 3)
    with time_machine.travel(NOON, tick=False) as clock:
        assert [sign_in(client, name, "wrong password").status_code for _number in range(4)] == [422, 422, 422, 429]
        clock.shift(timedelta(minutes=5))
        response = sign_in(client, name)
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "600"
        assert "You can try again in 10 minutes." in page(response).find(role="alert").text
        assert page(response).find("input", {"name": "name"})["value"] == name
        clock.shift(timedelta(minutes=10))
        assert sign_in(client, name).status_code == (303 if name == "li.wei" else 422)


def test_a_closed_account_compares_no_password(client, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_ACCOUNT", 0)
    monkeypatch.setattr(passwords, "is_right", lambda *_: pytest.fail("compared"))

    assert sign_in(client).status_code == 429


def test_tries_at_many_names_close_a_network(client, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_NETWORK", 2)
    here = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    tries = [sign_in(client, f"guess{number}", "wrong password", **here).status_code for number in range(3)]

    assert tries == [422, 422, 429]
    assert sign_in(client, **here).status_code == 429
    assert sign_in(client, environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 303


def test_the_right_password_forgets_the_wrong_tries(client, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_ACCOUNT", 3)
    monkeypatch.setattr(services, "GUESSES_PER_NETWORK", 5)
    for _number in range(2):
        sign_in(client, password="wrong password")
        sign_in(client, password="wrong password")
        assert sign_in(client).status_code == 303
        client.post("/sign-out")

    assert db.session.scalar(db.select(GuessWindow.guesses)) == 4


def test_colleagues_behind_one_address_do_not_shut_each_other_out(client, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_NETWORK", 2)

    assert [sign_in(client).status_code for _number in range(5)] == [303] * 5


def test_stores_neither_the_name_nor_the_address_of_a_try(client, user):
    sign_in(client, "wang.fang", "wrong password", environ_base={"REMOTE_ADDR": "192.0.2.1"})

    keys = list(db.session.scalars(db.select(GuessWindow.key)))
    assert len(keys) == 2
    assert not [key for key in keys if "wang" in key or "192" in key]


def test_an_old_hash_is_renewed_on_the_way_in(client, app):
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    user = make_user(name="li.wei", password_hash=weak)

    assert sign_in(client).status_code == 303

    renewed = db.session.get(User, user.id, populate_existing=True).password_hash
    assert not passwords.is_outdated(renewed)
    assert passwords.is_right(PASSWORD, renewed)


def test_signing_out_ends_every_session_and_old_cookies_too(app, client, user):
    other = app.test_client()
    noise = app.test_client()
    make_user(name="noise", password_hash=user.password_hash)
    sign_in(client), sign_in(other), sign_in(noise, name="noise")
    old_cookie = client.get_cookie("engage").value

    response = client.post("/sign-out")

    assert (response.status_code, response.location) == (303, "/sign-in")
    assert "signed out" in client.get("/sign-in").text
    client.set_cookie("engage", old_cookie)
    assert not sees_staff_pages(client)
    assert not sees_staff_pages(other)
    assert sees_staff_pages(noise)


def test_signing_out_needs_a_form_not_a_link(client, user):
    sign_in(client)

    assert client.get("/sign-out").status_code == 405
    assert sees_staff_pages(client)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(client, user):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            assert sees_staff_pages(client)
        clock.shift(timedelta(hours=1))
        assert not sees_staff_pages(client)


def test_disabling_an_account_ends_its_session(client, user):
    sign_in(client)
    user.is_enabled = False
    db.session.commit()

    assert not sees_staff_pages(client)


@pytest.mark.parametrize("session_id", ["", "x", "1", "1.", "1.x", "-1.0", "٣.0", "1.0.0", "999999999999999999999.0"])
def test_a_malformed_session_belongs_to_nobody(client, user, session_id):
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["until"] = 2**40

    assert client.get("/account/password").location == "/sign-in"


def test_a_session_without_an_end_belongs_to_nobody(client, user):
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()

    assert not sees_staff_pages(client)


def test_the_cookie_is_kept_from_scripts_and_other_sites(client, user):
    cookie = SimpleCookie(sign_in(client).headers["Set-Cookie"])["engage"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_pages_of_people_signed_in_stay_out_of_caches(client, user):
    sign_in(client)

    assert client.get("/account/password").headers["Cache-Control"] == "no-store"
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_htmx_is_told_to_load_the_sign_in_page_whole(client, user):
    response = client.get("/account/password", headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in"


def test_htmx_gets_a_sentence_when_another_page_would_lose_what_was_typed(client, user):
    typed = {"label": "Are there lamps enough?"}
    response = client.post("/account/password", data=typed, headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers
    assert "You were signed out meanwhile" in response.text


def test_the_form_carries_a_token(app, user):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()

    assert sign_in(client).status_code == 400
    token = page(client.get("/sign-in")).find("input", {"name": "csrf_token"})["value"]
    response = client.post("/sign-in", data={"name": "li.wei", "password": PASSWORD, "csrf_token": token})
    assert response.status_code == 303
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400
