import threading
from datetime import date

import pytest
from code_factories import DWELLINGS, PERSONS, make_code, make_letters, make_order
from factories import DAY, NOON, make_area, make_dwelling, make_election, make_resident, make_slot

from engage.accounts.models import AuditEntry
from engage.ballotbox.models import ElectionCount, RollSlot
from engage.errors import Closed, Conflict
from engage.extensions import db
from engage.residents.eligibility import Eligibility, Reason
from engage.residents.hashing import fresh_secrets
from engage.residents.models import AccessCode, Channel, CodeBatch, CodeState
from engage.residents.queries import codes as queries
from engage.residents.services import (
    AlreadyIssued,
    NotEligible,
    WrongCode,
    check_code,
    issue_letters,
    reissue,
    void_batch,
    void_code_of,
)
from engage.residents.services import issue as issue_module
from engage.residents.use import use_code
from engage.transaction import in_transaction

YOUTH = Eligibility("persons", min_age=12, max_age=25, age_as_of=date(2026, 6, 1))


@pytest.fixture
def building(app):
    """A building with three flats; another with one flat stands beside it."""
    community = make_area()
    building, other = make_area("building", community), make_area("building", community)
    for label in ("101", "102", "103"):
        make_dwelling(building, label=label)
    make_dwelling(other, label="noise")
    return building


@pytest.fixture
def election(building):
    return make_election(db.session.get(type(building), building.parent_id))


def slots_counted(election):
    return db.session.get(ElectionCount, election.id, populate_existing=True).slots


def states():
    db.session.rollback()  # See what other threads committed.
    return [code.state for code in db.session.scalars(db.select(AccessCode).order_by(AccessCode.id))]


def voter(election, area, label, eligibility=DWELLINGS):
    voters = db.session.execute(queries._voters(eligibility, election.id, area)).all()
    return queries.find_voter(election.id, area, eligibility, next(row.id for row in voters if row.label == label))[0]


def test_makes_a_code_for_every_flat_of_the_area(election, building):
    issued = make_letters(election, building)

    assert [code.voter.label for code in issued.codes] == ["101", "102", "103"]
    assert len({code.code for code in issued.codes}) == 3
    assert slots_counted(election) == 3
    slots = [check_code(election.id, code.code, now=NOON).slot_id for code in issued.codes]
    assert [db.session.get(RollSlot, slot).dwelling_id for slot in slots] == [code.voter.id for code in issued.codes]


def test_letters_come_in_the_order_of_the_doors(app):
    community = make_area()
    buildings = [make_area("building", community) for _number in range(2)]
    stairwell = make_area("stairwell", buildings[0])
    for area, label in (
        (buildings[1], "9"),
        (stairwell, "10-2"),
        (stairwell, "9-10"),
        (stairwell, "9-9"),
        (buildings[0], "A"),
    ):
        make_dwelling(area, label=label)

    issued = make_letters(make_election(community), community)

    assert [code.voter.label for code in issued.codes] == ["A", "9-9", "9-10", "10-2", "9"]


def test_keeps_slots_that_are_there(election, building):
    slot = make_slot(election, db.session.get_one(queries.Dwelling, voter(election, building, "102").id))

    make_letters(election, building)

    assert slots_counted(election) == 2
    assert db.session.scalar(db.select(AccessCode.id).filter_by(slot_id=slot.id))


def test_stores_no_code_in_clear(election, building):
    codes = [code.code for code in make_letters(election, building).codes]

    stored = str([tuple(row) for row in db.session.execute(db.select(AccessCode.__table__))])
    assert not any(code[4:] in stored for code in codes)
    assert all(code[:4] in stored for code in codes)


def test_codes_are_shown_by_no_repr(election, building):
    issued = make_letters(election, building)

    assert issued.codes[0].code[4:] not in repr(issued)


def test_skips_voters_who_hold_a_valid_code(election, building):
    make_letters(election, building, number=1)
    need = queries.need(election.id, building, DWELLINGS)
    second = make_letters(election, building)

    assert (need.needed, need.holding) == (2, 1)
    assert [code.voter.label for code in second.codes] == ["102", "103"]
    with pytest.raises(Conflict, match="already holds"):
        make_letters(election, building)


def test_a_voided_code_is_replaced_by_the_next_letters(election, building):
    first = make_letters(election, building)
    assert void_batch(first.batch, user_id=first.batch.created_by_id, now=NOON) == 3

    second = make_letters(election, building)

    assert len(second.codes) == 3
    assert states() == ["void"] * 3 + ["issued"] * 3
    assert slots_counted(election) == 3
    with pytest.raises(WrongCode):
        check_code(election.id, first.codes[0].code, now=NOON)


def test_never_makes_more_than_a_batch_may_hold(election, building, monkeypatch):
    monkeypatch.setattr(issue_module, "MOST_LETTERS", 2)

    assert [code.voter.label for code in make_letters(election, building).codes] == ["101", "102"]
    assert [code.voter.label for code in make_letters(election, building).codes] == ["103"]


def test_the_same_form_makes_no_second_batch(election, building):
    make_letters(election, building, number=1, token="once")

    with pytest.raises(AlreadyIssued):
        make_letters(election, building, token="once")

    assert states() == ["issued"]


def test_a_form_sent_twice_at_once_makes_one_batch(app, election, building):
    order = make_order(election, building)
    made = []

    def send():
        with app.app_context():
            area = db.session.get(type(building), building_id)
            try:
                in_transaction(issue_letters, make_order_again(area), DWELLINGS, fresh_secrets(3))
                made.append(True)
            except Conflict:
                made.append(False)
            finally:
                db.session.remove()

    building_id, election_id, user_id = building.id, election.id, order.user_id

    def make_order_again(area):
        return issue_module.Order(election_id, area, Channel.LETTER, "once", user_id, NOON)

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [False, False, False, True]
    assert states() == ["issued"] * 3
    assert slots_counted(election) == 3


def test_two_forms_at_once_give_each_voter_one_code(app, election, building):
    ids = (election.id, building.id, make_order(election, building).user_id)

    def send(token):
        with app.app_context():
            area = db.session.get(type(building), ids[1])
            order = issue_module.Order(ids[0], area, Channel.LETTER, token, ids[2], NOON)
            try:
                in_transaction(issue_letters, order, DWELLINGS, fresh_secrets(3))
            except Conflict:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send, args=[f"form{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert states() == ["issued"] * 3
    assert slots_counted(election) == 3
    assert db.session.scalar(db.select(db.func.count()).select_from(CodeBatch)) == 1


@pytest.mark.parametrize("closing", [{"closes_at": NOON}, {"closed_at": NOON - DAY, "closes_at": NOON - DAY / 2}])
def test_makes_no_codes_once_voting_has_ended(app, closing):
    area = make_area("building")
    election = make_election(area, opens_at=NOON - 2 * DAY, **closing)
    flat = make_dwelling(area)

    with pytest.raises(Closed):
        make_letters(election, area)
    with pytest.raises(Closed):
        reissue(make_order(election, area), DWELLINGS, flat.id, fresh_secrets(1)[0])


def test_only_people_within_the_terms_get_a_letter(app):
    community = make_area()
    election = make_election(community)
    make_resident(community, name="young", birth_year=2020)
    make_resident(community, name="right", birth_year=2008)
    make_resident(community, name="old", birth_year=1960)
    make_resident(community, name="unknown", birth_year=None)
    make_resident(name="noise")

    need = queries.need(election.id, community, YOUTH)
    issued = make_letters(election, community, YOUTH)

    assert [code.voter.label for code in issued.codes] == ["right"]
    assert need.needed == 1
    assert dict(need.against) == {Reason.TOO_YOUNG: 1, Reason.TOO_OLD: 1, Reason.AGE_UNKNOWN: 1}


def test_counts_what_each_building_needs(election, building):
    community = db.session.get(type(building), building.parent_id)
    make_letters(election, building, number=1)

    needs = {
        area.id: (need.needed, need.holding) for area, need in queries.needs_below(election.id, community, DWELLINGS)
    }

    assert needs[building.id] == (2, 1)
    assert sorted(needs.values()) == [(1, 0), (2, 1)]


def test_draws_again_when_a_locator_is_taken(election, building, monkeypatch):
    make_code(election, locator="0000")
    draws = iter([["0000", "0001", "0001"], ["0000", "0002"], ["0003"]])
    monkeypatch.setattr(issue_module, "new_locators", lambda number: next(draws))

    issued = make_letters(election, building)

    assert sorted(code.code[:4] for code in issued.codes) == ["0001", "0002", "0003"]


def test_says_so_when_a_vote_has_no_locators_left(election, building, monkeypatch):
    make_code(election, locator="0000")
    monkeypatch.setattr(issue_module, "new_locators", lambda number: ["0000"])

    with pytest.raises(Conflict, match="used up"):
        make_letters(election, building)


def test_a_new_letter_voids_the_old_one_and_keeps_the_ballot(election, building):
    old = make_letters(election, building).codes[0]
    slot = check_code(election.id, old.code, now=NOON).slot_id
    db.session.get(RollSlot, slot).has_voted = True
    db.session.commit()

    new = reissue(make_order(election, building), DWELLINGS, old.voter.id, fresh_secrets(1)[0])
    db.session.commit()

    assert states() == ["void", "issued", "issued", "issued"]
    assert check_code(election.id, new.codes[0].code, now=NOON).slot_id == slot
    assert db.session.get(RollSlot, slot).has_voted
    with pytest.raises(WrongCode):
        check_code(election.id, old.code, now=NOON)


def test_a_desk_code_voids_the_letter_and_is_spent_by_its_ballot(election, building):
    letter = make_letters(election, building).codes[0]

    desk = reissue(
        make_order(election, building, channel=Channel.DESK), DWELLINGS, letter.voter.id, fresh_secrets(1)[0]
    )
    db.session.commit()
    checked = check_code(election.id, desk.codes[0].code, now=NOON)
    use_code(checked.code_id, checked.slot_id)
    db.session.commit()

    assert desk.batch.channel == "desk"
    assert states() == ["void", "issued", "issued", "spent"]
    with pytest.raises(WrongCode):
        check_code(election.id, desk.codes[0].code, now=NOON)


def test_a_desk_code_makes_the_slot_that_is_missing(election, building):
    flat = voter(election, building, "101")

    reissue(make_order(election, building, channel=Channel.DESK), DWELLINGS, flat.id, fresh_secrets(1)[0])

    assert slots_counted(election) == 1


def test_nobody_gets_a_code_at_the_desk_against_the_terms(app):
    community = make_area()
    election, person = make_election(community), make_resident(community, birth_year=1960)

    with pytest.raises(NotEligible) as caught:
        reissue(make_order(election, community), YOUTH, person.id, fresh_secrets(1)[0])

    assert caught.value.reason is Reason.TOO_OLD
    assert states() == []


def test_voids_one_code_and_leaves_the_others(election, building):
    issued = make_letters(election, building)

    assert void_code_of(voter(election, building, "101"), user_id=issued.batch.created_by_id, now=NOON)
    db.session.commit()
    assert states() == ["void", "issued", "issued"]
    assert not void_code_of(voter(election, building, "101"), user_id=issued.batch.created_by_id, now=NOON)


def test_voiding_leaves_a_spent_code_spent(election, building):
    make_code(election, state="spent", channel="desk")
    batch = db.session.scalars(db.select(CodeBatch)).one()

    assert void_batch(batch, user_id=make_order(election, building).user_id, now=NOON) == 0
    db.session.commit()
    assert states() == [CodeState.SPENT]


def test_counts_codes_by_state_but_never_a_handful_from_the_desk(election, building):
    issued = make_letters(election, building)
    void_code_of(voter(election, building, "101"), user_id=issued.batch.created_by_id, now=NOON)
    for number in range(4):
        make_code(election, locator=f"DE0{number}", state="spent", channel="desk")

    assert queries.batch_counts([issued.batch.id])[issued.batch.id] == queries.BatchCounts(3, 2, 1, 0)
    assert queries.desk_counts(election.id) == queries.BatchCounts(4, None, None, None)
    make_code(election, locator="DE04", channel="desk")
    assert queries.desk_counts(election.id) == queries.BatchCounts(5, 1, 0, 4)


def test_a_voters_status_tells_used_from_replaced_no_more(election, building):
    spent, void = make_slot(election), make_slot(election)
    make_code(election, spent, locator="0000", state="spent", channel="desk")
    make_code(election, void, locator="0001", state="void", channel="desk")
    issued = make_letters(election, building)

    found = queries.statuses(
        election.id, DWELLINGS, [spent.dwelling_id, void.dwelling_id, issued.codes[0].voter.id, 999]
    )

    assert found[spent.dwelling_id] == found[void.dwelling_id] == queries.CodeStatus(has_code=True)
    assert found[issued.codes[0].voter.id] == queries.CodeStatus(True, Channel.LETTER, NOON)
    assert found[999] == queries.CodeStatus()


def test_what_is_done_with_codes_is_noted_by_id_only(election, building):
    issued = make_letters(election, building)
    void_batch(issued.batch, user_id=issued.batch.created_by_id, now=NOON)

    entries = [(entry.action, entry.subject) for entry in db.session.scalars(db.select(AuditEntry))]
    assert entries == [("make letters", f"batch {issued.batch.id}"), ("void batch", f"batch {issued.batch.id}")]


def test_reading_what_is_needed_takes_few_queries(election, building):
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    community_id, election_id = building.parent_id, election.id
    community = db.session.get(type(building), community_id)
    statements.clear()

    queries.needs_below(election_id, community, PERSONS)

    assert len([text for text in statements if not text.startswith("BEGIN")]) == 3
