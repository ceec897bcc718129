"""The page of whoever asked: found by its code, withdrawn with it, and shown to nobody else."""

import json
from io import BytesIO

import pytest
import time_machine
import zxingcpp
from factories import NOON, commit, make_need
from need_forms import photo, rows, soup
from PIL import Image

from engage.communities import qr
from engage.extensions import db
from engage.needs.models import Need, NeedContact, NeedCount, NeedEvent, NeedPhoto, NeedSupport
from engage.needs.services.states import change_state, publish
from engage.needs.states import State
from engage.needs.tracking_codes import digest_of
from engage.pictures.models import Picture
from engage.pictures.reencode import reencode
from engage.pictures.services import store_picture
from engage.transaction import transaction

CODE = "ABCDEFGHJKMN"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def stored(colour):
    digest = store_picture(reencode(photo(colour)[0].getvalue()))
    db.session.commit()
    return digest


@pytest.fixture
def need(app):
    """A need with contact, photo and text, and another one beside it that shows one of the same photos."""
    own, shared = stored("red"), stored("blue")
    other = make_need()
    need = make_need(tracking_digest=digest_of(CODE), affected=["older"], spot="门口")
    commit(
        NeedContact(need_id=need.id, contact="13800000000", notice="contact-1", consented_at=NOON),
        NeedPhoto(need_id=need.id, position=1, digest=own),
        NeedPhoto(need_id=need.id, position=2, digest=shared),
        NeedPhoto(need_id=other.id, position=1, digest=shared),
    )
    return need


def published(need):
    with transaction():
        publish(need.id, summary_zh="灯不亮", summary_en="Lamp dark", version=None, now=NOON, actor_id=None)


@pytest.mark.parametrize("path", ["/t/ABCDEFGHJKMN", "/T/abcd-efgh-jkmn", "/t/ABCD%20EFGH%20JKMN"])
def test_shows_what_was_sent_to_the_holder_of_the_code(client, need, path):
    page = client.get(path)

    assert page.status_code == 200
    assert need.raw_text in page.text
    assert "A contact is kept" in page.text
    assert "13800000000" not in page.text
    assert len(soup(page).select(".photos img")) == 2
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_machine_reads_the_address_from_the_page(client, need):
    page = soup(client.get(f"/t/{CODE}"))
    assert page.select_one(".receipt-code").get_text() == "ABCD-EFGH-JKMN"
    address = page.select_one(".receipt .break").get_text()
    drawing = Image.open(BytesIO(qr.png(address)))

    [read] = zxingcpp.read_barcodes(drawing.convert("L"))
    assert read.text == address.upper()
    assert client.get(read.text.removeprefix("HTTP://LOCALHOST")).status_code == 200


def test_a_code_can_be_typed(client, need):
    assert client.post("/t", data={"code": " abcd-efgh-jkmn"}).location == f"/t/{CODE}"
    wrong = client.post("/t", data={"code": "ABC"})
    assert (wrong.status_code, "twelve" in wrong.text) == (422, True)


@pytest.mark.parametrize("code", ["ZZZZZZZZZZZZ", "short", "%F0%9F%92%A9", "x" * 3000])
def test_an_unknown_code_gets_a_page_that_helps(client, need, code):
    answer = client.get(f"/t/{code}")

    assert answer.status_code == 404
    assert soup(answer).select_one('a[href="/t"]')


def test_guessing_comes_to_an_end(client, need, monkeypatch):
    answers = [client.get(f"/t/{number:012d}").status_code for number in range(62)]

    assert (answers[0], answers[-1]) == (404, 429)
    assert client.get(f"/t/{CODE}").status_code == 429


def test_the_one_who_asked_has_the_last_word(client, need):
    published(need)
    with transaction():
        change_state(need.id, State.DONE, version=None, now=NOON, actor_id=None)
    assert soup(client.get(f"/t/{CODE}")).select("button[name=solved]")
    page = client.post(f"/t/{CODE}/verdict", data={"solved": "no"}, follow_redirects=True)

    assert "open again" in page.text
    assert rows(Need)[1].state == "under-way"
    assert client.post(f"/t/{CODE}/verdict", data={"solved": "yes"}).status_code == 409


# Withdrawing


def test_withdrawing_deletes_text_contact_and_photos_and_counts_stay(client, need):
    published(need)
    commit(NeedSupport(need_id=need.id, device="d", given_on=NOON.date()))
    own, shared = (kept.digest for kept in rows(NeedPhoto)[:2])
    counted = sum(row.needs for row in rows(NeedCount))
    assert "cannot be undone" in client.get(f"/t/{CODE}/withdraw").text
    page = client.post(f"/t/{CODE}/withdraw", follow_redirects=True)

    assert page.status_code == 200
    assert "You have withdrawn this" in page.text
    found = db.session.get(Need, need.id, populate_existing=True)
    assert (found.raw_text, found.photos, found.withdrawn_at) == (None, [], NOON)
    assert rows(NeedContact) == []
    assert {picture.digest for picture in rows(Picture)} == {shared}
    assert client.get(f"/pictures/{own}.webp").status_code == 404
    assert sum(row.needs for row in rows(NeedCount)) == counted
    assert (found.state, found.summary_zh) == ("published", "灯不亮")
    assert "Lamp dark" in client.get(f"/needs/{need.id}").text


def test_withdrawing_before_anybody_saw_it_closes_it_unseen(client, need):
    client.post(f"/t/{CODE}/withdraw")

    assert db.session.get(Need, need.id, populate_existing=True).state == "declined"
    assert client.get(f"/needs/{need.id}").status_code == 404
    assert client.get(f"/t/{CODE}").status_code == 200


def test_withdrawing_twice_changes_nothing_more(client, need):
    for _number in range(2):
        assert client.post(f"/t/{CODE}/withdraw").status_code == 303

    assert [event.kind for event in rows(NeedEvent)].count("withdrawn") == 1
    assert client.get(f"/t/{CODE}/withdraw").location == f"/t/{CODE}"


def test_a_wrong_code_withdraws_nothing(client, need):
    assert client.post("/t/ZZZZZZZZZZZZ/withdraw").status_code == 404
    assert rows(NeedContact) != []


def test_all_that_is_held_can_be_downloaded(client, need):
    answer = client.get(f"/t/{CODE}/held")
    held = json.loads(answer.data)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert (held["text"], held["contact"], held["contact_notice"]) == (need.raw_text, "13800000000", "contact-1")
    assert (held["affected"], held["spot"], held["state"]) == (["older"], "门口", "received")
    assert all(client.get(address.removeprefix("http://localhost")).status_code == 200 for address in held["photos"])


def test_after_withdrawing_nothing_of_the_person_is_held(client, need):
    client.post(f"/t/{CODE}/withdraw")
    held = json.loads(client.get(f"/t/{CODE}/held").data)

    assert (held["text"], held["contact"], held["photos"]) == (None, None, [])
