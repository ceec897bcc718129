"""Each error as page, as fragment for htmx, and as JSON; and pages that need no store."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import make_settings
from factories import make_user
from flask import abort
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engage import errors
from engage.accounts.permissions import public
from engage.app import MAX_BODY_BYTES, create_app
from engage.extensions import db


@pytest.fixture
def app(fresh_app):
    return fresh_app


PERSONAL = "13800138000"
FAULTS = {
    400: lambda: abort(400),
    403: lambda: (_ for _ in ()).throw(errors.NotAllowed("You may not.")),
    404: lambda: (_ for _ in ()).throw(errors.NotFound("It is gone.")),
    409: lambda: (_ for _ in ()).throw(errors.Closed("Voting has ended.")),
    415: lambda: abort(415),
    418: lambda: abort(418),
    422: lambda: (_ for _ in ()).throw(errors.Invalid("That does not hold together.", fields=["name"])),
    429: lambda: (_ for _ in ()).throw(errors.TooMany("Too many tries.", retry_after=60)),
    500: lambda: {}[PERSONAL],
    503: lambda: (_ for _ in ()).throw(OperationalError("SELECT", {"phone": PERSONAL}, Exception("locked"))),
}
SENTENCES = {
    403: "You may not.",
    404: "It is gone.",
    409: "Voting has ended.",
    422: "That does not hold together.",
    429: "Too many tries.",
    503: "Nothing was recorded",
}


def add_faults(app):
    @public
    def fail(status):
        return FAULTS[status]()

    app.add_url_rule("/fail/<int:status>", "fail", fail)
    return app


@pytest.fixture
def failing(app, client):
    """A browser for an application in which /fail/404 fails with 404."""
    add_faults(app)
    return client


def html(response):
    return BeautifulSoup(response.data, "html.parser")


@pytest.mark.parametrize("status", FAULTS)
def test_a_page_says_what_is_wrong_and_leads_on(failing, status):
    response = failing.get(f"/fail/{status}")

    assert response.status_code == status
    page = html(response)
    sentence = page.find(role="alert").text
    assert SENTENCES.get(status, "") in sentence
    assert len(page.find_all("h1")) == 1
    assert page.select_one("main a.button")["href"] == "/"
    assert PERSONAL not in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", FAULTS)
def test_htmx_gets_one_element_with_the_sentence(failing, status):
    response = failing.get(f"/fail/{status}", headers={"HX-Request": "true"})

    assert response.status_code == status
    elements = [element for element in html(response).contents if element.name]
    assert [element["id"] for element in elements] == ["problem"]
    assert SENTENCES.get(status, "") in elements[0].text
    assert PERSONAL not in response.text


@pytest.mark.parametrize("status", FAULTS)
@pytest.mark.parametrize("accept", ["application/json", "application/json, text/html;q=0.5"])
def test_a_program_gets_json(failing, status, accept):
    response = failing.get(f"/fail/{status}", headers={"Accept": accept})

    assert response.status_code == status
    assert response.json["status"] == status
    assert SENTENCES.get(status, "") in response.json["title"]
    assert PERSONAL not in response.text


@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png"])
def test_a_browser_gets_a_page_whatever_it_accepts(failing, accept):
    assert failing.get("/fail/404", headers={"Accept": accept}).mimetype == "text/html"


def test_paths_of_the_api_answer_in_json(client):
    response = client.get("/api/v1/nothing")

    assert (response.status_code, response.json["status"]) == (404, 404)


def test_an_address_that_does_not_exist(client):
    response = client.get("/no/such/page?q=<script>")

    assert response.status_code == 404
    assert "There is no such page" in response.text
    assert "<script>" not in response.text


def test_a_wrong_method_names_the_right_ones(client):
    response = client.delete("/sign-in")

    assert response.status_code == 405
    assert response.allow.as_set() >= {"get", "post"}
    assert "cannot be used that way" in response.text


def test_a_body_too_large(client):
    long = {"name": "x" * (MAX_BODY_BYTES + 1)}
    response = client.post("/sign-in", data=long, headers={"Referer": "http://localhost/sign-in"})

    assert response.status_code == 413
    assert "A picture or a list may have up to 10 MB" in response.text
    assert html(response).select_one("main a.button")["href"] == "/sign-in"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"a&" * 600_000),
        (
            "multipart/form-data; boundary=B",
            b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + b"x" * 3_000_000 + b"\r\n--B--\r\n",
        ),
    ],
)
def test_a_form_too_large_to_be_picked_apart(client, content_type, body):
    assert client.post("/sign-in", data=body, content_type=content_type).status_code == 413


@pytest.mark.parametrize(("status", "seconds"), [(429, "60"), (503, "5")])
def test_says_when_to_try_again(failing, status, seconds):
    assert failing.get(f"/fail/{status}").headers["Retry-After"] == seconds


def test_a_form_that_was_open_too_long(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    response = client.post("/sign-in", data={"csrf_token": "old"})

    assert response.status_code == 400
    assert "open for too long" in response.text


@pytest.mark.parametrize("status", FAULTS)
def test_every_error_is_said_in_chinese_too(app, status):
    client = add_faults(app).test_client()
    client.set_cookie("lang", "zh")
    page = html(client.get(f"/fail/{status}"))

    assert page.html["lang"] == "zh-Hans"
    assert re.search("[\u4e00-\u9fff]", page.h1.text)
    if status not in SENTENCES or status == 503:
        assert re.search("[\u4e00-\u9fff]", page.find(role="alert").text)


def test_an_error_in_the_middle_of_a_write_leaves_nothing_behind(app, client):
    @public
    def fail():
        make_user(name="half")
        db.session.add(make_user.__globals__["User"](name="rest"))
        db.session.flush()

    app.add_url_rule("/fail", view_func=fail)

    assert client.get("/fail").status_code == 500
    assert db.session.scalar(text("SELECT count(*) FROM staff_user WHERE name = 'rest'")) == 0


# With the store gone


@pytest.fixture(params=["sqlite:////nowhere/at/all/engage.sqlite", "postgresql+psycopg://127.0.0.1:1/engage"])
def storeless(request):
    """The application with a store that cannot be reached."""
    return add_faults(create_app(make_settings(request.param, log_level="CRITICAL"), TESTING=True))


def browser(app, lang, *, is_signed_in):
    client = app.test_client()
    client.set_cookie("lang", lang)
    if is_signed_in:
        with client.session_transaction() as session:
            session.update({"_user_id": "1.0", "_fresh": True, "until": 2**40})
    return client


@pytest.mark.parametrize(("lang", "words"), [("en", "Something went wrong"), ("zh", "出错了")])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_the_page_of_a_fault_needs_no_store(storeless, lang, words, is_signed_in):
    response = browser(storeless, lang, is_signed_in=is_signed_in).get("/fail/500")

    assert response.status_code == 500
    assert words in html(response).h1.text
    assert html(response).select_one("link[rel=stylesheet]")


@pytest.mark.parametrize(("lang", "words"), [("en", "Nothing was recorded"), ("zh", "没有")])
def test_pages_that_need_the_store_say_that_it_is_away(storeless, lang, words):
    client = browser(storeless, lang, is_signed_in=True)

    for response in (client.get("/"), client.get("/staff"), client.get("/sign-in"), client.get("/cycles/1")):
        assert response.status_code == 503
        assert words in html(response).find(role="alert").text


def test_nothing_is_recorded_without_a_store(storeless):
    storeless.config["WTF_CSRF_ENABLED"] = False
    response = browser(storeless, "en", is_signed_in=False).post("/sign-in", data={"name": "li", "password": "x"})

    assert response.status_code == 503
    assert "Nothing was recorded" in response.text


def test_style_and_scripts_need_no_store(storeless):
    client = browser(storeless, "en", is_signed_in=True)
    page = html(client.get("/fail/500"))

    assert client.get(page.select_one("link[rel=stylesheet]")["href"]).status_code == 200
    assert client.get(page.select_one("script")["src"]).status_code == 200


def test_health_is_red_without_a_store(storeless):
    assert browser(storeless, "en", is_signed_in=False).get("/readyz").status_code == 503


WORDS = "三号楼二单元的灯坏了，晚上看不见台阶"
FORM = {"text": WORDS, "note": "Please come after six", "token": "9f86d081884c7d659a2feaa0c55ad015", "kind": "lamp"}
SECRETS = {"code": "7K2M 9QXD A4BC", "password": "correct horse battery"}


def given_back(response):
    return [area.get_text().strip() for area in html(response).select("textarea[readonly]")]


@pytest.mark.parametrize("status", sorted(set(FAULTS) - {403, 405}))
def test_what_was_typed_is_given_back_when_a_form_fails(app, client, status):
    @public
    def fail():
        return FAULTS[status]()

    app.add_url_rule("/fail", "fail", fail, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False

    assert given_back(client.post("/fail", data=FORM | SECRETS)) == [WORDS, "Please come after six"]


def test_a_form_whose_time_is_over_is_given_back(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    response = client.post("/needs/new", data=FORM, headers={"Referer": "http://localhost/needs/new?at=K7"})

    assert response.status_code == 400
    assert given_back(response) == [WORDS, "Please come after six"]
    assert html(response).select_one("main a.button")["href"] == "/needs/new"


def test_a_form_of_another_website_is_not(client):
    response = client.post("/needs/new", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert given_back(response) == []


def test_a_form_sent_after_signing_out_is_given_back_and_signing_in_leads_to_it(client):
    response = client.post(
        "/staff/ratings/professionals/new",
        data=FORM,
        headers={"Referer": "http://localhost/staff/ratings/professionals/new?from=blank"},
    )

    assert response.status_code == 401
    assert given_back(response) == [WORDS, "Please come after six"]
    assert html(response).select_one("main a.button")["href"] == "/sign-in"
    with client.session_transaction() as session:
        assert session["next"] == "/staff/ratings/professionals/new"


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/staff/ratings/professionals/new", "http://localhost/no/such/page", ""]
)
def test_signing_in_leads_to_no_page_that_is_not_ours(client, referer):
    client.post("/staff/ratings/professionals/new", data=FORM, headers={"Referer": referer})

    with client.session_transaction() as session:
        assert "next" not in session


def test_passwords_are_never_given_back(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    response = client.post("/sign-in", data={"name": "official", "password": "correct horse battery staple"})

    assert response.status_code == 400
    assert given_back(response) == []
