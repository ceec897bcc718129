"""Access codes with known secrets, and orders for more."""

import itertools

from factories import NOON, commit, make_slot, make_user

from engage.extensions import db
from engage.residents.eligibility import Eligibility
from engage.residents.hashing import CODE_LENGTH, fresh_secrets
from engage.residents.models import AccessCode, Channel, CodeBatch
from engage.residents.services.issue import Order, issue_letters

DWELLINGS = Eligibility("dwellings")
PERSONS = Eligibility("persons")
_tokens = itertools.count(1)


def make_order(election, area, **kwargs):
    values = {"channel": Channel.LETTER, "token": f"token{next(_tokens)}", "now": NOON, **kwargs}
    user_id = values.pop("user_id", None) or make_user().id
    return Order(election_id=election.id, area=area, user_id=user_id, **values)


def make_code(election, slot=None, *, locator="7K2M", state="issued", channel="letter"):
    """Store a code and return it as its voter would type it."""
    slot = slot or make_slot(election)
    batch = commit(CodeBatch(election_id=election.id, area_id=slot.area_id, channel=channel, codes=1, created_at=NOON))
    fresh = fresh_secrets(1)[0]
    commit(
        AccessCode(
            batch_id=batch.id,
            election_id=election.id,
            slot_id=slot.id,
            locator=locator,
            secret_hash=fresh.hash,
            state=state,
        )
    )
    code = locator + fresh.secret
    assert len(code) == CODE_LENGTH
    return code


def make_letters(election, area, eligibility=DWELLINGS, number=9, **kwargs):
    """Issue letters for an area and return what was issued."""
    issued = issue_letters(make_order(election, area, **kwargs), eligibility, fresh_secrets(number))
    db.session.commit()
    return issued
