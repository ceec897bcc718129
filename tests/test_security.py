import gzip

import pytest
from conftest import make_settings
from factories import make_user
from flask import Response, request

from engage.accounts.permissions import public
from engage.app import create_app
from engage.config import HTMX_URL
from engage.security import content_security_policy


@pytest.fixture
def app(fresh_app):
    return fresh_app


LONG = "社区微更新 " * 500


def add_page(app, path, answer):
    def view():
        return answer()

    app.add_url_rule(path, path, public(view), methods=["GET", "POST"])


@pytest.mark.parametrize("path", ["/sign-in", "/no/such/page", "/staff"])
def test_every_answer_carries_the_headers(client, path):
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_nothing_inline_and_nothing_foreign_but_htmx(client):
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' https://cdn.jsdelivr.net"
    assert rules["style-src"] == "'self'"
    assert (rules["form-action"], rules["base-uri"], rules["frame-ancestors"]) == ("'self'", "'none'", "'none'")
    assert "unsafe" not in policy
    assert "*" not in policy


def test_the_policy_names_no_foreign_host_where_htmx_is_our_own():
    settings = make_settings("sqlite://", htmx_url="/assets/htmx.js")

    assert "script-src 'self';" in content_security_policy(settings)
    assert "jsdelivr" in HTMX_URL


def test_behind_https_the_session_cookie_and_the_browser_stay_there(app, store_url):
    secure = create_app(make_settings(store_url, public_url="https://engage.example.org"), TESTING=True)
    response = secure.test_client().get("/sign-in")

    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert "; Secure;" in response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("anything", 403), ("same-origin", 200), ("none", 200), (None, 200)],
)
def test_forms_of_other_sites_are_refused(app, client, site, status):
    add_page(app, "/page", lambda: "done")
    headers = {"Sec-Fetch-Site": site} if site else {}

    assert client.post("/page", headers=headers).status_code == status
    assert client.get("/page", headers=headers).status_code == 200


def test_the_host_header_appears_nowhere(client):
    response = client.get("/sign-in", headers={"Host": "evil.example"})

    assert "evil.example" not in response.text
    assert client.get("/staff", headers={"Host": "evil.example"}).location == "/sign-in"


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(app, store_url):
    headers = {"X-Forwarded-For": "203.0.113.9, 192.0.2.1", "X-Forwarded-Host": "evil.example"}
    seen = {}
    for hops in (0, 1, 2):
        proxied = create_app(make_settings(store_url, trusted_proxies=hops), TESTING=True)
        add_page(proxied, "/who", lambda: f"{request.remote_addr} {request.host}")
        seen[hops] = proxied.test_client().get("/who", headers=headers).text

    assert seen == {0: "127.0.0.1 localhost", 1: "192.0.2.1 localhost", 2: "203.0.113.9 localhost"}


def test_pages_of_somebody_signed_in_are_never_stored(app, sign_in):
    assert sign_in(make_user()).get("/account/password").headers["Cache-Control"] == "no-store"


def test_pages_without_a_session_may_be_kept_but_are_checked(client):
    response = client.get("/about")

    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers


def test_a_page_with_a_form_of_somebodys_own_is_never_stored(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    response = client.get("/sign-in")

    assert "csrf_token" in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_may_set_its_own_cache_rule(app, client):
    add_page(app, "/page", lambda: Response("x", headers={"Cache-Control": "public, max-age=60"}))

    assert client.get("/page").headers["Cache-Control"] == "public, max-age=60"


def test_long_text_is_compressed_for_those_who_take_it(app, client):
    add_page(app, "/page", lambda: LONG)

    response = client.get("/page", headers={"Accept-Encoding": "br, gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert int(response.headers["Content-Length"]) == len(response.data) < len(LONG.encode()) / 5
    assert gzip.decompress(response.data).decode() == LONG


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        (lambda: LONG, ""),
        (lambda: LONG, "br"),
        (lambda: "short", "gzip"),
        (lambda: Response(LONG, content_type="image/webp"), "gzip"),
        (lambda: Response(LONG, headers={"Content-Encoding": "br"}), "gzip"),
        (lambda: Response((part for part in [LONG]), content_type="text/csv"), "gzip"),
    ],
)
def test_nothing_else_is_compressed(app, client, answer, accepted):
    add_page(app, "/page", answer)

    response = client.get("/page", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") != "gzip"
    assert response.text in (LONG, "short")


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/sign-in?q=%00"),
        lambda client: client.get("/communities/%00"),
        lambda client: client.post("/sign-in", data={"name": "li\0wei", "password": "x"}),
    ],
)
def test_the_character_no_store_takes_is_refused_at_the_door(client, ask):
    assert ask(client).status_code == 400


@pytest.mark.parametrize("number", ["2147483648", "99999999999999999999"])
def test_an_id_no_store_can_hold_is_not_found(client, number):
    assert client.get(f"/cycles/{number}").status_code == 404
