import json
from datetime import timedelta

import pytest
from factories import DAY, NOON, commit, make_cycle, make_proposal, make_user
from vote_factories import CLOSED, counted, key_of, published, vote, voted_cycle

from engage.accounts.models import AuditEntry
from engage.ballotbox import queries as box
from engage.ballotbox.models import Ballot, ElectionCount, RollSlot
from engage.budget.models import Phase, Result
from engage.budget.results import close_and_count, publish_result
from engage.budget.rules import greedy
from engage.errors import Closed, Conflict
from engage.extensions import db
from engage.transaction import transaction


def ballots_of(cycle):
    return db.session.scalars(db.select(Ballot).filter_by(election_id=cycle.election_id)).all()


def count_row(cycle):
    return db.session.get_one(ElectionCount, cycle.election_id)


def test_counts_every_ballot_and_funds_by_the_frozen_rule(app):
    cycle = voted_cycle([["p1", "p2"], ["p2"], ["p2", "p3"], []], pot_minor=9_000_00)

    outcome = counted(cycle).outcome

    assert outcome["votes"] == {"p1": 1, "p2": 3, "p3": 1}
    assert (outcome["ballots"], outcome["blank"], outcome["short"], outcome["slots"]) == (4, 1, 2, 4)
    rules = cycle.election.rules
    expected = greedy({"p1": 1, "p2": 3, "p3": 1}, dict.fromkeys(["p1", "p2", "p3"], 4_000_00), 9_000_00,
                      rules["tie_order"])  # fmt: skip
    assert {name: outcome[name] for name in expected.plain()} == expected.plain()
    assert (outcome["faults"], outcome["rules_hash"]) == ([], cycle.election.rules_hash)
    assert outcome["chain_head"] == count_row(cycle).head


def test_a_replaced_ballot_counts_once_with_its_last_choices(app):
    cycle = make_cycle()
    slot = vote(cycle, ["p1"])
    seen = box.recorded_version(cycle.election_id, slot.id, key_of(cycle))
    vote(cycle, ["p2"], slot=slot, seen=seen)

    outcome = counted(cycle).outcome

    assert (outcome["votes"]["p1"], outcome["votes"]["p2"], outcome["ballots"]) == (0, 1, 1)
    assert outcome["faults"] == []


def test_counts_what_was_frozen_and_not_what_stands_in_the_tables_now(app):
    cycle = voted_cycle([["p1"], ["p1"], ["p2"]])
    cycle.pot_minor = 1
    cycle.proposals[0].cost_minor = 99_000_00
    commit(cycle)

    assert counted(cycle).outcome["funded"][:1] == ["p1"]


def test_closes_the_box_for_good(app):
    cycle = voted_cycle([["p1"]])

    counted(cycle)

    assert cycle.phase(CLOSED) == Phase.RESULTS
    with pytest.raises(Closed):
        vote(cycle, ["p2"])


def test_counts_not_a_moment_before_the_end(app):
    cycle = voted_cycle([["p1"]])

    with pytest.raises(Closed):
        counted(cycle, now=CLOSED - timedelta(microseconds=1))

    assert db.session.get(Result, cycle.id) is None
    assert cycle.election.closed_at is None


def test_does_not_count_a_draft(app):
    with pytest.raises(Closed):
        counted(make_cycle(published_at=None))


def test_is_counted_once(app):
    cycle = voted_cycle([["p1"]])
    first = counted(cycle)
    when = first.counted_at

    assert counted(cycle, now=CLOSED + DAY).counted_at == when


def test_counts_a_box_that_was_closed_without_being_counted(app):
    cycle = voted_cycle([["p1"]])
    cycle.election.closed_at = CLOSED
    commit(cycle)

    assert counted(cycle).outcome["votes"]["p1"] == 1


def test_without_a_single_ballot_nothing_is_funded(app):
    cycle = make_cycle()

    outcome = counted(cycle).outcome

    assert (outcome["ballots"], outcome["funded"], outcome["spent"]) == (0, [], 0)
    assert set(cycle.election.rules["tie_order"]) == {"p1", "p2", "p3"}
    assert outcome["faults"] == []


def test_blank_ballots_alone_fund_nothing(app):
    assert counted(voted_cycle([[], []])).outcome["funded"] == []


def test_a_proposal_without_votes_is_funded_where_others_have_some_and_money_is_left(app):
    """Greedy takes everything that still fits: anybody who counts again by the named rule must find the same."""
    assert set(counted(voted_cycle([["p1"]], pot_minor=90_000_00)).outcome["funded"]) == {"p1", "p2", "p3"}


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        ("a ballot says something else", {"box", "marks"}),
        ("a ballot is gone", {"box", "ballots", "marks"}),
        ("a counter was raised", {"marks"}),
        ("the number of ballots was raised", {"box", "ballots", "slots"}),
        ("a ballot marks what does not exist", {"box", "marks", "refused"}),
        ("a voter was marked as having voted", {"slots"}),
        ("the rules were changed", {"rules"}),
    ],
)
def test_differences_are_kept_with_the_result(app, tampering, expected):
    cycle = voted_cycle([["p1"], ["p1"], ["p2"]])
    tamper(cycle, tampering)

    faults = counted(cycle).outcome["faults"]

    assert {fault["kind"] for fault in faults} == expected


def tamper(cycle, how):
    count, ballot = count_row(cycle), ballots_of(cycle)[0]
    match how:
        case "a ballot says something else":
            ballot.choices = json.dumps(["p3"])
        case "a ballot is gone":
            db.session.delete(ballot)
        case "a counter was raised":
            count.marks = {**count.marks, "p3": 7}
        case "the number of ballots was raised":
            count.ballots += 1
        case "a ballot marks what does not exist":
            ballot.choices = json.dumps(["p99"])
        case "a voter was marked as having voted":
            commit(RollSlot(election_id=cycle.election_id, area_id=cycle.area_id, dwelling_id=1, has_voted=True))
        case "the rules were changed":
            cycle.election.rules = {**cycle.election.rules, "pot_minor": 1}
    commit(cycle)


def test_the_ballots_decide_where_a_counter_says_otherwise(app):
    cycle = voted_cycle([["p1"], ["p1"]])
    count_row(cycle).marks = {"p2": 50}
    commit(cycle)

    outcome = counted(cycle).outcome

    assert outcome["votes"] == {"p1": 2, "p2": 0, "p3": 0}
    assert {"kind": "marks", "option": "p2", "counted": 0, "kept": 50} in outcome["faults"]


def test_publishes_once_and_only_what_is_counted(app):
    cycle = voted_cycle([["p1"]])
    with pytest.raises(Conflict), transaction():
        publish_result(cycle.id, actor_id=None, now=CLOSED)

    result = published(cycle)
    with transaction():
        publish_result(cycle.id, actor_id=None, now=CLOSED + DAY)

    assert db.session.get_one(Result, cycle.id, populate_existing=True).published_at == result.published_at == CLOSED


def test_counting_and_publishing_leave_a_trace(app):
    user = make_user()
    cycle = voted_cycle([["p1"]])
    with transaction():
        close_and_count(cycle.id, actor_id=user.id, now=CLOSED)
        publish_result(cycle.id, actor_id=user.id, now=CLOSED)

    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.subject, entry.user_id, entry.area_id) for entry in entries] == [
        ("count ballots", f"cycle {cycle.id}", user.id, cycle.area_id),
        ("publish result", f"cycle {cycle.id}", user.id, cycle.area_id),
    ]


def test_a_tie_goes_by_the_frozen_lottery(app):
    cycle = make_cycle(proposals=0, pot_minor=4_000_00, max_choices=1)
    for number in range(1, 5):
        make_proposal(cycle, number=number)
    for number in range(1, 5):
        vote(cycle, [f"p{number}"])

    outcome = counted(cycle, now=NOON + DAY).outcome

    assert outcome["funded"] == cycle.election.rules["tie_order"][:1]
