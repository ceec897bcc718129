from dataclasses import replace

import pytest
from cycle_factories import add, draft, make_proposal_terms, published, stored_picture
from factories import NOON, make_area, make_cycle

from engage.budget import services
from engage.budget.models import Proposal
from engage.budget.terms import fingerprint, proposal_terms
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.transaction import transaction


def numbers(cycle):
    db.session.expire_all()
    return [(proposal.number, proposal.option) for proposal in cycle.proposals]


def delete(proposal):
    with transaction():
        services.delete_proposal(proposal.id, actor_id=None, now=NOON)


def edit(proposal, seen=None, **changes):
    terms = replace(proposal_terms(proposal), **changes)
    with transaction():
        return services.edit_proposal(proposal.id, terms, actor_id=None, now=NOON, seen=seen)


def test_adds_proposals_with_all_that_is_said_of_them(app):
    building = make_area("building", parent=(community := make_area()))
    cycle, digest = draft(community, proposals=0), stored_picture()
    terms = make_proposal_terms(area_id=building.id, picture_digest=digest, place_zh="大门", cost_minor=5_000_000_000)

    with transaction():
        proposal = services.add_proposal(cycle.id, terms, actor_id=None, now=NOON)

    db.session.expire_all()
    assert proposal_terms(proposal) == terms
    assert (proposal.number, proposal.option, cycle.version) == (1, "p1", 2)


def test_the_name_of_a_deleted_proposal_is_not_given_again(app):
    cycle = draft(proposals=3)

    delete(cycle.proposals[2])
    add(cycle)
    delete(cycle.proposals[0])
    add(cycle)

    assert numbers(cycle) == [(1, "p2"), (2, "p4"), (3, "p5")]


def test_numbers_stay_where_residents_have_seen_them(app):
    cycle = published(proposals=4)

    delete(cycle.proposals[1])
    assert numbers(cycle) == [(1, "p1"), (3, "p3"), (4, "p4")]

    add(cycle)
    assert numbers(cycle)[-1] == (5, "p5")


def test_goes_on_after_options_that_were_made_otherwise(app):
    cycle = make_cycle(proposals=2, published_at=None)

    add(cycle, title_zh="新")

    assert numbers(cycle) == [(1, "p1"), (2, "p2"), (3, "p3")]


def test_the_same_form_sent_twice_adds_one(app):
    cycle, other = draft(proposals=1), draft(proposals=0)
    ids = []
    for target in (cycle, cycle, other):
        with transaction():
            made = services.add_proposal(target.id, make_proposal_terms(), actor_id=None, now=NOON, token="t" * 32)
            ids.append(made.id)

    assert ids[0] == ids[1] != ids[2]
    assert len(numbers(cycle)) == 2


def test_an_edit_raises_the_version_of_the_cycle(app):
    cycle = draft(proposals=2)
    version = cycle.version

    edit(cycle.proposals[0], title_zh="新名")
    assert (cycle.proposals[0].title_zh, cycle.version) == ("新名", version + 1)
    edit(cycle.proposals[0])
    assert cycle.version == version + 1

    delete(cycle.proposals[0])
    assert cycle.version == version + 2


def test_refuses_to_overwrite_what_somebody_else_changed(app):
    proposal = draft(proposals=1).proposals[0]
    seen = fingerprint(proposal_terms(proposal))
    edit(proposal, seen=seen, title_zh="他的")

    with pytest.raises(Conflict, match="Somebody else"):
        edit(proposal, seen=seen, title_zh="我的")


@pytest.mark.parametrize(
    "changes", [{"title_zh": ""}, {"cost_minor": 0}, {"cost_minor": -1}, {"cost_minor": 10**13 + 1}]
)
def test_refuses_what_does_not_hold_together(app, changes):
    cycle = draft(proposals=1)

    with pytest.raises(Invalid):
        add(cycle, **changes)
    with pytest.raises(Invalid):
        edit(cycle.proposals[0], **changes)

    assert numbers(cycle) == [(1, "p1")]


def test_refuses_a_place_outside_the_cycle(app):
    cycle, elsewhere = draft(proposals=1), make_area("building")

    for area_id in (elsewhere.id, 4711):
        with pytest.raises(Invalid, match="place"):
            add(cycle, area_id=area_id)


def test_refuses_a_picture_that_is_not_there(app):
    with pytest.raises(Invalid, match="picture"):
        add(draft(proposals=0), picture_digest="0" * 64)


def test_refuses_what_does_not_exist(app):
    with pytest.raises(NotFound), transaction():
        services.add_proposal(4711, make_proposal_terms(), actor_id=None, now=NOON)
    with pytest.raises(NotFound), transaction():
        services.edit_proposal(4711, make_proposal_terms(), actor_id=None, now=NOON)
    with pytest.raises(NotFound), transaction():
        services.delete_proposal(4711, actor_id=None, now=NOON)


def test_a_cycle_has_an_end_of_proposals(app, monkeypatch):
    monkeypatch.setattr("engage.budget.services.proposals.MOST_PROPOSALS", 2)
    cycle = draft(proposals=2)

    with pytest.raises(Conflict, match="2 proposals"):
        add(cycle)
    assert db.session.query(Proposal).count() == 2
