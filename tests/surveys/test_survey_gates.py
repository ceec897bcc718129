"""Who is let into a survey, and what they get to see who are not."""

import pytest
from code_factories import make_code
from factories import NOON, commit, make_dwelling, make_election, make_slot, make_survey, make_tree, make_user
from sqlalchemy import select
from surveys.survey_steps import T, begin, choices, finish, follow, freeze, page_of_any, question

from engage.communities.models import Area
from engage.extensions import db
from engage.residents.hashing import fresh_secrets
from engage.residents.models import AccessCode, Channel
from engage.surveys.models import Survey, SurveyAnswer, SurveyDraft, SurveyPart, SurveyTicketBatch, SurveyTurnout
from engage.surveys.questionnaire import Questionnaire, Section
from engage.surveys.services import codes
from engage.surveys.services.tickets import issue
from engage.transaction import transaction

ONE = Questionnaire((
    Section("one", questions=(question("lamps", T.SINGLE, is_required=True, choices=choices("yes", "no")),)),
    Section("two", questions=(question("more", T.TEXT),)),
))  # fmt: skip


@pytest.fixture
def areas(app):
    return make_tree()


@pytest.fixture
def client(client, monkeypatch):
    freeze(monkeypatch, NOON)
    return client


@pytest.fixture
def closed_survey(areas):
    """A survey for those who hold a ticket."""
    return make_survey(areas[3], ONE, gate="ticket")


@pytest.fixture
def tickets(closed_survey, areas):
    with transaction():
        area = db.session.get_one(Area, areas[5].id)
        return issue(closed_survey.id, area, 3, token="b1", actor_id=None, now=NOON).codes


@pytest.fixture
def household_survey(areas):
    election = make_election(areas[3])
    return make_survey(areas[3], ONE, gate="code", election_id=election.id)


def count(model):
    return len(db.session.scalars(select(model)).all())


def test_a_ticket_answers_once(client, closed_survey, tickets):
    link = f"/s/{tickets[0].lower()}"
    ticket = page_of_any(client.get(link)).select_one("input[name=ticket]")["value"]
    finish(client, begin(client, closed_survey, ticket=ticket))

    assert client.get(link).status_code == 200
    assert not page_of_any(client.get(link)).select("main form")
    again = client.post(f"/surveys/{closed_survey.id}/begin", data={"notice": 1, "ticket": ticket})
    assert (again.status_code, count(SurveyAnswer)) == (200, 1)
    begin(client, closed_survey, ticket=tickets[1])


def test_a_ticket_says_which_building_and_nothing_finer(client, closed_survey, tickets, areas):
    finish(client, begin(client, closed_survey, ticket=tickets[0]))

    assert db.session.scalars(select(SurveyAnswer.area_id)).all() == [areas[4].id]


def test_two_devices_with_one_ticket_share_the_answer(client, app, closed_survey, tickets):
    other = app.test_client()
    first = begin(client, closed_survey, ticket=tickets[0])

    assert begin(other, closed_survey, ticket=tickets[0]) == first


def test_a_void_ticket_lets_nobody_in_and_nobody_finish(client, closed_survey, tickets):
    first = begin(client, closed_survey, ticket=tickets[0])
    client.post(first, data={"asked": "lamps", "q.lamps": "yes"})
    db.session.scalars(select(SurveyTicketBatch)).one().voided_at = NOON
    db.session.commit()

    assert client.get(f"/s/{tickets[0]}").status_code == 410
    assert (
        client.post(f"/surveys/{closed_survey.id}/begin", data={"notice": 1, "ticket": tickets[1]}).status_code == 410
    )
    assert client.post(f"{first}/send").status_code == 410
    assert count(SurveyAnswer) == 0


def test_guesses_at_tickets_run_out(client, closed_survey, tickets):
    for number in range(60):
        assert client.get(f"/s/{number:012d}").status_code == 404

    assert client.get(f"/s/{tickets[0]}").status_code == 429


def test_a_ticket_of_another_survey_opens_nothing_here(client, closed_survey, tickets, areas):
    other = make_survey(areas[3], ONE, gate="ticket")
    answer = client.post(f"/surveys/{other.id}/begin", data={"notice": 1, "ticket": tickets[0]})

    assert answer.status_code == 422
    assert page_of_any(answer).select_one("#ticket")["value"] == tickets[0]


def test_a_survey_for_tickets_is_not_begun_without_one(client, closed_survey):
    assert client.post(f"/surveys/{closed_survey.id}/begin", data={"notice": 1}).status_code == 422
    assert count(SurveyDraft) == 0


def test_a_household_answers_once_and_is_counted_at_its_building_only(client, household_survey, areas):
    election_id, community_id, building_id = household_survey.election_id, areas[3].id, areas[4].id
    slot = make_slot(make_election_of(election_id), make_dwelling(areas[5]))
    code = make_code(make_election_of(election_id), slot)
    first = follow(client, client.post(f"/surveys/{household_survey.id}/code", data={"notice": 1, "code": code}))
    finish(client, first)
    again = client.post(f"/surveys/{household_survey.id}/code", data={"notice": 1, "code": code})

    assert (again.status_code, count(SurveyAnswer)) == (200, 1)
    assert db.session.scalars(select(SurveyAnswer.area_id)).all() == [community_id]
    assert db.session.scalars(select(SurveyTurnout.area_id)).all() == [building_id]
    assert count(SurveyPart) == 1


def make_election_of(election_id):
    from engage.ballotbox.models import Election

    return db.session.get_one(Election, election_id)


def test_a_wrong_code_is_told_and_stays_to_be_mended(client, household_survey):
    answer = client.post(f"/surveys/{household_survey.id}/code", data={"notice": 1, "code": "7K2M-0000-0000"})

    assert answer.status_code == 422
    assert page_of_any(answer).select_one("#code")["value"] == "7K2M-0000-0000"
    assert page_of_any(answer).select_one("#code-error").text
    assert count(SurveyDraft) == 0


def test_a_household_whose_code_was_made_void_cannot_send(client, household_survey, areas):
    election = make_election_of(household_survey.election_id)
    code = make_code(election, make_slot(election, make_dwelling(areas[5])))
    first = follow(client, client.post(f"/surveys/{household_survey.id}/code", data={"notice": 1, "code": code}))
    client.post(first, data={"asked": "lamps", "q.lamps": "yes"})
    db.session.scalars(select(AccessCode)).one().state = "void"
    db.session.commit()

    assert client.post(f"{first}/send").status_code == 403
    assert count(SurveyAnswer) == 0


def test_whoever_began_with_a_code_that_was_replaced_neither_reads_on_nor_sends(client, household_survey, areas):
    election, dwelling = make_election_of(household_survey.election_id), make_dwelling(areas[5])
    code = make_code(election, make_slot(election, dwelling))
    start = f"/surveys/{household_survey.id}/code"
    stolen = follow(client, client.post(start, data={"notice": 1, "code": code})).partition("?")[0]
    with transaction():
        issued = codes.make_for_one(
            household_survey.id, dwelling.id, fresh_secrets(1)[0], Channel.LETTER, token="t" * 32,
            actor_id=make_user().id, now=NOON,
        )  # fmt: skip
    fresh = follow(client, client.post(start, data={"notice": 1, "code": issued.codes[0].code})).partition("?")[0]

    assert fresh != stolen
    assert client.get(stolen).status_code == 404
    assert client.post(f"{stolen}/send", data={"asked": "lamps", "q.lamps": "yes"}).status_code == 404
    assert count(SurveyAnswer) == 0


def test_a_survey_for_households_leads_to_the_code(client, household_survey):
    answer = client.post(f"/surveys/{household_survey.id}/begin", data={"notice": 1})

    assert follow(client, answer).endswith(f"/surveys/{household_survey.id}/code")
    assert page_of_any(client.get(answer.location)).select_one("#code")


def test_pages_with_a_secret_address_stay_out_of_caches(client, closed_survey, tickets):
    for address in (f"/s/{tickets[0]}", begin(client, closed_survey, ticket=tickets[0])):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_withdrawing_takes_the_words_and_leaves_the_counts(client, areas):
    from engage.surveys.models import SurveyCount
    from engage.surveys.services.fold import fold

    survey = make_survey(areas[3], ONE)
    first = begin(client, survey)
    second = follow(client, client.post(first, data={"asked": "lamps", "q.lamps": "yes"}))
    client.post(second, data={"asked": "more", "q.more": "我住3号楼"})
    thanks = follow(client, client.post(f"{first}/send"))
    fold_all(fold, survey.id)
    withdraw = thanks.replace("/thanks", "/withdraw")

    assert page_of_any(client.get(withdraw)).select("main form")
    assert follow(client, client.post(withdraw)) == withdraw
    answer = db.session.scalars(select(SurveyAnswer)).one()
    assert (answer.data, answer.is_withdrawn) == ({"lamps": "yes"}, True)
    fold_all(fold, survey.id)
    cells = {(row.question, row.cell): row.answers for row in db.session.scalars(select(SurveyCount))}
    assert cells["lamps", "yes"] == 1
    assert cells.get(("more", ""), 0) == 0
    assert not page_of_any(client.get(withdraw)).select("main form")


def fold_all(fold, survey_id):
    with transaction():
        fold(survey_id)
    db.session.expire_all()


def test_a_busy_store_says_so_and_keeps_what_was_typed(client, areas, monkeypatch):
    from engage.errors import StoreBusy

    survey = make_survey(areas[3], ONE, paging="all")
    first = begin(client, survey)

    def busy(*_args, **_kwargs):
        raise StoreBusy("The store is busy.")

    monkeypatch.setattr("engage.surveys.views.public.sending.in_transaction", busy)
    answer = client.post(f"{first}/send", data={"asked": "lamps more", "q.lamps": "no", "q.more": "很长的话"})
    form = page_of_any(answer).select_one("main form")
    kept = {field["name"]: field.text.strip() for field in form.select("textarea")}

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert form["action"] == f"{first}/send"
    assert kept == {"asked": "lamps more", "q.lamps": "no", "q.more": "很长的话"}
    monkeypatch.undo()
    freeze(monkeypatch, NOON)
    assert follow(client, client.post(form["action"], data=kept)).endswith("/thanks")


def test_a_survey_that_was_opened_anew_is_answered_in_the_version_it_was_begun_in(client, areas):
    from factories import make_survey_version

    survey = make_survey(areas[3], ONE)
    first = begin(client, survey)
    commit(make_survey_version(survey, Questionnaire(), number=2))
    db.session.get_one(Survey, survey.id).number = 2
    db.session.commit()
    client.post(first, data={"asked": "lamps", "q.lamps": "no"})
    client.post(f"{first}/send")

    assert db.session.scalars(select(SurveyAnswer.data)).all() == [{"lamps": "no"}]
