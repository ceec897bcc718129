"""What can be read of a ballot box."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.ballotbox import chain
from engage.ballotbox.keys import ElectionKey
from engage.ballotbox.models import Ballot, Commitment, Election, ElectionCount
from engage.ballotbox.receipts import Statement
from engage.extensions import db

BATCH = 5_000


@dataclass(frozen=True)
class FoundReceipt:
    statement: Statement
    is_replaced: bool
    has_replaced: bool  # An earlier ballot of the same voter.
    chain_length: int


def recorded_version(election_id: int, slot_id: int, key: ElectionKey) -> str:
    """Return the version of the ballot that a slot has now, "" for none. What it says never leaves the box."""
    row = db.session.execute(
        select(Ballot.nonce, Ballot.choices).where(Ballot.slot_key == key.slot_key(slot_id))
    ).one_or_none()
    return chain.version_of(chain.commit_to(election_id, row.nonce, row.choices)) if row else ""


def find_receipt(code: str) -> FoundReceipt | None:
    """Return what the public may know of a receipt."""
    row = db.session.execute(
        select(Commitment, ElectionCount.length)
        .join(ElectionCount, ElectionCount.election_id == Commitment.election_id)
        .where(Commitment.receipt == code)
    ).one_or_none()
    if row is None:
        return None
    link = row.Commitment
    replaced = db.session.scalar(
        select(Commitment.position).filter_by(election_id=link.election_id, replaces=link.commitment).limit(1)
    )
    statement = Statement(link.election_id, link.receipt, link.position, link.commitment, link.head)
    return FoundReceipt(statement, replaced is not None, link.replaces is not None, row.length)


def counts(election_id: int) -> ElectionCount:
    return db.session.get_one(ElectionCount, election_id)


def choices(election_id: int) -> Iterator[Any]:
    """Yield the choices of every ballot, in the order of their random ids. For the count at the close."""
    statement = select(Ballot.choices).filter_by(election_id=election_id).order_by(Ballot.id)
    for text in db.session.scalars(statement.execution_options(yield_per=BATCH)):
        yield chain.parse(text)


def links(election_id: int) -> Iterator[chain.Link]:
    statement = select(Commitment.position, Commitment.commitment, Commitment.replaces, Commitment.head)
    statement = statement.filter_by(election_id=election_id).order_by(Commitment.position)
    for row in db.session.execute(statement.execution_options(yield_per=BATCH)):
        yield chain.Link(*row)


def faults(election_id: int) -> list[str]:
    """Return a sentence for everything wrong with a ballot box: chain, counters, ballots. Reads all of it."""
    found = list(chain.faults(links(election_id)))
    live = chain.live_commitments(links(election_id))
    statement = select(Ballot.nonce, Ballot.choices).filter_by(election_id=election_id)
    ballots, strangers = 0, 0
    for nonce, text in db.session.execute(statement.execution_options(yield_per=BATCH)):
        ballots += 1
        commitment = chain.commit_to(election_id, nonce, text)
        strangers += commitment not in live
    kept = counts(election_id)
    if strangers:
        found.append(f"{strangers} ballots are not the ones that were committed to")
    if ballots != len(live) or ballots != kept.ballots:
        found.append(f"{len(live)} ballots were recorded, {ballots} are in the box, {kept.ballots} were counted")
    return found


def election(election_id: int) -> Election | None:
    return db.session.get(Election, election_id)
