"""Tickets of a survey: made for an area, shown once, void again."""

import pytest
from factories import DAY, NOON, commit, make_area

from engage.accounts.models import AuditEntry
from engage.codes import grouped
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.surveys.models import Survey, SurveyTicket, SurveyTicketBatch
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
    return commit(Survey(area_id=(area or make_area()).id, **values))


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
