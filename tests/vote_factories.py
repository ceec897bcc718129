"""Ballots cast as voters cast them, for tests of counting."""

import secrets

from factories import DAY, NOON, make_cycle, make_dwelling, make_slot

from engage.ballotbox import services as ballotbox
from engage.ballotbox.keys import election_key
from engage.ballotbox.services import BallotForm
from engage.budget.freeze import frozen_rules
from engage.budget.results import close_and_count, publish_result
from engage.budget.voting import marks_of
from engage.extensions import db
from engage.transaction import transaction

CLOSED = NOON + DAY  # The cycles that `make_cycle` makes close then.


def key_of(cycle):
    return election_key(b"b" * 32, cycle.election_id)


def vote(cycle, choices, *, slot=None, area=None, now=NOON, day=None, seen=""):
    """Cast one ballot, of a new household unless a slot is given; return the slot."""
    slot = slot or make_counted_slot(cycle, area)
    with transaction():
        ballotbox.cast(
            BallotForm(slot.id, choices, secrets.token_hex(8), seen),
            key_of(cycle),
            now=now,
            day=day or now.date(),
            freeze_rules=lambda: frozen_rules(cycle, seed=b"seed"),
            marks_of=marks_of,
        )
    return slot


def make_counted_slot(cycle, area=None):
    """Return a new household's slot, counted in the roll."""
    slot = make_slot(cycle.election, make_dwelling(area))
    with transaction():
        ballotbox.add_slots(cycle.election_id, 1)
    return slot


def voted_cycle(ballots, **kwargs):
    """Return a cycle in whose box these ballots are, and another one with a ballot beside it."""
    vote(make_cycle(), ["p3"])
    cycle = make_cycle(**kwargs)
    for choices in ballots:
        vote(cycle, choices)
    return cycle


def counted(cycle, *, now=CLOSED, actor_id=None):
    with transaction():
        result = close_and_count(cycle.id, actor_id=actor_id, now=now)
    db.session.refresh(cycle.election)
    return result


def published(cycle, *, now=CLOSED):
    counted(cycle, now=now)
    with transaction():
        return publish_result(cycle.id, actor_id=None, now=now)
