from dataclasses import replace
from datetime import timedelta

import pytest
from factories import DAY, NOON, commit, make_area, make_cycle, make_election, make_need, make_tree, make_user

from engage.ballotbox.services import freeze, lock_election
from engage.budget.asked import asked_for
from engage.budget.models import Cycle, Proposal, Result
from engage.budget.services import delete_proposal
from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.needs.models import Need, NeedEvent
from engage.needs.queries.onward import cycles_for, draft_of, onward_of
from engage.needs.services.onward import propose, take_back
from engage.transaction import transaction

LATER = NOON + 10 * DAY


def make_published(area, **kwargs):
    values = {
        "state": "published",
        "first_published_at": NOON,
        "summary_zh": "三单元楼道灯坏了。晚上看不见。",
        "summary_en": "The stairwell lamp is broken. Nobody sees the steps.",
        "supports": 11,
        **kwargs,
    }
    return make_need(area, **values)


def make_draft(area, **kwargs):
    election = make_election(area, opens_at=LATER, closes_at=LATER + DAY)
    return make_cycle(area, election, proposals=0, **{"published_at": None, **kwargs})


def publish(cycle):
    db.session.get_one(Cycle, cycle.id).published_at = NOON
    db.session.commit()


def terms_of(need):
    return replace(draft_of(need), cost_minor=500_00)


def proposed(need, cycle, **kwargs):
    with transaction():
        proposal = propose(need.id, cycle.id, terms_of(need), version=None, actor_id=None, now=NOON, **kwargs)
        return proposal.id


@pytest.fixture
def place(app):
    _city, _district, street, community, building, _stairwell = make_tree()
    return street, community, building


def test_the_proposal_begins_with_the_summaries_and_credits_everybody_who_asks(place):
    need = make_published(place[2])

    draft = draft_of(need)

    assert draft.title_zh == "三单元楼道灯坏了"
    assert draft.title_en == "The stairwell lamp is broken"
    assert f"需求清单第{need.id}号，12位居民提出" in draft.text_zh
    assert "asked for by 12 neighbours" in draft.text_en
    assert draft.area_id == place[2].id


def test_a_need_summed_up_in_one_language_still_gives_a_whole_proposal(place):
    draft = draft_of(make_published(place[1], summary_zh="", supports=0))

    assert draft.title_zh == "The stairwell lamp is broken"
    assert "1位居民" in draft.text_zh
    assert "1 neighbour." in draft.text_en


def test_the_link_is_kept_and_both_sides_show_it(place):
    need, cycle = make_published(place[2]), make_draft(place[0])

    proposal_id = proposed(need, cycle)
    assert not onward_of(db.session.get_one(Need, need.id), NOON).is_public
    publish(cycle)

    found = onward_of(db.session.get_one(Need, need.id), NOON)
    assert (found.proposal.id, found.cycle.id, found.is_public, found.can_undo) == (proposal_id, cycle.id, True, True)
    assert found.is_funded is None
    assert [(asked.need_id, asked.voices) for asked in asked_for(proposal_id)] == [(need.id, 12)]
    assert [event.kind for event in db.session.scalars(db.select(NeedEvent))] == ["proposal"]


def test_a_private_need_is_never_named_on_a_proposal(place):
    need, cycle = make_published(place[2]), make_draft(place[0])
    proposal_id = proposed(need, cycle)
    db.session.get_one(Need, need.id).is_private = True
    db.session.commit()

    assert list(asked_for(proposal_id)) == []


def test_the_same_form_sent_twice_makes_one_proposal(place):
    need, cycle = make_published(place[2]), make_draft(place[1])

    assert proposed(need, cycle, token="t" * 32) == proposed(need, cycle, token="t" * 32)
    assert db.session.scalar(db.select(db.func.count()).select_from(Proposal)) == 1
    with pytest.raises(Conflict):
        proposed(need, cycle, token="u" * 32)


def test_only_a_public_need_becomes_a_proposal(place):
    cycle = make_draft(place[1])

    for changes in ({"state": "received"}, {"is_private": True}, {"state": "declined"}, {"state": "merged"}):
        with pytest.raises(Conflict):
            proposed(make_published(place[2], **changes), cycle)


def test_a_budget_of_another_place_or_one_that_is_open_takes_none(place):
    need = make_published(place[2])

    with pytest.raises(Invalid):
        proposed(need, make_draft(make_area("community", place[0])))
    with pytest.raises(Closed):
        proposed(need, make_cycle(place[1]))


def test_an_official_chooses_among_own_budgets_that_take_proposals(place):
    street, community, building = place
    need = make_published(building)
    official = make_user(area=community)
    own, draft = make_draft(community, published_at=NOON), make_draft(community)
    make_draft(street)  # Above the official's area.
    make_cycle(community)  # Open already.
    make_draft(make_area("community", street))

    assert {cycle.id for cycle in cycles_for(official, need, NOON)} == {own.id, draft.id}


def test_taking_back_deletes_the_proposal_and_the_need_goes_on(place):
    need, cycle = make_published(place[2]), make_draft(place[1])
    proposal_id = proposed(need, cycle)

    with transaction():
        take_back(need.id, version=None, actor_id=None, now=NOON)

    assert db.session.get(Proposal, proposal_id) is None
    assert onward_of(db.session.get_one(Need, need.id), NOON) is None
    with pytest.raises(Conflict), transaction():
        take_back(need.id, version=None, actor_id=None, now=NOON)


def test_nothing_is_taken_back_once_ballots_can_come(place):
    need, cycle = make_published(place[2]), make_draft(place[1])
    proposed(need, cycle)
    publish(cycle)

    with pytest.raises(Closed), transaction():
        take_back(need.id, version=None, actor_id=None, now=LATER + timedelta(minutes=1))
    with transaction():
        freeze(lock_election(cycle.election_id), {}, now=NOON)
    with pytest.raises(Closed), transaction():
        take_back(need.id, version=None, actor_id=None, now=NOON)


def test_deleting_the_proposal_among_the_others_leaves_the_need(place):
    need, cycle = make_published(place[2]), make_draft(place[1])
    proposal_id = proposed(need, cycle)

    with transaction():
        delete_proposal(proposal_id, actor_id=None, now=NOON)
    db.session.expire_all()

    assert db.session.get_one(Need, need.id).proposal_id is None


def test_the_need_follows_its_proposal_to_the_published_result_and_no_sooner(place):
    need, cycle = make_published(place[2]), make_draft(place[1])
    proposed(need, cycle)
    publish(cycle)
    option = db.session.scalar(db.select(Proposal.option))
    step = {"id": option, "rank": 1, "votes": 9, "cost": 500_00, "left": 10_000_00, "verdict": "funded",
            "tie_decided": False, "tied": [], "extra_votes": None, "must_pass": None}  # fmt: skip
    outcome = {"steps": [step], "budget": 10_000_00, "spent": 500_00, "left": 9_500_00, "ballots": 9,
               "min_support": 1, "votes": {option: 9}}  # fmt: skip
    election = db.session.get_one(type(cycle.election), cycle.election_id)
    election.closed_at = LATER + DAY
    result = commit(Result(cycle_id=cycle.id, counted_at=LATER + DAY, outcome=outcome))

    counted = onward_of(db.session.get_one(Need, need.id), LATER + 2 * DAY)
    assert (counted.is_funded, list(counted.reasons)) == (None, [])

    result.published_at = LATER + 2 * DAY
    db.session.commit()
    told = onward_of(db.session.get_one(Need, need.id), LATER + 2 * DAY)
    assert told.is_funded is True
    assert "it is funded" in told.reasons[0]
    assert not told.can_undo
