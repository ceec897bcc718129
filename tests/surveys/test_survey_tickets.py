"""Tickets of a survey: made for an area, shown once, void again."""

import csv
import io
import re

import pytest
import time_machine
import zxingcpp
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_survey_version
from PIL import Image

from engage.accounts.models import AuditEntry, Role
from engage.codes import grouped
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.residents.models import Dwelling
from engage.surveys.models import Survey, SurveyTicket, SurveyTicketBatch, SurveyTurnout
from engage.surveys.services import tickets

TOKEN = "t" * 22


def ticket_survey(area=None, **kwargs):
    values = {
        "title_zh": "小区满意度",
        "title_en": "How we live",
        "gate": "ticket",
        "state": "open",
        "number": 1,
        "opens_at": NOON - DAY,
        "closes_at": NOON + DAY,
        "created_at": NOON - DAY,
        **kwargs,
    }
    survey = commit(Survey(area_id=(area or make_area()).id, **values))
    make_survey_version(survey)
    return survey


def issue(survey, area=None, count=3, token=TOKEN, now=NOON):
    issued = tickets.issue(survey.id, area or survey.area, count, token=token, actor_id=None, now=now)
    db.session.commit()
    return issued


def test_makes_as_many_different_codes_as_asked_and_keeps_none_of_them(app):
    survey = ticket_survey()

    issued = issue(survey, count=30)

    assert len(set(issued.codes)) == 30 == issued.batch.tickets
    assert {len(code) for code in issued.codes} == {12}
    kept = {ticket.digest for ticket in db.session.query(SurveyTicket)}
    assert kept == {tickets.digest_of(code) for code in issued.codes}
    assert not kept & set(issued.codes)


def test_rows_do_not_stand_in_the_order_of_the_letters(app):
    issued = issue(ticket_survey(), count=30)

    rows = [ticket.digest for ticket in db.session.query(SurveyTicket).order_by(SurveyTicket.id)]
    assert rows == sorted(rows) != [tickets.digest_of(code) for code in issued.codes]


def test_a_ticket_is_found_however_it_is_typed(app):
    survey = ticket_survey()
    code = issue(survey).codes[1]

    found = tickets.find_ticket(f" {grouped(code).lower()} ")

    assert found.digest == tickets.digest_of(code)
    assert (found.batch.survey_id, found.batch.area_id) == (survey.id, survey.area_id)
    assert tickets.find_ticket("0" * 12) is None
    assert tickets.find_ticket("no code, surely") is None


def test_the_same_form_sent_twice_makes_one_batch(app):
    survey = ticket_survey()
    issue(survey)

    with pytest.raises(tickets.AlreadyIssued):
        issue(survey)

    assert db.session.query(SurveyTicketBatch).count() == 1


@pytest.mark.parametrize("count", [-1, 0, tickets.MOST_AT_ONCE + 1])
def test_refuses_a_count_out_of_range(app, count):
    with pytest.raises(Invalid) as refusal:
        issue(ticket_survey(), count=count)

    assert refusal.value.details["fields"] == ("count",)


def test_a_survey_has_at_most_so_many(app, monkeypatch):
    monkeypatch.setattr(tickets, "MOST_FOR_A_SURVEY", 5)
    survey = ticket_survey()
    issue(ticket_survey(), token="another survey's form")
    issue(survey)

    with pytest.raises(Conflict):
        issue(survey, token="a second form of this")


def test_the_area_is_the_survey_s_or_below(app):
    street = make_area("street")
    survey = ticket_survey(make_area("community", street))

    below = issue(survey, make_area("building", survey.area))

    assert below.batch.area.kind == "building"
    for stranger in (street, make_area("community", street)):
        with pytest.raises(NotFound):
            issue(survey, stranger, token="other")
    with pytest.raises(NotFound):
        tickets.issue(10**6, street, 1, token="other", actor_id=None, now=NOON)


@pytest.mark.parametrize(
    "kwargs",
    [
        {"state": "draft"},
        {"state": "closed", "closed_at": NOON},
        {"closes_at": NOON},
        {"deleted_at": NOON},
    ],
)
def test_none_are_made_unless_the_survey_is_opened_and_not_over(app, kwargs):
    with pytest.raises(Closed):
        issue(ticket_survey(**kwargs))


@pytest.mark.parametrize("gate", ["open", "code"])
def test_none_are_made_for_a_survey_with_another_gate(app, gate):
    with pytest.raises(Conflict):
        issue(ticket_survey(gate=gate))


def test_a_survey_that_has_yet_to_begin_gets_its_tickets(app):
    assert issue(ticket_survey(opens_at=NOON + DAY / 2)).codes


def test_voiding_can_be_undone_and_leaves_a_trace(app):
    batch = issue(ticket_survey()).batch

    tickets.void_batch(batch, actor_id=None, now=NOON)
    tickets.void_batch(batch, actor_id=None, now=NOON + DAY)
    assert batch.voided_at == NOON
    tickets.restore_batch(batch, actor_id=None, now=NOON)

    assert batch.voided_at is None
    actions = [entry.action for entry in db.session.query(AuditEntry).filter_by(subject=f"tickets {batch.id}")]
    assert actions == ["make tickets", "void tickets", "void tickets", "restore tickets"]


@pytest.fixture
def survey(app):
    return ticket_survey(make_area("community", make_area("street")), intro_zh="请说说小区。", intro_en="Tell us.")


@pytest.fixture
def worker(sign_in, survey):
    with time_machine.travel(NOON, tick=False):
        yield sign_in(role=Role.WORKER, area=survey.area)


def url(survey, path=""):
    return f"/staff/surveys/{survey.id}/tickets{path}"


def page(response):
    return BeautifulSoup(response.text, "html.parser")


def make(worker, survey, **kwargs):
    token = page(worker.get(url(survey, "/new"))).select_one("input[name=token]")["value"]
    form = {"token": token, "area": survey.area_id, "count": 3, "paper": "letters", **kwargs}
    return worker.post(url(survey, "/new"), data=form), form


def codes_on(response):
    return page(response).select_one("input[name=codes]")["value"].split()


def test_the_form_proposes_a_ticket_for_each_flat(worker, survey):
    building = make_area("building", survey.area)
    commit(*(Dwelling(area_id=building.id, label=str(number), floor_area_dm2=5000) for number in range(7)))

    soup = page(worker.get(url(survey, "/new")))

    assert soup.select_one("#count")["value"] == "7"
    assert soup.select_one("ul.rows a")["href"] == url(survey, f"/new?area={building.id}")


def test_letters_say_what_is_asked_and_until_when_and_carry_their_own_code(worker, survey):
    response, _form = make(worker, survey)

    assert response.headers["Cache-Control"] == "no-store"
    letters = page(response).select(".letter")
    codes = codes_on(response)
    assert [letter.select_one(".url").text for letter in letters] == [f"localhost/s/{grouped(code)}" for code in codes]
    for words in ("How we live", "小区满意度", "Tell us.", "请说说小区。", "Answer until", "We never ask for identity"):
        assert words in letters[0].text
    assert {tickets.find_ticket(code).batch.survey_id for code in codes} == {survey.id}


@pytest.mark.parametrize(("paper", "selector"), [("halves", ".halves .letter"), ("slips", ".ticket"),
                                                 ("links", ".ticket-links li")])  # fmt: skip
def test_the_same_tickets_can_be_shown_in_another_way(worker, survey, paper, selector):
    response, _form = make(worker, survey)
    batch = db.session.query(SurveyTicketBatch).one()
    codes = codes_on(response)

    other = worker.post(url(survey, f"/{batch.id}/shown"), data={"codes": " ".join(codes), "paper": paper})

    shown = page(other).select(selector)
    assert len(shown) == 3
    assert grouped(codes[2]) in shown[2].text
    assert codes_on(other) == codes


def test_links_are_saved_as_a_table(worker, survey):
    survey.area.name_zh = "=HYPERLINK(1)"
    db.session.commit()
    response, _form = make(worker, survey)
    batch, codes = db.session.query(SurveyTicketBatch).one(), codes_on(response)

    file = worker.post(url(survey, f"/{batch.id}/shown"), data={"codes": " ".join(codes), "paper": "csv"})

    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert file.headers["Cache-Control"] == "no-store"
    assert [row[3] for row in rows[1:]] == [f"http://localhost/s/{code}" for code in codes]
    assert rows[1][1].startswith("'=")


def test_codes_of_nobody_are_not_printed(worker, survey):
    response, _form = make(worker, survey)
    batch, codes = db.session.query(SurveyTicketBatch).one(), codes_on(response)

    for wrong in ("", "0" * 12, " ".join(codes[:2]), " ".join([*codes, "0" * 12])):
        refused = worker.post(url(survey, f"/{batch.id}/shown"), data={"codes": wrong, "paper": "letters"})
        assert refused.status_code == 409


def test_the_same_page_sent_twice_makes_no_more(worker, survey):
    _response, form = make(worker, survey)

    again = worker.post(url(survey, "/new"), data=form)

    assert again.status_code == 409
    assert "already made" in again.text
    assert db.session.query(SurveyTicket).count() == 3


@pytest.mark.parametrize("count", ["", "0", "9999", "three"])
def test_says_which_numbers_are_possible(worker, survey, count):
    response, _form = make(worker, survey, count=count, paper="slips")

    assert response.status_code == 422
    soup = page(response)
    assert "Please ask for 1 to" in soup.select_one("[role=alert]").text
    assert soup.select_one("input[name=paper][checked]")["value"] == "slips"


def test_an_area_elsewhere_is_not_found(worker, survey):
    stranger = make_area()

    assert worker.get(url(survey, "/new"), query_string={"area": stranger.id}).status_code == 404
    assert make(worker, survey, area=stranger.id)[0].status_code == 404


def test_a_batch_is_listed_voided_and_made_good_again(worker, survey):
    make(worker, survey)
    batch = db.session.query(SurveyTicketBatch).one()
    assert "3 tickets" in page(worker.get(url(survey))).select_one(".ticket-batches").text

    assert "Void 3 tickets" in worker.get(url(survey, f"/{batch.id}/void")).text
    worker.post(url(survey, f"/{batch.id}/void"))
    assert page(worker.get(url(survey))).select_one(".ticket-batches .badge.warn")
    worker.post(url(survey, f"/{batch.id}/restore"))

    assert not page(worker.get(url(survey))).select_one(".ticket-batches .badge.warn")


def test_what_was_used_is_shown_for_the_survey_only(worker, survey):
    make(worker, survey)
    commit(SurveyTurnout(survey_id=survey.id, area_id=survey.area_id, channel="web", parts=2))
    commit(SurveyTurnout(survey_id=survey.id, area_id=survey.area_id, channel="paper", parts=9))

    soup = page(worker.get(url(survey)))

    assert [fact.text for fact in soup.select(".facts dd")] == ["3", "2"]


def test_a_batch_of_another_survey_is_not_found(worker, survey):
    make(worker, survey)
    batch = db.session.query(SurveyTicketBatch).one()
    other = ticket_survey(survey.area)

    for path in (f"/{batch.id}/void", f"/{batch.id}/restore", f"/{batch.id}/shown"):
        assert worker.post(url(other, path)).status_code == 404


def test_a_printed_ticket_leads_to_the_survey(worker, survey, sign_in):
    response, _form = make(worker, survey)
    symbol = page(response).select_one(".letter .symbol svg")

    address = read_symbol(str(symbol))

    code = codes_on(response)[0]
    assert address == f"HTTP://LOCALHOST/S/{code}"
    visit = sign_in(role=Role.WORKER, area=make_area()).get(address.removeprefix("HTTP://LOCALHOST"))
    assert visit.status_code in (200, 302, 303)
    if visit.location:
        assert f"/surveys/{survey.id}" in visit.location or "/surveys/a/" in visit.location


def read_symbol(drawing):
    """Decode an inline symbol as a phone would: from the pixels of its path."""
    size = int(re.search(r'viewbox="0 0 (\d+)', drawing, re.IGNORECASE)[1])
    picture = Image.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    return zxingcpp.read_barcode(picture.resize((size * 8, size * 8))).text
