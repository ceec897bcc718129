"""A professional's own pages: visits, tickets, feedback, answers, appeals; and nobody else's."""

import re
from io import BytesIO

import pytest
import time_machine
import zxingcpp
from factories import DAY, NOON, commit, make_area, make_user
from need_forms import photo, rows, soup
from PIL import Image
from rating_factories import give, make_professional, make_tickets, make_visit
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from engage.accounts.models import AuditEntry, Role
from engage.communities import qr
from engage.extensions import db
from engage.pictures.models import Picture
from engage.pictures.services import delete_unused
from engage.ratings.addresses import ticket_url
from engage.ratings.models import Rating, RatingAnswer, RatingAppeal, RatingEvidence, Ticket, Visit
from engage.ratings.services.review import decide_appeal
from engage.ratings.services.tickets import find_ticket
from engage.transaction import transaction

MINE = "/staff/ratings/mine"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def community(app):
    return make_area(name_en="Nanjimen")


def linked(sign_in, area, **kwargs):
    """Return (professional, browser) of somebody with a staff number and an account."""
    professional = make_professional(area, **kwargs)
    user = make_user(Role.PROFESSIONAL, area)
    professional.user_id = user.id
    commit(professional)
    return professional, sign_in(user)


@pytest.fixture
def me(sign_in, community):
    return linked(sign_in, community, name="李建国")


@pytest.fixture
def colleague(sign_in, community):
    """Somebody of the same area, with visits and released ratings."""
    professional, browser = linked(sign_in, community, name="王芳")
    shown(give(make_visit(professional, visit_no="V-OTHER"), 1, 1, 1, 1, 1, comment="别人的评价"))
    return professional, browser


def shown(ratings):
    for rating in ratings:
        rating.comment_state = "shown"
    db.session.commit()
    return ratings


def text_of(response):
    return soup(response).main.get_text(" ", strip=True)


def send_files(browser, path, values, *files):
    parts = {f"photo{number}": FileStorage(*file, content_type="image/jpeg") for number, file in enumerate(files, 1)}
    boundary, body = encode_multipart({**values, **parts})
    return browser.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


# Visits and tickets


def test_lists_my_visits_and_no_colleagues(me, colleague):
    professional, browser = me
    make_tickets(make_visit(professional, visit_no="V-MINE"), 3)

    text = text_of(browser.get(MINE))

    assert "V-MINE" in text
    assert "3 tickets handed out" in text
    assert "V-OTHER" not in text


def test_filters_by_state_and_keeps_to_pages(me):
    professional, browser = me
    for number in range(25):
        make_visit(professional, visit_no=f"V-{number:02d}-x", state="missed" if number < 2 else "completed")

    assert len(soup(browser.get(f"{MINE}?state=missed")).select(".visit-list li")) == 2
    assert len(soup(browser.get(MINE)).select(".visit-list li")) == 20
    assert len(soup(browser.get(f"{MINE}?page=2")).select(".visit-list li")) == 5


def test_does_not_tell_how_many_tickets_of_a_visit_were_used(me, client):
    professional, browser = me
    visit = make_visit(professional)
    [code, _other] = make_tickets(visit, 2)
    paths = (MINE, f"{MINE}/visits/{visit.id}", f"{MINE}/feedback")
    before = [text_of(browser.get(path)) for path in paths]

    client.post(f"/r/{code}", data={"level": "1"})

    assert [rating.level for rating in rows(Rating)] == [1]
    assert [text_of(browser.get(path)) for path in paths] == before


def test_shows_one_fresh_ticket_as_a_symbol_that_can_be_scanned(me, client):
    professional, browser = me
    visit = make_visit(professional)

    answer = browser.post(f"{MINE}/visits/{visit.id}/ticket", data={"token": "a" * 32})
    code = soup(answer).select_one(".ticket-code").get_text().replace("-", "")

    assert answer.headers["Cache-Control"] == "no-store"
    assert find_ticket(code).visit_id == visit.id
    assert client.get(f"/r/{code}").status_code == 200
    assert browser.get(f"/r/{code}").status_code == 403
    symbol = Image.frombytes("L", *bitmap(ticket_url(code)))
    assert zxingcpp.read_barcode(symbol).text.endswith(f"/R/{code}")


def bitmap(url):
    matrix = qr.modules(url)
    size = len(matrix) * 4
    pixels = bytes(0 if dark else 255 for row in matrix for _ in range(4) for dark in row for _ in range(4))
    return (size, size), pixels


def test_the_same_tap_twice_shows_the_same_ticket(me):
    professional, browser = me
    visit = make_visit(professional)
    path = f"{MINE}/visits/{visit.id}/ticket"

    pages = [soup(browser.post(path, data={"token": token})) for token in ("a" * 32, "a" * 32, "b" * 32)]

    codes = [page.select_one(".ticket-code").get_text() for page in pages]
    assert codes[0] == codes[1] != codes[2]
    assert len(rows(Ticket)) == 2


def test_prints_a_slip_for_each_ticket_once(me, client):
    professional, browser = me
    visit = make_visit(professional)
    path = f"{MINE}/visits/{visit.id}/slips"

    page = soup(browser.post(path, data={"count": "3", "seen": "0"}))
    again = browser.post(path, data={"count": "3", "seen": "0"})

    codes = [tag.get_text().replace("-", "") for tag in page.select(".ticket-slip .ticket-code")]
    assert len(set(codes)) == len(page.select(".ticket-slip svg.qr")) == 3
    assert {client.get(f"/r/{code}").status_code for code in codes} == {200}
    assert (again.status_code, len(rows(Ticket))) == (409, 3)


@pytest.mark.parametrize("count", ["0", "25", "x", "", "-1"])
def test_refuses_a_number_of_slips_that_is_none(me, count):
    professional, browser = me
    visit = make_visit(professional)

    answer = browser.post(f"{MINE}/visits/{visit.id}/slips", data={"count": count, "seen": "0"})

    assert (answer.status_code, rows(Ticket)) == (422, [])


@pytest.mark.parametrize("what", ["ticket", "slips"])
def test_a_cancelled_visit_gives_no_tickets(me, what):
    professional, browser = me
    visit = make_visit(professional, state="cancelled")

    assert browser.post(f"{MINE}/visits/{visit.id}/{what}", data={"count": "1", "seen": "0"}).status_code == 409
    assert soup(browser.get(f"{MINE}/visits/{visit.id}")).select("main form") == []
    assert rows(Ticket) == []


def test_my_card_leads_to_my_public_page(me, client):
    _professional, browser = me

    page = soup(browser.get("/staff/ratings/card"))

    address = page.select_one(".standing-card .address").get_text(strip=True)
    assert client.get(f"/{address.split('/', 1)[1]}").status_code == 200
    assert page.select_one(".standing-card svg.qr")


# Colleagues


def test_a_colleagues_things_are_not_there(me, colleague):
    _me, browser = me
    other, other_browser = colleague
    [visit] = [visit for visit in rows(Visit) if visit.professional_id == other.id]
    handle = rows(Rating)[0].handle
    reads = [f"{MINE}/visits/{visit.id}", f"{MINE}/feedback/{handle}/answer", f"{MINE}/feedback/{handle}/appeal"]
    writes = [f"{MINE}/visits/{visit.id}/ticket", f"{MINE}/visits/{visit.id}/slips", *reads[1:]]
    data = {"count": "1", "seen": "5", "text_zh": "x", "text": "x", "token": "t"}
    tickets = len(rows(Ticket))

    assert {browser.get(path).status_code for path in reads} == {404}
    assert {browser.post(path, data=data).status_code for path in writes} == {404}
    assert (len(rows(Ticket)), rows(RatingAnswer), rows(RatingAppeal)) == (tickets, [], [])
    assert {other_browser.get(path).status_code for path in reads} == {200}


def test_a_colleagues_words_are_nowhere_on_my_pages(me, colleague):
    _me, browser = me

    for path in ("", "/feedback", "/answers", "/answers?which=given", "/appeals"):
        assert "别人的评价" not in text_of(browser.get(f"{MINE}{path}")), path


@pytest.mark.parametrize("path", ["/mine", "/mine/feedback", "/mine/answers", "/mine/appeals", "/card"])
def test_an_account_of_no_professional_is_told_what_to_do(sign_in, community, path):
    browser = sign_in(make_user(Role.PROFESSIONAL, community))

    assert "belongs to no professional yet" in text_of(browser.get(f"/staff/ratings{path}"))


# Feedback


def test_shows_nothing_below_five(me):
    professional, browser = me
    shown(give(make_visit(professional), 1, 2, 3, 4, comment="一句话"))

    page = soup(browser.get(f"{MINE}/feedback"))

    assert "一句话" not in page.main.get_text()
    assert page.select("svg.chart") == page.select(".released") == []
    assert [dd.get_text(strip=True) for dd in page.select(".facts dd")][:3] == ["–", "under 5", "–"]


def test_shows_score_n_and_response_rate_with_chart_and_table(me):
    professional, browser = me
    visit = make_visit(professional)
    make_tickets(visit, 5)
    give(visit, 5, 5, 4, 4, 4)

    page = soup(browser.get(f"{MINE}/feedback"))

    assert [dd.get_text(strip=True) for dd in page.select(".facts dd")][:3] == ["88%", "5", "50%"]
    assert len(page.select("svg.chart rect")) == 1
    assert [cell.get_text() for cell in page.select("tbody tr td")] == ["88%", "5", "2", "3", "0", "0", "0"]


def test_a_released_rating_tells_neither_visit_nor_day(me):
    professional, browser = me
    visit = make_visit(professional, visit_no="V-SECRET")
    give(visit, 1, 2, 3, 4, 5, comment="还没有人看过")

    page = soup(browser.get(f"{MINE}/feedback"))
    text = page.main.get_text(" ", strip=True)

    assert len(page.select(".released > li")) == 5
    assert "V-SECRET" not in text
    assert "还没有人看过" not in text
    assert "May 2026" not in text
    ids = {str(rating.id) for rating in rows(Rating)}
    assert not {part for tag in page.select(".released a") for part in re.split("[/?]", tag["href"])} & ids


def test_the_table_follows_the_months_of_release(me):
    professional, browser = me
    give(make_visit(professional), 5, 5, 5, 5, 5, now=NOON - 40 * DAY)
    give(make_visit(professional), 1, 1, 1, 1, 1)

    table = soup(browser.get(f"{MINE}/feedback")).select("tbody tr")

    assert [(row.th.get_text(), row.td.get_text()) for row in table] == [("June 2026", "20%"), ("April 2026", "100%")]


# Answers


def test_answers_owed_are_shown_comments_without_an_answer(me):
    professional, browser = me
    ratings = give(make_visit(professional), 5, 4, 3, 2, 1, comment="门修好了")
    shown(ratings[:2])

    page = soup(browser.get(f"{MINE}/answers"))

    assert page.main.get_text().count("门修好了") == 2


def test_an_answer_is_kept_in_both_languages_and_can_be_changed(me, client):
    professional, browser = me
    [rating, *_] = shown(give(make_visit(professional), 5, 4, 3, 2, 1, comment="门修好了")[:1])
    path = f"{MINE}/feedback/{rating.handle}/answer"

    first = browser.post(path, data={"text_zh": "谢谢", "text_en": "Thank you"})
    form = soup(browser.get(path))
    second = browser.post(path, data={"text_zh": "谢谢您", "text_en": "Thank you"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert form.select_one("#text_zh").get_text().strip() == "谢谢"
    assert [(answer.text_zh, answer.text_en) for answer in rows(RatingAnswer)] == [("谢谢您", "Thank you")]
    assert "Thank you" in text_of(client.get(f"/p/{professional.card_code}"))
    assert "You owe no answer" in text_of(browser.get(f"{MINE}/answers"))
    assert [entry.action for entry in rows(AuditEntry)].count("comment answered") == 2


@pytest.mark.parametrize("texts", [{}, {"text_zh": "  "}, {"text_en": "x" * 1001}])
def test_an_answer_that_is_none_is_refused_and_kept(me, texts):
    professional, browser = me
    [rating, *_] = shown(give(make_visit(professional), 5, 4, 3, 2, 1, comment="门修好了")[:1])

    answer = browser.post(f"{MINE}/feedback/{rating.handle}/answer", data=texts)

    assert (answer.status_code, rows(RatingAnswer)) == (422, [])
    assert soup(answer).select_one("#text_en").get_text().strip() == texts.get("text_en", "")


def test_a_comment_that_is_not_shown_cannot_be_answered(me):
    professional, browser = me
    ratings = give(make_visit(professional), 5, 4, 3, 2, 1, comment="门修好了")
    path = f"{MINE}/feedback/{ratings[0].handle}/answer"

    assert [browser.get(path).status_code, browser.post(path, data={"text_zh": "x"}).status_code] == [404, 404]


# Appeals


def test_an_appeal_goes_to_the_office_with_its_photos(me):
    professional, browser = me
    rating = give(make_visit(professional), 1, 5, 5, 5, 5)[0]
    path = f"{MINE}/feedback/{rating.handle}/appeal"

    sent = send_files(browser, path, {"text": "当天我不在这里"}, photo("red"), photo("blue"))

    [appeal] = rows(RatingAppeal)
    assert (sent.status_code, sent.location) == (303, f"{MINE}/appeals")
    assert (appeal.rating_id, appeal.text, appeal.state, len(appeal.evidence)) == (
        rating.id, "当天我不在这里", "open", 2
    )  # fmt: skip
    page = soup(browser.get(f"{MINE}/appeals"))
    assert "Waits for a decision" in page.main.get_text()
    shown = page.select("main img")
    assert len(shown) == 2
    assert {browser.get(image["src"]).status_code for image in shown} == {200}
    assert browser.get(shown[0].parent["href"]).content_type == "image/webp"


def test_a_picture_of_an_appeal_is_in_use(me):
    professional, browser = me
    rating = give(make_visit(professional), 1, 5, 5, 5, 5)[0]
    send_files(browser, f"{MINE}/feedback/{rating.handle}/appeal", {"text": "reason"}, photo("red"))
    [picture] = rows(Picture)

    with transaction():
        delete_unused([picture.digest])
    assert len(rows(Picture)) == 1

    with transaction():
        db.session.execute(db.delete(RatingEvidence))
        delete_unused([picture.digest])
    assert rows(Picture) == []


@pytest.mark.parametrize(("text", "files"), [("", 0), ("x" * 1001, 0), ("reason", 1)])
def test_an_appeal_without_reason_or_with_a_broken_photo_is_refused_and_kept(me, text, files):
    professional, browser = me
    rating = give(make_visit(professional), 1, 5, 5, 5, 5)[0]
    broken = [(BytesIO(b"no picture"), "x.jpg")] * files

    answer = send_files(browser, f"{MINE}/feedback/{rating.handle}/appeal", {"text": text}, *broken)

    assert (answer.status_code, rows(RatingAppeal)) == (422, [])
    assert soup(answer).select_one("#text").get_text().strip() == text


def test_one_appeal_for_each_rating_and_its_decision_is_shown(me):
    professional, browser = me
    rating = give(make_visit(professional), 1, 5, 5, 5, 5)[0]
    path = f"{MINE}/feedback/{rating.handle}/appeal"
    send_files(browser, path, {"text": "first"})

    assert send_files(browser, path, {"text": "second"}).location == f"{MINE}/appeals"
    with transaction():
        decide_appeal(rating.id, "证据充分", is_excluded=True, actor_id=None, now=NOON)

    assert [appeal.text for appeal in rows(RatingAppeal)] == ["first"]
    text = text_of(browser.get(f"{MINE}/appeals"))
    assert "no longer counts" in text
    assert "证据充分" in text
    assert browser.get(path).location == f"{MINE}/appeals"


def test_a_rating_that_is_not_released_cannot_be_appealed_against(me):
    professional, browser = me
    give(make_visit(professional), 1, 1)

    assert {rating.handle for rating in rows(Rating)} == {None}
    assert browser.get(f"{MINE}/feedback/None/appeal").status_code == 404


# The overview


def test_the_overview_names_what_waits(me, colleague):
    professional, browser = me
    make_visit(professional, visit_no="V-MINE")
    shown(give(make_visit(professional), 5, 5, 4, 4, 4, comment="好")[:1])

    page = soup(browser.get("/staff"))

    assert [tag.get_text() for tag in page.main.select("h2")] == ["Needs for me", "My visits", "My feedback"]
    assert "1 comment waits for your answer." in page.main.get_text()
    assert "88%" in page.main.get_text()
    assert page.select_one("nav.staff a[href='/staff/ratings/mine']")
