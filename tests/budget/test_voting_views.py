from datetime import timedelta

import pytest
import time_machine
from factories import DAY, NOON, make_cycle, make_dwelling, make_resident, make_slot, make_user
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool.base import _ConnectionFairy
from voters import cast, cast_form, make_code, marks, open_in, page

from engage.ballotbox import queries as ballotbox
from engage.ballotbox.models import Ballot, RollSlot, Turnout
from engage.budget.models import Cycle
from engage.extensions import db
from engage.residents import services as residents
from engage.residents.eligibility import Eligibility
from engage.residents.hashing import fresh_secrets
from engage.residents.models import AccessCode, Channel
from engage.residents.services.issue import Order
from engage.transaction import in_transaction


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def cycle(app):
    make_cycle()  # Noise: another budget, open as well.
    return make_cycle(proposals=4)


def test_the_whole_way_from_the_letter_to_the_receipt(client, cycle):
    make_dwelling(cycle.area)
    cycle_id, election_id = cycle.id, cycle.election_id
    order = Order(election_id, cycle.area, Channel.LETTER, "form", make_user().id, NOON)
    letters = in_transaction(residents.issue_letters, order, Eligibility("dwellings"), fresh_secrets(1))
    typed = letters.codes[0].code.lower()

    opened = client.post(f"/cycles/{cycle_id}/vote/enter", data={"code": f" {typed[:4]}-{typed[4:]} "})
    assert opened.location == f"/cycles/{cycle_id}/vote"
    assert client.get(opened.location).status_code == 200
    answer = cast(client, cycle_id, ["p1", "p3"])

    assert answer.status_code == 303
    receipt = page(client.get(answer.location))
    assert receipt.h1.text == "Your ballot is recorded"
    assert marks(election_id) == (1, {"p1": 1, "p3": 1})


def test_without_an_opened_ballot_the_way_leads_to_the_code(client, cycle):
    answer = client.get(f"/cycles/{cycle.id}/vote")

    assert (answer.status_code, answer.location) == (303, f"/cycles/{cycle.id}/vote/enter")


def test_a_ballot_opened_in_one_cycle_opens_nothing_in_another(client, cycle):
    other = make_cycle()
    open_in(client, other)

    assert client.get(f"/cycles/{cycle.id}/vote").status_code == 303
    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data={"choice": "p1", "token": "t"})
    assert answer.status_code == 403
    assert marks(cycle.election_id) == (0, {})


def test_a_wrong_code_keeps_what_was_typed_and_says_how_many_tries_are_left(client, cycle):
    answer = client.post(f"/cycles/{cycle.id}/vote/enter", data={"code": "abcd efgh jkmn"})

    assert answer.status_code == 422
    assert page(answer).find(id="code")["value"] == "abcd efgh jkmn"
    assert "9 tries are left" in page(answer).find(id="code-error").text


def test_too_many_wrong_codes_say_when_to_try_again(client, cycle):
    for _attempt in range(10):
        client.post(f"/cycles/{cycle.id}/vote/enter", data={"code": "ABCDEFGHJKMN"})
    answer = client.post(f"/cycles/{cycle.id}/vote/enter", data={"code": "ABCDEFGHJKMN"})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_shows_every_proposal_once_in_an_order_of_the_voters_own(app, client, cycle):
    def order(slot):
        voter = app.test_client()
        open_in(voter, cycle, slot)
        ballot = page(voter.get(f"/cycles/{cycle.id}/vote"))
        return [box["value"] for box in ballot.find_all("input", {"name": "choice"})]

    slots = [make_slot(cycle.election, make_dwelling()) for _ in range(12)]
    orders = [order(slot) for slot in slots]
    assert {tuple(sorted(found)) for found in orders} == {("p1", "p2", "p3", "p4")}
    assert len({tuple(found) for found in orders}) > 1
    assert order(slots[0]) == orders[0]


@pytest.mark.parametrize(
    ("choices", "words"),
    [([], "2 left"), (["p1"], "1 left"), (["p1", "p2"], "none left"), (["p1", "p2", "p3"], "1 too many")],
)
def test_counts_what_is_left_with_htmx_and_without(client, cycle, choices, words):
    open_in(client, cycle)

    fragment = client.post(f"/cycles/{cycle.id}/vote/left", data={"choice": choices}, headers={"HX-Request": "true"})
    whole = client.post(f"/cycles/{cycle.id}/vote", data={"choice": choices})

    assert words in page(fragment).find(id="left").text
    assert words in page(whole).find(id="left").text
    ticked = page(whole).find_all("input", {"name": "choice", "checked": True})
    assert sorted(box["value"] for box in ticked) == choices


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (["p1", "p2", "p3"], "at most 2"),
        (["p1", "p9"], "not on this ballot"),
        (["p1", "p1"], "not on this ballot"),
        ([], "have not ticked anything"),
    ],
)
def test_a_ballot_against_the_rules_is_shown_again_with_its_ticks(client, cycle, choices, words):
    open_in(client, cycle)

    answer = client.post(f"/cycles/{cycle.id}/vote/review", data={"choice": choices})

    assert answer.status_code == 422
    assert words in page(answer).find(id="ballot-problem").text
    ticked = page(answer).find_all("input", {"name": "choice", "checked": True})
    assert {box["value"] for box in ticked} == set(choices) & {"p1", "p2", "p3", "p4"}


def test_the_box_keeps_no_order_that_would_tell_the_voter(client, cycle):
    open_in(client, cycle)
    cast(client, cycle.id, ["p3", "p1"])
    db.session.rollback()

    ballot = db.session.scalars(db.select(Ballot).filter_by(election_id=cycle.election_id)).one()
    assert ballot.choices == '["p1","p3"]'


def test_a_blank_ballot_is_possible_on_purpose(client, cycle):
    open_in(client, cycle)

    answer = cast(client, cycle.id, ["p1"], blank="yes")

    assert answer.status_code == 303
    assert marks(cycle.election_id) == (1, {})
    assert ballotbox.counts(cycle.election_id).blank == 1


def test_two_taps_record_one_ballot_and_show_the_same_receipt(client, cycle):
    open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p1"])

    first = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    second = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)

    assert first.location == second.location
    assert marks(cycle.election_id) == (1, {"p1": 1})


def test_the_review_page_loaded_again_after_a_lost_answer_sends_the_same_form(client, cycle):
    open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p1"])
    with client.session_transaction() as before:
        kept = dict(before)
    first = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    with client.session_transaction() as session:  # The answer and its cookie never arrived.
        session.clear()
        session.update(kept)

    review = page(client.get(f"/cycles/{cycle.id}/vote/review"))
    token = review.find("input", {"name": "token"})["value"]
    again = client.post(f"/cycles/{cycle.id}/vote/cast", data={"choice": "p1", "token": token, "seen": ""})

    assert again.location == first.location
    assert ballotbox.counts(cycle.election_id).length == 1


def test_a_ballot_can_be_changed_until_the_close_and_its_choice_is_never_shown(client, cycle):
    open_in(client, cycle)
    client.get(cast(client, cycle.id, ["p1"]).location)

    ballot = page(client.get(f"/cycles/{cycle.id}/vote"))
    assert "already recorded" in ballot.text
    assert not ballot.find_all("input", {"name": "choice", "checked": True})
    answer = cast(client, cycle.id, ["p2"])

    assert "taken the place" in client.get(answer.location).text
    assert marks(cycle.election_id) == (1, {"p2": 1})


def test_a_vote_from_another_phone_is_not_replaced_unseen(app, client, cycle):
    slot = open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p1"])
    other = app.test_client()
    other.set_cookie("lang", "en")
    open_in(other, cycle, slot)
    cast(other, cycle.id, ["p2"])

    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)

    assert answer.status_code == 409
    assert page(answer).h1.text == "Not recorded"
    assert marks(cycle.election_id) == (1, {"p2": 1})
    form = page(answer).find("form", action=f"/cycles/{cycle.id}/vote/cast")
    replacing = {field["name"]: field["value"] for field in form.find_all("input")}
    assert client.post(f"/cycles/{cycle.id}/vote/cast", data=replacing).status_code == 303
    assert marks(cycle.election_id) == (1, {"p1": 1})


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "words"),
    [(NOON - DAY, NOON, "Voting has ended"), (NOON + timedelta(seconds=1), NOON + DAY, "Voting has not begun")],
)
def test_too_late_and_too_early_say_so_and_record_nothing(client, cycle, opens_at, closes_at, words):
    open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p1"])
    cycle.election.opens_at, cycle.election.closes_at = opens_at, closes_at
    db.session.commit()

    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    code = client.post(f"/cycles/{cycle.id}/vote/enter", data={"code": "ABCDEFGHJKMN"})

    assert answer.status_code == 409
    assert words in answer.text
    assert page(answer).h1.text == "Not recorded"
    assert code.status_code == 409
    assert marks(cycle.election_id) == (0, {})


def test_a_choice_the_frozen_rules_do_not_know_is_refused(client, cycle):
    open_in(client, cycle)

    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data={"choice": "p9", "token": "t", "seen": ""})

    assert answer.status_code == 422
    assert marks(cycle.election_id) == (0, {})


@pytest.mark.parametrize("state", ["void", "spent"])
def test_a_code_that_was_made_void_meanwhile_casts_nothing(client, cycle, state):
    slot = open_in(client, cycle)
    db.session.scalars(db.select(AccessCode).filter_by(slot_id=slot.id)).one().state = state
    db.session.commit()

    answer = cast(client, cycle.id, ["p1"])

    assert answer.status_code == 403
    assert "no longer valid" in answer.text
    assert marks(cycle.election_id) == (0, {})
    assert not db.session.get(RollSlot, slot.id).has_voted


def test_a_desk_code_is_spent_by_its_ballot_and_the_repeat_still_shows_the_receipt(client, cycle):
    slot = open_in(client, cycle, channel="desk")
    fields = cast_form(client, cycle.id, ["p1"])
    first = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    db.session.rollback()

    assert db.session.scalars(db.select(AccessCode).filter_by(slot_id=slot.id)).one().state == "spent"
    assert client.post(f"/cycles/{cycle.id}/vote/cast", data=fields).location == first.location


def test_a_store_that_fails_is_said_plainly_and_the_choices_stay(client, cycle, monkeypatch):
    open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p1"])
    real = db.session().__class__.commit

    def locked(self):
        raise OperationalError("COMMIT", {}, Exception("database is locked"))

    monkeypatch.setattr(db.session().__class__, "commit", locked)
    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    monkeypatch.setattr(db.session().__class__, "commit", real)

    assert answer.status_code == 503
    assert page(answer).h1.text == "Not recorded"
    form = page(answer).find("form", action=f"/cycles/{cycle.id}/vote/cast")
    again = {field["name"]: field["value"] for field in form.find_all("input")}
    assert again["choice"] == "p1"
    assert again["token"] == fields["token"][0]
    assert client.post(f"/cycles/{cycle.id}/vote/cast", data=again).status_code == 303
    assert marks(cycle.election_id) == (1, {"p1": 1})


def test_a_person_the_rules_do_not_admit_opens_no_ballot(client):
    cycle = make_cycle(voters="persons", min_age=12, max_age=25, age_as_of=NOON.date(), ties=["lives"])
    slot = make_slot(cycle.election, resident=make_resident(cycle.area, birth_year=1950))
    checked = residents.CheckedCode(slot.id, make_code(slot).id)
    from engage.budget import voting

    with pytest.raises(voting.NotEligible):
        voting.check_eligible(cycle, checked.slot_id)


def test_entering_a_ballot_leaves_nothing_of_a_signed_in_worker(sign_in, cycle, monkeypatch):
    worker = sign_in(make_user(area=cycle.area))
    slot = make_slot(cycle.election)
    code = make_code(slot)
    checked = residents.CheckedCode(slot.id, code.id)
    monkeypatch.setattr("engage.residents.services.check_code", lambda *args, **kwargs: checked)

    assert worker.post(f"/cycles/{cycle.id}/vote/enter", data={"code": "x"}).status_code == 303
    with worker.session_transaction() as session:
        assert "_user_id" not in session
        assert session["voter"]["slot_id"] == slot.id


def test_a_voting_tablet_forgets_each_voter(sign_in, cycle):
    tablet = sign_in(make_user(area=cycle.area))
    assert tablet.post(f"/staff/cycles/{cycle.id}/kiosk").location == f"/cycles/{cycle.id}/vote/enter"
    open_in(tablet, cycle)
    cast(tablet, cycle.id, ["p1"])

    assert tablet.post(f"/cycles/{cycle.id}/vote/finish").location == f"/cycles/{cycle.id}/vote/enter"
    assert tablet.get(f"/cycles/{cycle.id}/vote").status_code == 303
    assert tablet.get("/staff").status_code == 303

    open_in(tablet, cycle, make_slot(cycle.election, make_dwelling()))
    tablet.get(f"/cycles/{cycle.id}/vote/enter")
    assert tablet.get(f"/cycles/{cycle.id}/vote").status_code == 303


def test_an_opened_ballot_closes_by_itself_after_a_while(client, cycle):
    open_in(client, cycle, until=NOON.timestamp() + 60)

    assert client.get(f"/cycles/{cycle.id}/vote").status_code == 200
    with time_machine.travel(NOON + timedelta(seconds=61), tick=False):
        assert client.get(f"/cycles/{cycle.id}/vote").status_code == 303


def test_anybody_can_look_a_receipt_up_and_learns_nothing_of_the_choice(app, client, cycle):
    open_in(client, cycle)
    receipt = cast(client, cycle.id, ["p1", "p2"]).location.partition("?")[0].rpartition("/")[2]
    stranger = app.test_client()
    stranger.set_cookie("lang", "en")

    typed = "-".join(receipt[start : start + 4].lower() for start in range(0, 16, 4))
    found = stranger.get(stranger.get("/receipts", query_string={"code": typed}).location)

    assert page(found).h1.text == "This ballot is recorded"
    assert "Proposal 1" not in found.text
    assert "Change my ballot" not in found.text
    db.session.rollback()
    ballot = db.session.scalars(db.select(Ballot).filter_by(election_id=cycle.election_id)).one()
    assert ballot.nonce not in found.text


def test_a_receipt_is_shown_as_ones_own_to_the_voter_of_its_form_only(app, client, cycle):
    open_in(client, cycle)
    own = cast(client, cycle.id, ["p1"]).location
    receipt = own.partition("?")[0]
    other = app.test_client()
    other.set_cookie("lang", "en")
    open_in(other, cycle)
    cast(other, cycle.id, ["p2"])

    assert "Your ballot is recorded" in client.get(own).text
    assert "Your ballot is recorded" in client.get(own).text  # Loaded again.
    for reader, address in ((client, receipt), (client, f"{receipt}?form=another"), (other, own)):
        assert page(reader.get(address)).h1.text == "This ballot is recorded"
    client.post(f"/cycles/{cycle.id}/vote/finish")
    assert page(client.get(own)).h1.text == "This ballot is recorded"


def test_the_receipt_puts_away_the_choices_of_its_own_form_only(client, cycle):
    open_in(client, cycle)
    own = cast(client, cycle.id, ["p1"]).location
    client.get(own)
    with client.session_transaction() as session:
        assert "draft" not in session

    client.post(f"/cycles/{cycle.id}/vote/review", data={"choice": ["p2"]})
    client.get(own)  # The old page, loaded again while the ballot is being changed.

    with client.session_transaction() as session:
        assert session["draft"]["choices"] == ["p2"]


def test_a_commit_that_fails_records_nothing_after_the_first_ballot_either(client, cycle, monkeypatch):
    open_in(client, cycle)
    cast(client, cycle.id, ["p1"])
    open_in(client, cycle)
    fields = cast_form(client, cycle.id, ["p2"])

    def full(self):
        raise db.engine.dialect.loaded_dbapi.OperationalError("disk is full")

    monkeypatch.setattr(_ConnectionFairy, "commit", full, raising=False)
    answer = client.post(f"/cycles/{cycle.id}/vote/cast", data=fields)
    monkeypatch.undo()

    assert answer.status_code == 503
    assert marks(cycle.election_id) == (1, {"p1": 1})
    assert client.post(f"/cycles/{cycle.id}/vote/cast", data=fields).status_code == 303
    assert marks(cycle.election_id) == (2, {"p1": 1, "p2": 1})


def test_an_unknown_receipt_is_said_kindly_with_what_was_typed(client, cycle):
    answer = client.get("/receipts/ABCD-EFGH-JKMN-0000")

    assert answer.status_code == 404
    assert page(answer).find(id="code")["value"] == "ABCD-EFGH-JKMN-0000"


def test_a_draft_has_no_ballot(client):
    cycle = make_cycle(published_at=None)
    assert db.session.get(Cycle, cycle.id).published_at is None

    assert client.get(f"/cycles/{cycle.id}/vote/enter").status_code == 404


def test_the_first_ballot_freezes_cycle_and_lottery(client, cycle):
    open_in(client, cycle)
    cast(client, cycle.id, ["p1"])
    db.session.rollback()

    election = db.session.get(Cycle, cycle.id).election
    assert election.frozen_at == NOON
    assert sorted(election.rules["tie_order"]) == ["p1", "p2", "p3", "p4"]


def test_the_day_of_the_turnout_is_the_communitys(client, app):
    late = make_cycle()
    late.area.timezone = "Asia/Shanghai"
    db.session.commit()
    open_in(client, late)
    with time_machine.travel(NOON.replace(hour=17, minute=30), tick=False):
        cast(client, late.id, ["p1"])
    db.session.rollback()

    assert (
        db.session.scalars(select(Turnout.day).filter_by(election_id=late.election_id)).one()
        == (NOON + timedelta(days=1)).date()
    )
