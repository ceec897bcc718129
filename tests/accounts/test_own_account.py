import pytest
from bs4 import BeautifulSoup
from factories import PASSWORD, make_user

from engage.accounts import passwords, services
from engage.accounts.models import AuditEntry, Role, User
from engage.extensions import db

NEW = "battery staple horse"


@pytest.fixture
def user(app, known_hash):
    return make_user(Role.WORKER, name="li.wei", display_name="Li Wei", password_hash=known_hash)


def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post("/account/password", data={"old": old, "new": new, "again": new if again is None else again})


def problems(response):
    return [found.text for found in BeautifulSoup(response.data, "html.parser").select("[role=alert]")]


def test_shows_name_and_roles(sign_in, user):
    page = sign_in(user).get("/account/password").text

    assert "li.wei (Li Wei)" in page
    assert "Community worker · Area" in page


def test_changes_the_password_and_ends_other_sessions(sign_in, user):
    here, elsewhere = sign_in(user), sign_in(user)

    response = change(here)

    assert (response.status_code, response.location) == (303, "/staff")
    assert here.get("/account/password").status_code == 200
    assert elsewhere.get("/account/password").status_code == 303
    stored = db.session.get(User, user.id, populate_existing=True).password_hash
    assert passwords.is_right(NEW, stored)
    assert db.session.scalars(db.select(AuditEntry.action)).all() == ["password changed"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"old": "wrong password"}, "This is not your present password."),
        ({"again": "something else"}, "The two new passwords differ."),
        ({"new": "short"}, "A password needs 10 characters or more."),
        ({"new": PASSWORD}, "The new password is the old one. Please choose another."),
        ({"new": "1234567890"}, "This password is among the first that anybody would guess. Please choose another."),
        ({"old": ""}, "Please fill this in."),
    ],
)
def test_says_why_a_change_is_refused(sign_in, user, typed, problem):
    client = sign_in(user)

    response = change(client, **typed)

    assert response.status_code == 422
    assert problems(response) == [problem]
    assert passwords.is_right(PASSWORD, db.session.get(User, user.id, populate_existing=True).password_hash)
    assert client.get("/account/password").status_code == 200


def test_guesses_at_the_present_password_are_counted_with_those_at_the_door(sign_in, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_ACCOUNT", 2)
    client = sign_in(user)

    assert [change(client, old="wrong password").status_code for _number in range(3)] == [422, 422, 429]
    assert change(client).status_code == 429
    assert client.post("/sign-in", data={"name": "li.wei", "password": PASSWORD}).status_code == 429


def test_looking_for_an_acceptable_password_uses_up_no_guesses(sign_in, user, monkeypatch):
    monkeypatch.setattr(services, "GUESSES_PER_ACCOUNT", 1)
    client = sign_in(user)

    assert [change(client, new="short").status_code for _number in range(3)] == [422] * 3
    assert change(client).status_code == 303


def test_a_made_up_password_must_be_changed_before_anything_else(sign_in, user):
    user.must_change_password = True
    db.session.commit()
    client = sign_in(user)

    assert client.get("/staff").location == "/account/password"
    assert "choose your own" in client.get("/account/password").text
    assert change(client, again="").status_code == 422
    assert client.get("/staff").location == "/account/password"
    change(client)
    assert client.get("/staff").location != "/account/password"


def test_a_made_up_password_does_not_stop_signing_out(sign_in, user):
    user.must_change_password = True
    db.session.commit()

    assert sign_in(user).post("/sign-out").location == "/sign-in"
