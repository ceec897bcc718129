"""The form of a need: sent once, and never with a loss of what was typed."""

from datetime import timedelta

import pytest
import time_machine
from factories import NOON, commit, make_need, make_placement, make_tree
from need_forms import TEXT, fields_of, open_form, photo, post, rows, soup

from engage.communities.models import Placement
from engage.extensions import db
from engage.needs.models import Need, NeedContact, NeedDraft
from engage.needs.similar import index_need
from engage.needs.views import limits
from engage.pictures.models import Picture

MINUTE = timedelta(minutes=1)
FILLED = {"category": "lighting", "text": TEXT, "affected": ["stairwell", "older"]}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def poster(tree):
    return make_placement(tree[5], code="7H2K9M4R", target="need")


def fill(client, query, clock, **values):
    form = open_form(client, query)
    clock.shift(MINUTE)
    return form | FILLED | values


def test_a_poster_leads_to_the_form_and_its_spot_travels_along(client, poster, clock):
    assert client.get("/q/7H2K9M4R").location == "/needs/new?at=7H2K9M4R"
    sent = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock))

    assert sent.status_code == 303
    need = rows(Need)[0]
    assert (need.raw_text, need.category, need.affected) == (TEXT, "lighting", ["older", "stairwell"])
    assert (need.area_id, need.placement_id, need.spot) == (poster.area_id, poster.id, poster.spot_zh)
    assert (need.state, need.language, need.first_published_at) == ("received", "zh", None)
    page = client.get(sent.location)
    assert page.status_code == 200
    assert "Your need is recorded" in page.text
    assert TEXT in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert rows(NeedDraft) == []


def test_an_area_is_chosen_step_by_step_with_plain_links(client, tree, clock):
    page, texts = client.get("/needs/new", follow_redirects=True), []
    for area in tree[2:]:
        links = {link.get_text(strip=True): link["href"] for link in soup(page).select(".chips a")}
        texts.append(page.request.path)
        page = client.get(links.get(area.name_en) or f"/needs/where?in={area.code}", follow_redirects=True)

    assert texts[0] == "/needs/where"
    assert page.request.path == "/needs/new"
    assert post(client, "/needs/new", fill(client, f"area={tree[5].code}", clock)).status_code == 303
    assert rows(Need)[0].area_id == tree[5].id


def test_no_need_is_said_of_a_whole_district(client, tree):
    assert client.get(f"/needs/new?area={tree[1].code}").location.startswith("/needs/where")
    assert client.get("/needs/new?area=NOWHERE").location == "/needs/where?area=NOWHERE"


def test_a_community_is_found_by_name(client, tree):
    found = soup(client.get("/needs/where", query_string={"q": tree[3].name_en}))

    assert [link["href"] for link in found.select("#found ~ ul a")] == [f"/needs/where?in={tree[3].code}"]


def test_sent_twice_it_is_one_need_with_one_address(client, poster, clock):
    form = fill(client, "at=7H2K9M4R", clock)
    first, second = post(client, "/needs/new", form), post(client, "/needs/new", form)

    assert first.location == second.location
    assert len(rows(Need)) == 1


def test_a_second_need_from_the_same_page_is_not_lost(client, poster, clock):
    form = fill(client, "at=7H2K9M4R", clock)
    post(client, "/needs/new", form)
    again = post(client, "/needs/new", form | {"text": "电梯也坏了"})

    assert again.status_code == 409
    clock.shift(MINUTE)
    assert post(client, "/needs/new", fields_of(soup(again))).status_code == 303
    assert [need.raw_text for need in rows(Need)] == [TEXT, "电梯也坏了"]


def test_what_is_missing_is_said_and_the_rest_kept(client, poster, clock):
    answer = post(
        client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text=" ", category="no such", contact="1380")
    )

    assert answer.status_code == 422
    assert {link["href"] for link in soup(answer).select("[role=alert] a")} == {"#category", "#text"}
    kept = fields_of(soup(answer))
    assert (kept["affected"], kept["contact"]) == (["stairwell", "older"], "1380")
    assert rows(Need) == []


@pytest.mark.parametrize("length", [4_001, 100_000])
def test_a_text_that_is_too_long_is_refused_and_kept_to_be_shortened(client, poster, clock, length):
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text="灯" * length))

    assert answer.status_code == 422
    assert str(length) in answer.text
    assert len(rows(NeedDraft)[0].data["text"]) == min(length, 20_000)
    assert rows(Need) == []


def test_signs_that_nobody_sees_are_dropped_and_emoji_stay(client, poster, clock):
    post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text="灯坏了\u202e 👩‍👧\x07\r\n二楼"))

    assert rows(Need)[0].raw_text == "灯坏了 👩‍👧\n二楼"


def test_nul_is_refused(client, poster, clock):
    assert post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text="a\0b")).status_code == 400


def test_contact_is_kept_with_the_notice_that_stood_before_it(client, poster, clock):
    page = client.get("/needs/new?at=7H2K9M4R").text
    assert page.index("contact-notice") < page.index('name="contact"')
    post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, contact=" 138 0000 0000 "))

    contact = rows(NeedContact)[0]
    assert (contact.contact, contact.notice, contact.consented_at) == ("138 0000 0000", "contact-1", NOON + MINUTE)


def test_without_contact_none_is_kept(client, poster, clock):
    post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock))

    assert rows(NeedContact) == []


# Interruptions


def test_comes_back_with_text_and_photos_after_a_lost_connection(client, poster, clock):
    post(client, "/needs/new/photo", fill(client, "at=7H2K9M4R", clock), photo=photo())
    clock.shift(MINUTE)
    back = soup(client.get("/needs/new"))

    kept = fields_of(back)
    assert (kept["text"], kept["category"], kept["at"]) == (TEXT, "lighting", "7H2K9M4R")
    assert len(back.select("#photos img")) == 1
    assert post(client, "/needs/new", kept).status_code == 303
    need = rows(Need)[0]
    assert [photo.digest for photo in need.photos] == [picture.digest for picture in db.session.query(Picture)]


@pytest.mark.parametrize("choice", [{"lang": "zh"}, {"view": "elder"}, {"theme": "dark"}])
def test_a_change_of_language_or_view_keeps_the_form(client, poster, clock, choice):
    page = soup(client.get("/needs/new?at=7H2K9M4R"))
    [name] = choice
    assert all(
        (button["form"], button["formaction"]) == ("need-form", "/needs/new/keep")
        for button in page.select(f".prefs button[name={name}]")
    )
    answer = post(client, "/needs/new/keep", fields_of(page) | FILLED | choice)

    assert answer.status_code == 303
    assert client.get_cookie(name).value == choice[name]
    assert fields_of(soup(client.get(answer.location)))["text"] == TEXT


def test_another_place_keeps_the_form(client, tree, poster, clock):
    away = post(client, "/needs/new/keep", fill(client, "at=7H2K9M4R", clock, place="change"))
    assert away.location == "/needs/where"
    form = open_form(client, f"area={tree[3].code}&mine=1")
    assert (form["text"], form["area"]) == (TEXT, tree[3].code)


def test_a_form_of_some_time_ago_asks_whose_it_is_and_can_be_dropped(client, poster, clock):
    post(client, "/needs/new/photo", fill(client, "at=7H2K9M4R", clock), photo=photo())
    clock.shift(timedelta(hours=1))
    asked = client.get("/needs/new?at=7H2K9M4R")

    assert TEXT not in asked.text
    going_on = soup(asked).select_one("a.big")["href"]
    assert TEXT in client.get(going_on).text
    assert client.post("/needs/new/anew", data=fields_of(soup(asked), "main form")).location == "/needs/new"
    assert rows(NeedDraft) == []
    assert "text" not in open_form(client, "at=7H2K9M4R")


def test_a_form_of_yesterday_is_gone(client, poster, clock):
    post(client, "/needs/new/photo", fill(client, "at=7H2K9M4R", clock), photo=photo())
    clock.shift(timedelta(hours=25))

    assert "text" not in open_form(client, "at=7H2K9M4R")


def test_a_form_is_read_by_nobody_who_made_up_its_name(client, app, poster, clock):
    post(client, "/needs/new/photo", fill(client, "at=7H2K9M4R", clock), photo=photo())
    stranger = app.test_client()
    stranger.set_cookie("need", rows(NeedDraft)[0].token, path="/needs")

    assert TEXT not in stranger.get("/needs/new?at=7H2K9M4R").text


def test_a_poster_taken_down_meanwhile_leaves_its_area(client, poster, clock):
    form = fill(client, "at=7H2K9M4R", clock)
    db.session.get(Placement, poster.id).revoked_at = NOON
    db.session.commit()
    answer = post(client, "/needs/new", form)

    assert answer.status_code == 409
    assert "taken out of use" in answer.text
    kept = fields_of(soup(answer))
    assert (kept["text"], "at" in kept) == (TEXT, False)
    assert post(client, "/needs/new", kept).status_code == 303
    need = rows(Need)[0]
    assert (need.area_id, need.placement_id) == (poster.area_id, None)


def test_an_unknown_poster_asks_for_the_place_and_keeps_the_text(client, tree, poster, clock):
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, at="ZZZZZZZZ"))

    assert answer.location == "/needs/where"
    assert open_form(client, f"area={tree[3].code}")["text"] == TEXT


# Spam


def test_a_robot_loses_its_hurry_and_a_person_nothing(client, poster, clock):
    form = open_form(client, "at=7H2K9M4R") | FILLED
    answer = post(client, "/needs/new", form)

    assert answer.status_code == 422
    assert "wait a moment" in answer.text
    clock.shift(timedelta(seconds=5))
    assert post(client, "/needs/new", fields_of(soup(answer))).status_code == 303


def test_the_field_that_nobody_sees_stays_empty(client, poster, clock):
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, website="http://spam.example"))

    assert (answer.status_code, rows(Need)) == (422, [])
    assert fields_of(soup(answer))["text"] == TEXT


@pytest.mark.parametrize("form", ["", "made up", "x" * 5000])
def test_a_form_whose_name_is_not_ours_is_shown_again(client, poster, clock, form):
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, form=form))

    assert (answer.status_code, rows(Need)) == (422, [])
    clock.shift(MINUTE)
    assert post(client, "/needs/new", fields_of(soup(answer))).status_code == 303


def test_one_device_sends_so_many_and_is_told_with_its_text_kept(client, poster, clock):
    for number in range(20):
        assert (
            post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text=f"{number}号路灯不亮")).status_code
            == 303
        )
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text="还有一盏"))

    assert answer.status_code == 429
    assert fields_of(soup(answer))["text"] == "还有一盏"
    assert len(rows(Need)) == 20


def test_a_poster_takes_what_a_stairwell_sends_and_no_more(app, client, poster, clock, monkeypatch):
    monkeypatch.setattr(limits, "_device", lambda: str(len(rows(Need))))
    monkeypatch.setattr(limits, "_network", lambda: str(len(rows(Need))))
    monkeypatch.setattr(limits, "PLACEMENT_HOURLY", 3)
    answers = [post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock, text=f"{n}号灯")) for n in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]


# Similar needs


@pytest.fixture
def like_it(tree):
    need = make_need(
        tree[5], state="published", first_published_at=NOON, summary_zh="二楼楼道灯不亮", summary_en="Lamp dark"
    )
    index_need(need)
    return commit(need)


def test_similar_needs_are_shown_once_more_before_sending(client, poster, like_it, clock):
    answer = post(client, "/needs/new", fill(client, "at=7H2K9M4R", clock))
    assert answer.location == "/needs/new/review"
    review = soup(client.get(answer.location))
    assert "Lamp dark" in review.get_text()
    sent = client.post("/needs/new/send", data=fields_of(review, "form[action='/needs/new/send']"))

    assert sent.location.startswith("/t/")
    assert len(rows(Need)) == 2


def test_similar_needs_come_while_typing_and_by_a_button(client, poster, like_it, clock):
    form = fill(client, "at=7H2K9M4R", clock)
    fragment = client.post("/needs/similar", data=form, headers={"HX-Request": "true"})
    whole = post(client, "/needs/similar", form)

    assert soup(fragment).find(True)["id"] == "alike"
    for answer in (fragment, whole):
        assert f"/needs/{like_it.id}/support" in answer.text
    assert fields_of(soup(whole))["text"] == TEXT


def test_what_is_not_public_is_not_similar(client, poster, like_it, clock):
    like_it = db.session.get(Need, like_it.id)
    like_it.is_private = True
    db.session.commit()

    assert "Lamp dark" not in post(client, "/needs/similar", fill(client, "at=7H2K9M4R", clock)).text


def test_joining_instead_keeps_what_was_typed(client, poster, like_it, clock):
    joined = post(client, f"/needs/{like_it.id}/support", fill(client, "at=7H2K9M4R", clock))

    assert joined.location == f"/needs/{like_it.id}#support"
    page = soup(client.get(f"/needs/{like_it.id}"))
    assert "1 neighbour needs this too" in page.get_text()
    assert open_form(client, "mine=1")["text"] == TEXT
