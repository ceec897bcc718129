"""Voters with an opened ballot, and what they do with it."""

from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_slot

from engage.ballotbox import queries as ballotbox
from engage.extensions import db
from engage.residents.models import AccessCode, CodeBatch

NEXT_YEAR = (NOON + 365 * DAY).timestamp()


def make_code(slot, channel="letter", state="issued"):
    """Return a code row for a slot; its secret is not a real one."""
    election_id = slot.election_id
    batch = commit(CodeBatch(election_id=election_id, area_id=slot.area_id, channel=channel, codes=1, created_at=NOON))
    locator = f"{slot.id:04d}"
    return commit(
        AccessCode(
            batch_id=batch.id, election_id=election_id, slot_id=slot.id, locator=locator, secret_hash="!", state=state
        )
    )


def open_in(client, cycle, slot=None, channel="letter", until=NEXT_YEAR):
    """Give the client an opened ballot, as a right code would; return the slot."""
    slot = slot or make_slot(cycle.election)
    code = db.session.scalars(db.select(AccessCode).filter_by(slot_id=slot.id)).first() or make_code(slot, channel)
    with client.session_transaction() as session:
        session["voter"] = {
            "cycle_id": cycle.id,
            "election_id": cycle.election_id,
            "slot_id": slot.id,
            "code_id": code.id,
        }
        session["until"] = until
    return slot


def page(response):
    return BeautifulSoup(response.data, "html.parser")


def cast_form(client, cycle_id, choices, **extra):
    """Choose, go to the review page, and return the fields of its form."""
    client.post(f"/cycles/{cycle_id}/vote/review", data={"choice": choices, **extra})
    review = page(client.get(f"/cycles/{cycle_id}/vote/review"))
    form = review.find("form", action=f"/cycles/{cycle_id}/vote/cast")
    fields = {}
    for field in form.find_all("input"):
        fields.setdefault(field["name"], []).append(field["value"])
    return fields


def cast(client, cycle_id, choices, **extra):
    return client.post(f"/cycles/{cycle_id}/vote/cast", data=cast_form(client, cycle_id, choices, **extra))


def marks(election_id):
    db.session.rollback()
    counts = ballotbox.counts(election_id)
    return counts.ballots, {option: number for option, number in counts.marks.items() if number}
