"""The rating page of a ticket: five answers, one tap, and a kind word for every ticket that cannot be used."""

import gzip
import io
import json
import logging

import pytest
import time_machine
from factories import DAY, NOON, commit, make_area, make_tree, make_user
from need_forms import rows, soup
from rating_factories import MAY, give, make_professional, make_tickets, make_visit
from sqlalchemy import func, select

from engage.accounts.models import GuessWindow, Role
from engage.assets import asset_url
from engage.extensions import db
from engage.logs import Lines
from engage.ratings.models import CallBack, Rating
from engage.ratings.services.visits import put_visit
from engage.ratings.views import guesses
from engage.transaction import transaction

WRONG = "ABCDEFGHJKMN"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def visit(app):
    give(make_visit(), 3)  # Somebody else's rating of another visit.
    return make_visit(make_professional(name="李建国"))


@pytest.fixture
def code(visit):
    return make_tickets(visit)[0]


def ratings_of(visit):
    db.session.rollback()
    return db.session.scalars(select(Rating).where(Rating.visit_id == visit.id)).all()


def send(client, code, path="/r/", **fields):
    return client.post(f"{path}{code}", data=fields)


def cancel(visit):
    with transaction():
        put_visit(
            visit.visit_no,
            professional=visit.professional,
            area=visit.area,
            category=visit.category,
            visited_on=visit.visited_on,
            state="cancelled",
            now=NOON,
        )


@pytest.mark.parametrize("path", ["/r/", "/R/"])
def test_asks_one_question_with_five_answers_and_none_chosen(client, visit, code, path):
    page = soup(client.get(f"{path}{code.lower()}"))
    answers = page.select("#rate input[name=level]")

    assert [(answer["type"], answer["value"]) for answer in answers] == [("radio", str(level)) for level in "54321"]
    assert page.select("#rate input[checked]") == []
    assert [label.get_text(strip=True) for label in page.select("label.level")] == [
        "Very satisfied", "Satisfied", "Fairly satisfied", "Dissatisfied", "Very dissatisfied"
    ]  # fmt: skip
    assert page.select_one("#rate")["action"] == f"/r/{code}"
    assert len(page.select("label.level svg.face")) == 5


def test_says_whom_it_is_about_that_it_is_voluntary_and_what_is_kept(client, visit, code):
    text = soup(client.get(f"/r/{code}")).main.get_text(" ", strip=True)

    for words in ("李建国", "Planner", "4 May 2026", visit.area.name_en, "Voluntary", "never learns who rated"):
        assert words in text
    assert "deleted after 30 days" in text


def test_says_the_five_names_of_the_rules_in_chinese(client, code):
    client.set_cookie("lang", "zh")

    labels = [label.get_text(strip=True) for label in soup(client.get(f"/r/{code}")).select("label.level")]

    assert labels == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


@pytest.mark.parametrize("path", ["/r/", "/R/"])
def test_records_an_answer_without_cookie_or_token(app, client, visit, code, path):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = send(client, code, path, level="4", comment=" 很好\r\n谢谢 ", manner="5", efficiency="")

    [rating] = ratings_of(visit)
    assert (answer.status_code, answer.location) == (303, f"/r/{code}")
    assert (rating.level, rating.comment, rating.manner, rating.efficiency) == (4, "很好\n谢谢", 5, None)
    assert rating.comment_state == "waiting"


def test_a_second_tap_changes_nothing_and_shows_the_thanks(client, visit, code):
    send(client, code, level="5", comment="first")

    again = client.post(f"/r/{code}", data={"level": "1", "comment": "second"}, follow_redirects=True)

    assert "Thank you. The rating is recorded." in soup(again).h1.get_text()
    assert [(rating.level, rating.comment) for rating in ratings_of(visit)] == [(5, "first")]


def test_somebody_who_is_dissatisfied_is_told_who_looks_into_it(client, visit, code):
    page = soup(client.post(f"/r/{code}", data={"level": "1"}, follow_redirects=True)).main.get_text(" ", strip=True)

    assert "We are sorry" in page
    assert "need not leave a name" in page
    assert db.session.scalar(select(func.count()).select_from(CallBack)) == 1


def test_whoever_else_opens_a_used_ticket_learns_nothing_of_its_level(app, client, visit):
    good, bad = make_tickets(visit, 2)
    send(app.test_client(), good, level="5")
    send(app.test_client(), bad, level="1")

    pages = [soup(client.get(f"/r/{code}")).main.get_text(" ", strip=True) for code in (good, bad)]

    assert pages[0] == pages[1]
    assert "Thank you" in pages[0]


@pytest.mark.parametrize("level", [None, "", "0", "6", "5.0", "-1", "٥", " 5", "five"])
def test_an_answer_that_is_none_is_refused_and_what_was_typed_is_kept(client, visit, code, level):
    answer = send(client, code, **({"level": level} if level is not None else {}), comment="早到了", competence="2")
    page = soup(answer)

    assert answer.status_code == 422
    assert page.select_one("#comment").get_text().strip() == "早到了"
    assert page.select_one("input[name=competence][checked]")["value"] == "2"
    assert "Please choose one of the five answers" in page.select_one("[role=alert]").get_text()
    assert ratings_of(visit) == []


@pytest.mark.parametrize("length", [1001, 10_000])
def test_a_comment_that_is_too_long_is_kept_with_the_level(client, visit, code, length):
    answer = send(client, code, level="3", comment="长" * length)

    assert answer.status_code == 422
    assert soup(answer).select_one("input[name=level][checked]")["value"] == "3"
    assert soup(answer).select_one("#comment").get_text().strip() == "长" * length
    assert f"Your words have {length} characters" in soup(answer).select_one("[role=alert]").get_text()
    assert ratings_of(visit) == []


@pytest.mark.parametrize("path", ["/r/", "/R/"])
def test_what_was_chosen_and_typed_stays_when_the_language_changes(client, visit, code, path):
    form = soup(client.get(f"{path}{code}"))
    switch = form.select_one("header button[name=lang][form=rate]")
    assert (switch["formaction"], switch["value"]) == (f"/r/{code}", "zh")

    answer = send(client, code, path, lang="zh", level="2", manner="5", comment="The lamp\nis still dark")

    page = soup(answer)
    assert answer.status_code == 200
    assert page.h1.get_text() == "您满意吗？"
    assert page.html["lang"] == "zh-Hans"
    assert page.select_one("input[name=level][checked]")["value"] == "2"
    assert page.select_one("input[name=manner][checked]")["value"] == "5"
    assert page.select_one("#comment").get_text().strip() == "The lamp\nis still dark"
    assert soup(client.get("/")).html["lang"] == "zh-Hans"
    assert ratings_of(visit) == []


def test_large_print_keeps_the_form_and_nothing_is_asked_for_yet(client, visit, code):
    page = soup(send(client, code, view="elder", comment="还没想好"))

    assert page.html["data-view"] == "elder"
    assert page.select("[role=alert]") == []
    assert page.select_one("#comment").get_text().strip() == "还没想好"


def test_enter_sends_the_form_and_does_not_change_the_language(client, code):
    first = soup(client.get(f"/r/{code}")).select_one("button[form=rate]")

    assert not first.has_attr("name")
    assert not first.has_attr("formaction")


@pytest.mark.parametrize("wrong", [WRONG, "short", "U" * 12, "x" * 300, "%F0%9F%92%A9"])
def test_an_unknown_ticket_gets_a_helpful_page_whatever_it_is(client, visit, wrong):
    answers = [client.get(f"/r/{wrong}"), send(client, wrong, level="5")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({soup(answer).main.get_text() for answer in answers}) == 1
    assert soup(answers[0]).select_one("a[href='/r']")


def test_guesses_are_counted_by_network_and_then_answered_alike(client, visit, code, monkeypatch):
    monkeypatch.setattr(guesses, "MOST_GUESSES", 3)
    for _ in range(3):
        assert client.get(f"/r/{WRONG}").status_code == 404

    refused = [client.get(f"/r/{WRONG}"), client.get(f"/r/{code}"), send(client, code, level="5")]
    elsewhere = client.get(f"/r/{code}", environ_overrides={"REMOTE_ADDR": "198.51.100.7"})

    assert {answer.status_code for answer in refused} == {429}
    assert len({soup(answer).main.get_text() for answer in refused}) == 1
    assert int(refused[0].headers["Retry-After"]) > 0
    assert elsewhere.status_code == 200
    assert ratings_of(visit) == []


def test_a_right_code_is_no_guess(client, code):
    client.get(f"/r/{code}")

    assert rows(GuessWindow) == []


def test_an_expired_ticket_says_so(client, visit, code, clock):
    clock.move_to(NOON + 31 * DAY)

    answers = [client.get(f"/r/{code}"), send(client, code, level="5")]

    assert {(answer.status_code, soup(answer).h1.get_text()) for answer in answers} == {
        (410, "This ticket has expired")
    }
    assert ratings_of(visit) == []


def test_a_ticket_of_a_cancelled_visit_says_so(client, visit, code):
    cancel(visit)

    answers = [client.get(f"/r/{code}"), send(client, code, level="5")]

    assert {(answer.status_code, soup(answer).h1.get_text()) for answer in answers} == {
        (410, "This visit was called off")
    }
    assert ratings_of(visit) == []


def test_a_used_ticket_stays_used_when_the_visit_is_cancelled(client, visit, code):
    send(client, code, level="5")
    cancel(visit)

    assert "Thank you" in soup(client.get(f"/r/{code}")).h1.get_text()


def test_the_professionals_own_session_is_refused_and_told_why(sign_in, client, visit, code):
    user = make_user(Role.PROFESSIONAL, visit.area)
    visit.professional.user_id = user.id
    commit(visit.professional)
    own = sign_in(user)

    answers = [own.get(f"/r/{code}"), send(own, code, level="5")]

    assert {(answer.status_code, soup(answer).h1.get_text()) for answer in answers} == {
        (403, "This is a visit of your own")
    }
    assert ratings_of(visit) == []
    assert send(client, code, level="5").status_code == 303


def test_another_professional_may_rate_as_a_resident(sign_in, visit, code):
    user = make_user(Role.PROFESSIONAL)
    commit(make_professional()).user_id = user.id
    db.session.commit()

    assert send(sign_in(user), code, level="4").status_code == 303


@pytest.mark.parametrize("which", ["form", "used", "unknown", "sent"])
def test_stays_out_of_caches_and_search_engines(client, code, which):
    if which == "used":
        send(client, code, level="5")
    answer = (
        send(client, code, level="5") if which == "sent" else client.get(f"/r/{WRONG if which == 'unknown' else code}")
    )

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_code_is_in_no_log(app, client, code):
    logger = logging.getLogger("engage")
    handler = next(handler for handler in logger.handlers if isinstance(handler, Lines))
    written = io.StringIO()
    before = logger.level, handler.setStream(written)
    logger.setLevel("DEBUG")
    try:
        client.get(f"/r/{code}")
        send(client, code, level="2", comment="secret words")
    finally:
        logger.setLevel(before[0])
        handler.setStream(before[1])
    lines = written.getvalue().splitlines()

    assert any(json.loads(line).get("rule") == "/r/<string:code>" for line in lines)
    assert not [line for line in lines if code in line or "secret words" in line]


def test_a_typed_code_leads_to_its_ticket(client, code):
    spaced = f"{code[:4]}-{code[4:8]} {code[8:].lower()}"

    assert client.post("/r", data={"code": spaced}).location == f"/r/{code}"
    wrong = client.post("/r", data={"code": "123"})
    assert (wrong.status_code, soup(wrong).select_one("#code")["value"]) == (422, "123")


def test_a_page_of_one_area_names_no_other(client, app):
    community = make_tree()[3]
    make_area()
    visit = make_visit(make_professional(community), community, visited_on=MAY)

    page = soup(client.get(f"/r/{make_tickets(visit)[0]}"))

    assert community.name_en in page.main.get_text()


def test_a_first_visit_is_small(app, client, code):
    """With the script from the CDN, which weighs what our own copy does."""
    answer = client.get(f"/r/{code}", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.data).decode()
    with app.test_request_context():
        sizes = [
            len(asset.compressed) for name, asset in app.extensions["engage.assets"].items() if asset_url(name) in page
        ]
    sizes.append(len(answer.data))

    assert len(sizes) == 5
    assert sum(sizes) <= 50 * 1024
