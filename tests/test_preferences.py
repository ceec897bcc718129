import pytest
from bs4 import BeautifulSoup

from engage.preferences import local_path


def choose(client, **data):
    return client.post("/preferences", data=data)


@pytest.mark.parametrize(
    "target",
    ["/", "/sign-in", "/communities/CQ-1?q=%E8%8A%B1", "/q/7H2K-9M4R", "/社区", "/a//b", "/@evil.example", "/:80"],
)
def test_returns_to_paths_of_this_site(app, target):
    with app.test_request_context():
        assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil",
        "//[",
        "https:evil.example",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_leads_home_instead_of_elsewhere(app, client, target):
    with app.test_request_context():
        assert local_path(target) == "/"
    assert choose(client, lang="en", next=target or "").location == "/"


@pytest.mark.parametrize(
    ("name", "value"), [("lang", "zh"), ("lang", "en"), ("view", "elder"), ("theme", "dark"), ("theme", "auto")]
)
def test_remembers_a_choice_for_a_year_and_returns(client, name, value):
    response = choose(client, **{name: value}, next="/sign-in?x=1")

    assert (response.status_code, response.location) == (303, "/sign-in?x=1")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}={value};")
    assert "Max-Age=31536000" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("data", [{"lang": "fr"}, {"view": "<b>"}, {"theme": ""}, {"session": "x"}, {}])
def test_remembers_nothing_it_does_not_know(client, data):
    response = choose(client, **data)

    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers


def test_choosing_needs_no_session(app):
    response = choose(app.test_client(), view="elder")

    assert "engage=" not in response.headers["Set-Cookie"]


def html(client):
    return BeautifulSoup(client.get("/sign-in").data, "html.parser").html.attrs


def test_pages_follow_the_cookies(client):
    assert html(client) == {"lang": "en", "data-view": "standard", "data-theme": "auto"}

    for name, value in (("lang", "zh"), ("view", "elder"), ("theme", "dark")):
        choose(client, **{name: value})

    assert html(client) == {"lang": "zh-Hans", "data-view": "elder", "data-theme": "dark"}


def test_a_cookie_somebody_made_up_is_passed_over(app):
    client = app.test_client()
    for name in ("lang", "view", "theme"):
        client.set_cookie(name, "<script>")

    assert html(client) == {"lang": "zh-Hans", "data-view": "standard", "data-theme": "auto"}


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.3,zh;q=0.7", "zh-Hans"),
        ("de", "zh-Hans"),
        ("", "zh-Hans"),
        ("*", "zh-Hans"),
        ("x" * 5000, "zh-Hans"),
    ],
)
def test_the_browser_chooses_the_language_until_the_reader_does(app, accepted, lang):
    response = app.test_client().get("/sign-in", headers={"Accept-Language": accepted})

    assert BeautifulSoup(response.data, "html.parser").html["lang"] == lang


def test_a_page_offers_the_other_language_in_its_own_words(client):
    page = BeautifulSoup(client.get("/sign-in?a=b").data, "html.parser")
    form = page.select_one("header form.prefs")

    button = form.find("button", {"name": "lang"})
    assert (button["value"], button["lang"], button.text) == ("zh", "zh-Hans", "中文")
    assert form.find("input", {"name": "next"})["value"] == "/sign-in?a=b"


@pytest.mark.parametrize(
    ("path", "back"),
    [("/sign-in", "/sign-in"), ("/preferences", "/")],
    ids=["a page answers under this address, too", "only a form leads to it"],
)
def test_an_answer_to_a_form_leads_back_to_a_page(client, path, back):
    page = client.post(path, data={"name": "nobody"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code >= 400
    assert BeautifulSoup(page.text, "html.parser").find("input", {"name": "next"})["value"] == back
