from datetime import date, timedelta

import pytest
from factories import DAY, NOON, commit, make_dwelling, make_election, make_slot
from sqlalchemy import select

from engage.ballotbox import chain, queries, services
from engage.ballotbox.keys import election_key
from engage.ballotbox.models import Ballot, Commitment, Election, RollSlot, Turnout
from engage.ballotbox.services import BallotForm, VotedElsewhere
from engage.errors import Closed, NotFound
from engage.extensions import db
from engage.transaction import in_bare_transaction, in_transaction

RULES = {"options": ["a", "b", "c"]}
TODAY = date(2026, 6, 1)


class NotOnBallot(Exception):
    pass


def marks_of(rules, choices):
    if unknown := set(choices) - set(rules["options"]):
        raise NotOnBallot(unknown)
    return choices


def cast(slot, choices, token="t1", seen="", now=NOON, rules=RULES):
    key = election_key(b"k" * 32, slot.election_id)
    return in_transaction(
        services.cast,
        BallotForm(slot.id, choices, token, seen),
        key,
        now=now,
        day=TODAY,
        freeze_rules=lambda: rules,
        marks_of=marks_of,
    )


def recorded(slot):
    """What stands in the box for the slot; None for nothing."""
    slot_key = election_key(b"k" * 32, slot.election_id).slot_key(slot.id)
    ballot = db.session.scalars(db.select(Ballot).filter_by(slot_key=slot_key)).one_or_none()
    return chain.parse(ballot.choices) if ballot else None


def seen(slot):
    return queries.recorded_version(slot.election_id, slot.id, election_key(b"k" * 32, slot.election_id))


@pytest.fixture
def slot(app):
    noise = make_slot(make_election())
    cast(noise, ["c"], token="noise")
    return make_slot(make_election())


def cast_bare(slot, choices, token="t1"):
    key, form = election_key(b"k" * 32, slot.election_id), BallotForm(slot.id, choices, token)
    how = {"now": NOON, "day": TODAY, "freeze_rules": lambda: RULES, "marks_of": marks_of}
    return in_bare_transaction(lambda connection: services.cast(form, key, bare=connection, **how))


def test_on_a_bare_connection_the_first_ballot_waits_for_the_freeze(slot):
    other = make_slot(db.session.get_one(Election, slot.election_id))

    with pytest.raises(services.NotFrozen):
        cast_bare(slot, ["a"])
    assert queries.counts(slot.election_id).length == 0
    assert recorded(slot) is None

    cast(slot, ["a"])
    assert cast_bare(other, ["b", "c"]).outcome == "recorded"
    assert cast_bare(other, ["b", "c"]).outcome == "repeated"
    with pytest.raises(NotOnBallot):
        cast_bare(other, ["d"], token="t2")
    db.session.rollback()
    assert recorded(other) == ["b", "c"]
    assert queries.counts(slot.election_id).marks == {"a": 1, "b": 1, "c": 1}
    assert queries.faults(slot.election_id) == []


def test_records_a_ballot_and_says_so(slot):
    answer = cast(slot, ["a", "b"])

    assert answer.outcome == "recorded"
    assert recorded(slot) == ["a", "b"]
    counts = queries.counts(slot.election_id)
    assert (counts.ballots, counts.blank, counts.marks, counts.length) == (1, 0, {"a": 1, "b": 1}, 1)
    assert db.session.get(RollSlot, slot.id).has_voted


def test_the_same_form_sent_again_records_nothing_and_shows_the_same_receipt(slot):
    first = cast(slot, ["a"])
    again = cast(slot, ["a"])

    assert (again.outcome, again.receipt) == ("repeated", first.receipt)
    assert queries.counts(slot.election_id).length == 1


def test_a_form_repeated_after_the_close_still_shows_its_receipt(slot):
    first = cast(slot, ["a"])

    assert cast(slot, ["a"], now=NOON + 2 * DAY).receipt == first.receipt


def test_replaces_the_ballot_the_voter_saw(slot):
    first = cast(slot, ["a", "b"])
    second = cast(slot, ["c"], token="t2", seen=seen(slot))

    assert second.outcome == "replaced"
    assert second.receipt != first.receipt
    counts = queries.counts(slot.election_id)
    assert (counts.ballots, counts.marks, counts.length) == (1, {"a": 0, "b": 0, "c": 1}, 2)
    assert queries.find_receipt(first.receipt).is_replaced
    assert not queries.find_receipt(second.receipt).is_replaced


def test_does_not_replace_a_ballot_the_voter_did_not_see(slot):
    cast(slot, ["a"])

    with pytest.raises(VotedElsewhere):
        cast(slot, ["b"], token="another phone")
    assert recorded(slot) == ["a"]
    assert queries.counts(slot.election_id).length == 1


def test_an_old_form_does_not_undo_a_newer_ballot(slot):
    first = cast(slot, ["a"])
    cast(slot, ["b"], token="t2", seen=seen(slot))

    assert cast(slot, ["a"]).receipt == first.receipt
    assert recorded(slot) == ["b"]


def test_counts_blank_ballots_through_changes(slot):
    cast(slot, [])
    assert queries.counts(slot.election_id).blank == 1

    cast(slot, ["a"], token="t2", seen=seen(slot))
    assert queries.counts(slot.election_id).blank == 0

    cast(slot, [], token="t3", seen=seen(slot))
    counts = queries.counts(slot.election_id)
    assert (counts.blank, counts.ballots) == (1, 1)


def test_counts_ballots_by_their_number_of_marks_through_changes(slot):
    cast(make_slot(db.session.get(Election, slot.election_id)), ["a"], token="other")
    cast(slot, ["a", "b"])
    cast(slot, ["c"], token="t2", seen=seen(slot))

    lengths = queries.counts(slot.election_id).lengths
    assert {length: number for length, number in lengths.items() if number} == {"1": 2}


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (NOON - DAY - timedelta(microseconds=1), "has not begun"),
        (NOON + DAY, "has ended"),
        (NOON + DAY + timedelta(days=9), "has ended"),
    ],
)
def test_refuses_a_ballot_too_early_and_from_the_closing_moment_on(slot, now, sentence):
    with pytest.raises(Closed, match=sentence):
        cast(slot, ["a"], now=now)
    assert recorded(slot) is None


def test_takes_a_ballot_at_the_opening_moment_and_just_before_the_close(slot):
    assert cast(slot, ["a"], now=NOON - DAY).outcome == "recorded"
    late = NOON + DAY - timedelta(microseconds=1)
    assert cast(slot, ["b"], token="t2", seen=seen(slot), now=late).outcome == "replaced"


def test_refuses_a_slot_that_does_not_exist(slot):
    stranger = RollSlot(id=987654, election_id=slot.election_id)

    with pytest.raises(NotFound):
        cast(stranger, ["a"])


def test_the_first_ballot_freezes_the_rules_and_later_ones_are_checked_against_them(slot):
    cast(slot, ["a"])
    later = make_slot(db.session.get(Election, slot.election_id), make_dwelling())

    with pytest.raises(NotOnBallot):
        cast(later, ["new"], token="t9", rules={"options": ["new"]})
    election = db.session.get(Election, slot.election_id)
    assert election.rules == RULES
    assert election.frozen_at == NOON


def test_choices_the_rules_refuse_leave_nothing_behind(slot):
    with pytest.raises(NotOnBallot):
        cast(slot, ["x"])

    assert recorded(slot) is None
    assert queries.counts(slot.election_id).length == 0
    assert db.session.get(Election, slot.election_id).frozen_at is None


def test_keeps_turnout_by_day_and_area_once_for_each_voter(slot):
    cast(slot, ["a"])
    cast(slot, ["b"], token="t2", seen=seen(slot))

    [row] = db.session.scalars(select(Turnout).filter_by(election_id=slot.election_id))
    assert (row.day, row.area_id, row.ballots) == (TODAY, slot.area_id, 1)


def test_a_closed_box_takes_nothing(slot):
    cast(slot, ["a"])
    in_transaction(services.close, slot.election_id, now=NOON + DAY)

    with pytest.raises(Closed):
        cast(slot, ["b"], token="t2", seen=seen(slot))


def test_does_not_close_while_voting_goes_on(slot):
    with pytest.raises(Closed, match="goes on"):
        in_transaction(services.close, slot.election_id, now=NOON)


def test_a_sound_box_has_no_faults(slot):
    cast(slot, ["a"])
    cast(slot, ["b"], token="t2", seen=seen(slot))

    assert queries.faults(slot.election_id) == []


@pytest.mark.parametrize("tampering", ["change a ballot", "remove a ballot", "add a ballot", "change a link"])
def test_tampering_shows(slot, tampering):
    election = db.session.get(Election, slot.election_id)
    for number in range(3):
        cast(make_slot(election, make_dwelling()), ["a"], token=f"t{number}")
    ballot = db.session.scalars(db.select(Ballot).filter_by(election_id=election.id)).first()
    if tampering == "change a ballot":
        ballot.choices = '["c"]'
    elif tampering == "remove a ballot":
        db.session.delete(ballot)
    elif tampering == "add a ballot":
        db.session.add(Ballot(id=1, election_id=election.id, slot_key="f" * 64, nonce="0" * 32, choices='["c"]'))
    else:
        db.session.get(Commitment, (election.id, 2)).commitment = "0" * 64
    commit(election)

    assert queries.faults(election.id)


def test_no_column_joins_a_ballot_with_its_slot(slot):
    cast(slot, ["a"])

    ballot = db.session.scalars(db.select(Ballot).filter_by(election_id=slot.election_id)).one()
    other_key = election_key(b"x" * 32, slot.election_id)
    assert ballot.slot_key == election_key(b"k" * 32, slot.election_id).slot_key(slot.id)
    assert ballot.slot_key != other_key.slot_key(slot.id)
    assert not {"slot_id", "created_at"} & set(Ballot.__table__.columns.keys())
    assert not any("_at" in column.name for column in RollSlot.__table__.columns)


def test_nonce_changes_so_equal_choices_have_different_commitments(slot):
    election = db.session.get(Election, slot.election_id)
    cast(slot, ["a"])
    cast(make_slot(election, make_dwelling()), ["a"], token="t2")

    commitments = db.session.scalars(db.select(Commitment.commitment).filter_by(election_id=election.id)).all()
    assert len(set(commitments)) == 2


def test_chain_faults_name_what_is_wrong():
    first = chain.next_head(chain.GENESIS, 1, "a", None)
    links = [chain.Link(1, "a", None, first), chain.Link(3, "b", "z", "wrong")]

    assert list(chain.faults(links)) == [
        "link 2 is missing",
        "link 3 does not follow from the one before",
        "link 3 replaces a ballot that was not recorded",
    ]
