"""Access codes of a survey for households: made, printed, replaced and voided; its box follows its dates."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, make_area, make_dwelling, make_survey, make_tree, make_user

from engage.accounts.models import Role
from engage.ballotbox.models import Election, ElectionCount, RollSlot
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.residents.hashing import fresh_secrets
from engage.residents.models import AccessCode, Channel, CodeBatch
from engage.residents.services import AlreadyIssued, WrongCode, check_code
from engage.surveys.services import codes, make

TOKEN = "a form's own token 1234"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def survey(tree):
    for number in (101, 102, 103):
        make_dwelling(tree[4], label=f"3-1-{number}")
    make_dwelling(make_area("building"), label="elsewhere")
    return make_survey(tree[3], gate="code", opens_at=NOON - DAY, closes_at=NOON + DAY)


@pytest.fixture
def worker(sign_in, tree):
    return sign_in(role=Role.WORKER, area=tree[3])


def letters(survey, area=None, number=9, token=TOKEN):
    issued = codes.make_letters(
        survey.id, area or survey.area, fresh_secrets(number), token=token, actor_id=make_user().id, now=NOON
    )
    db.session.commit()
    return issued


def url(survey, path=""):
    return f"/staff/surveys/{survey.id}/codes{path}"


def page(response):
    return BeautifulSoup(response.text, "html.parser")


def hidden_token(worker, address):
    return page(worker.get(address)).select_one("input[name=token]")["value"]


def test_the_first_code_makes_the_survey_s_box(survey):
    assert survey.election_id is None

    issued = letters(survey)

    assert [code.voter.label for code in issued.codes] == ["3-1-101", "3-1-102", "3-1-103"]
    election = db.session.get_one(Election, survey.election_id)
    assert (election.area_id, election.opens_at, election.closes_at) == (survey.area_id, NOON - DAY, NOON + DAY)
    assert db.session.get_one(ElectionCount, election.id).slots == 3
    assert check_code(election.id, issued.codes[1].code, now=NOON).slot_id


def test_later_codes_use_the_same_box(survey, tree):
    letters(survey, number=1)
    first = survey.election_id
    letters(survey, tree[4], token="another form's token")

    assert survey.election_id == first
    assert db.session.query(Election).count() == 1
    assert db.session.query(RollSlot).count() == 3


def test_the_box_opens_and_closes_with_the_survey(survey):
    letters(survey)
    actor_id = make_user().id

    make.close_survey(survey.id, actor_id=actor_id, now=NOON)
    assert db.session.get_one(Election, survey.election_id).closed_at == NOON
    make.reopen_survey(survey.id, actor_id=actor_id, now=NOON)
    assert db.session.get_one(Election, survey.election_id).closed_at is None


@pytest.mark.parametrize("kwargs", [{"state": "draft"}, {"state": "closed", "closed_at": NOON}, {"deleted_at": NOON}])
def test_no_codes_unless_the_survey_is_opened_and_not_over(tree, kwargs):
    make_dwelling(tree[4])

    with pytest.raises(Closed):
        letters(make_survey(tree[3], gate="code", **kwargs))

    db.session.rollback()
    assert db.session.query(Election).count() == 0


def test_no_codes_for_a_survey_with_another_gate_or_for_others_areas(survey, tree):
    with pytest.raises(Conflict):
        letters(make_survey(tree[3], gate="ticket"))
    with pytest.raises(NotFound):
        letters(survey, make_area())


def test_the_same_form_makes_letters_once(survey):
    letters(survey, number=1)

    with pytest.raises(AlreadyIssued):
        letters(survey, number=1)


def test_a_new_code_voids_the_old_one(survey):
    old = letters(survey).codes[0]

    new = codes.make_for_one(
        survey.id, old.voter.id, fresh_secrets(1)[0], Channel.DESK, token="desk", actor_id=make_user().id, now=NOON
    )
    db.session.commit()

    slot = db.session.query(RollSlot).filter_by(dwelling_id=old.voter.id).one()
    assert check_code(survey.election_id, new.codes[0].code, now=NOON).slot_id == slot.id
    with pytest.raises(WrongCode):
        check_code(survey.election_id, old.code, now=NOON)


def test_staff_print_letters_that_speak_of_the_survey(worker, survey):
    order = page(worker.get(url(survey, "/letters")))
    assert order.select_one(".facts dd").text == "3"
    form = {"token": order.select_one("input[name=token]")["value"], "area": survey.area_id, "layout": "one"}

    response = worker.post(url(survey, "/letters"), data=form)

    soup = page(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert len(soup.select(".letter")) == 3
    letter = soup.select_one(".letter")
    assert letter.select_one(".url").text == f"localhost/surveys/{survey.id}/code"
    assert "Lighting survey" in letter.text
    assert "照明问卷" in letter.text
    assert "We never ask for identity card or bank numbers" in letter.text
    assert not re.search(r"\b(vote|ballot)", letter.text, re.IGNORECASE)
    typed = "".join(part.text for part in letter.select(".code-groups span"))
    assert check_code(survey.election_id, typed, now=NOON).slot_id


def test_the_same_page_sent_twice_shows_no_codes_again(worker, survey):
    form = {"token": hidden_token(worker, url(survey, "/letters")), "area": survey.area_id}
    worker.post(url(survey, "/letters"), data=form)

    again = worker.post(url(survey, "/letters"), data=form)

    assert again.status_code == 409
    assert not page(again).select(".letter")
    assert db.session.query(CodeBatch).count() == 1


def test_the_list_shows_batches_and_a_batch_can_be_voided(worker, survey):
    batch = letters(survey).batch
    listed = page(worker.get(url(survey)))

    assert [cell.text for cell in listed.select("tbody td.number")] == ["3", "3", "0"]
    response = worker.post(url(survey, f"/batches/{batch.id}/void"), follow_redirects=True)
    assert "3 codes were voided" in response.text
    assert {code.state for code in db.session.query(AccessCode)} == {"void"}


def test_a_household_is_looked_up_by_its_number(worker, survey):
    letters(survey, number=1)

    soup = page(worker.get(url(survey, "/households"), query_string={"q": "3-1-10"}))

    assert [row.select_one("a").text for row in soup.select("ul.rows li")] == ["3-1-101", "3-1-102", "3-1-103"]
    assert [bool(row.select(".badge.good")) for row in soup.select("ul.rows li")] == [True, False, False]
    assert not page(worker.get(url(survey, "/households"), query_string={"q": "elsewhere"})).select("ul.rows li")


def test_a_code_at_the_desk_needs_a_checked_identity(worker, survey):
    address = url(survey, f"/households/{letters(survey).codes[0].voter.id}")
    form = {"token": hidden_token(worker, address)}

    assert worker.post(f"{address}/desk", data=form).status_code == 422
    soup = page(worker.post(f"{address}/desk", data={**form, "checked": "yes"}))

    typed = "".join(part.text for part in soup.select(".shown .code-groups span"))
    assert check_code(survey.election_id, typed, now=NOON).slot_id
    assert soup.select_one(f'a[href="/surveys/{survey.id}/code"]')


def test_a_lost_letter_is_replaced_and_a_code_voided(worker, survey):
    old = letters(survey).codes[2]
    address = url(survey, f"/households/{old.voter.id}")

    soup = page(worker.post(f"{address}/letter", data={"token": hidden_token(worker, address)}))
    assert len(soup.select(".letter")) == 1
    assert worker.post(f"{address}/void").status_code == 303

    assert "no longer valid" in worker.get(address).text


def test_a_household_elsewhere_is_not_found(worker, survey):
    stranger = make_dwelling(make_area("building"))

    assert worker.get(url(survey, f"/households/{stranger.id}")).status_code == 404
    assert worker.post(url(survey, f"/households/{stranger.id}/void")).status_code == 404


def test_says_why_no_letters_can_be_made(worker, tree):
    make_dwelling(tree[4])
    survey = make_survey(tree[3], gate="code", state="draft")

    for path in ("", "/letters"):
        assert "Open this survey first" in worker.get(url(survey, path)).text
    response = worker.post(url(survey, "/letters"), data={"area": tree[3].id, "token": TOKEN})
    assert response.status_code == 409


def test_a_batch_of_another_survey_is_not_found(worker, survey, tree):
    batch = letters(survey).batch
    other = make_survey(tree[3], gate="code")

    assert worker.get(url(other, f"/batches/{batch.id}")).status_code == 404
    assert worker.post(url(other, f"/batches/{batch.id}/void")).status_code == 404
