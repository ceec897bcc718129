"""An edit and the first ballot at the same moment: one comes first, and the other one sees it."""

import threading
from dataclasses import replace

import pytest
from cycle_factories import make_proposal_terms, published
from factories import NOON

from engage.ballotbox import services as ballotbox
from engage.budget import services
from engage.budget.freeze import frozen_rules
from engage.budget.models import Cycle
from engage.budget.terms import cycle_terms
from engage.errors import Closed
from engage.extensions import db
from engage.transaction import transaction

WAIT = 5


class Other(threading.Thread):
    """Work in a connection of its own, begun while the test holds the lock."""

    def __init__(self, app, work):
        super().__init__()
        self.app, self.work, self.error, self.begun = app, work, None, threading.Event()

    def run(self):
        with self.app.app_context():
            self.begun.set()
            try:
                with transaction():
                    self.work()
            except Exception as error:
                self.error = error
            finally:
                db.session.remove()

    def wait_at_the_lock(self):
        self.start()
        assert self.begun.wait(WAIT)
        self.join(0.4)
        assert self.is_alive(), "it did not wait for the lock"


def freeze_now(cycle_id):
    cycle = db.session.get_one(Cycle, cycle_id, populate_existing=True)
    ballotbox.freeze(ballotbox.lock_election(cycle.election_id), frozen_rules(cycle), now=NOON)


def edits(cycle):
    cycle_id, proposal_id, terms = cycle.id, cycle.proposals[0].id, replace(cycle_terms(cycle), title_zh="改")
    proposal, by = make_proposal_terms(cost_minor=7), {"actor_id": None, "now": NOON}
    return {
        "terms": lambda: services.edit_cycle(cycle_id, terms, **by),
        "proposal": lambda: services.edit_proposal(proposal_id, proposal, **by),
        "add": lambda: services.add_proposal(cycle_id, proposal, **by),
        "delete": lambda: services.delete_proposal(proposal_id, **by),
        "unpublish": lambda: services.unpublish(cycle_id, **by),
    }


@pytest.mark.parametrize("kind", ["terms", "proposal", "add", "delete", "unpublish"])
def test_an_edit_loses_against_the_first_ballot(app, kind):
    cycle = published()
    before, version, edit = cycle_terms(cycle), cycle.version, Other(app, edits(cycle)[kind])

    with transaction():
        freeze_now(cycle.id)
        edit.wait_at_the_lock()
    edit.join(WAIT)

    assert isinstance(edit.error, Closed)
    db.session.expire_all()
    assert (cycle_terms(cycle), cycle.version, len(cycle.proposals)) == (before, version, 3)
    assert [proposal.cost_minor for proposal in cycle.proposals] == [200_000_00] * 3


def test_the_first_ballot_freezes_what_an_edit_just_changed(app):
    cycle = published()
    cycle_id, proposal_id = cycle.id, cycle.proposals[0].id
    ballot = Other(app, lambda: freeze_now(cycle_id))

    with transaction():
        services.edit_proposal(proposal_id, make_proposal_terms(cost_minor=7), actor_id=None, now=NOON)
        ballot.wait_at_the_lock()
    ballot.join(WAIT)

    assert ballot.error is None
    db.session.expire_all()
    assert [proposal["cost_minor"] for proposal in cycle.election.rules["proposals"]] == [7, 200_000_00, 200_000_00]
    assert cycle.election.rules["version"] == cycle.version


def test_two_forms_at_once_make_one_cycle(app):
    terms = cycle_terms(published())

    def create():
        services.create_cycle(terms, actor_id=None, now=NOON, token="t" * 32)

    other = Other(app, create)
    with transaction():
        create()
        other.wait_at_the_lock()
    other.join(WAIT)

    assert other.error is None
    assert db.session.query(Cycle).count() == 2
