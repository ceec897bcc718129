"""What changes a ballot box: making, freezing, casting, closing."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.ballotbox import chain
from engage.ballotbox.keys import ElectionKey
from engage.ballotbox.models import Ballot, Commitment, Election, ElectionCount, RollSlot, Turnout
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.prepared import AnyConnection, BareConnection, Prepared

Rules = Mapping[str, Any]


class VotedElsewhere(Conflict):
    """The slot's ballot is not the one that the voter saw when the form was made."""


class NotFrozen(Exception):
    """The first ballot has to freeze the rules, which this transaction cannot."""


@dataclass(frozen=True)
class BallotForm:
    """A filled-in ballot.

    `token` names the form: the same form sent again records nothing new. `seen` is the version of the ballot that the
    voter meant to replace (`queries.recorded_version`), "" when the voter had none.
    """

    slot_id: int
    choices: Any
    token: str
    seen: str = ""


@dataclass(frozen=True)
class Cast:
    """What became of a form: "recorded", "replaced", or "repeated" when it was recorded before."""

    outcome: str
    receipt: str


def create_election(*, area_id: int, opens_at: datetime | None, closes_at: datetime | None) -> Election:
    election = Election(area_id=area_id, opens_at=opens_at, closes_at=closes_at)
    db.session.add(election)
    db.session.flush()
    db.session.add(ElectionCount(election_id=election.id, head=chain.GENESIS, marks={}, lengths={}))
    db.session.flush()
    return election


def lock_election(election_id: int) -> Election:
    """Return the election as it is now, locked against freezing and closing until the transaction ends."""
    election = db.session.get(Election, election_id, with_for_update=True, populate_existing=True)
    if election is None:
        raise NotFound(_l("There is no such vote."))
    return election


def freeze(election: Election, rules: Rules, *, now: datetime) -> None:
    """Fix the rules of a locked election. From here on they are what ballots are checked against."""
    if election.frozen_at is not None:
        raise Closed(_l("The rules of this vote are already frozen."))
    election.rules = dict(rules)
    election.rules_hash = hashlib.sha256(chain.canonical(rules).encode()).hexdigest()
    election.frozen_at = now
    db.session.flush()


# The statements of a cast, built once: each is compiled on first use and then only bound.
_slot, _count, _election = RollSlot.__table__, ElectionCount.__table__, Election.__table__
_ballot, _link, _turnout = Ballot.__table__, Commitment.__table__, Turnout.__table__

_BOX = Prepared(
    select(
        _slot.c.area_id,
        _slot.c.has_voted,
        _election.c.id.label("election_id"),
        _election.c.opens_at,
        _election.c.closes_at,
        _election.c.closed_at,
        _election.c.rules_hash,
        _count.c.ballots,
        _count.c.blank,
        _count.c.marks,
        _count.c.lengths,
        _count.c.length,
        _count.c.head,
    )
    .join_from(_slot, _election, _election.c.id == _slot.c.election_id)
    .join(_count, _count.c.election_id == _election.c.id)
    .where(_slot.c.id == bindparam("slot_id"))
    # Election, then counters, as `close` locks them: a cast that had to wait must see that the box was closed.
    .with_for_update(of=[_election, _count])
)
_RULES = Prepared(select(_election.c.rules).where(_election.c.id == bindparam("election_id")))
_RECEIPT = Prepared(select(_link.c.receipt).where(_link.c.receipt == bindparam("receipt")))
_RECORDED = Prepared(select(_ballot.c.nonce, _ballot.c.choices).where(_ballot.c.slot_key == bindparam("slot_key")))
_REPLACE = Prepared(update(_ballot).where(_ballot.c.slot_key == bindparam("old_slot_key")))
_MARK_SLOT = Prepared(update(_slot).where(_slot.c.id == bindparam("slot_id")).values(has_voted=True))
_COUNT = Prepared(update(_count).where(_count.c.election_id == bindparam("counted_id")))
_LINK = Prepared(_link.insert())
_DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# One ballot for a slot is decided by the unique constraint, whichever it is; nothing here asks first.
_INSERT_BALLOT = Prepared(lambda dialect: _DIALECTS[dialect](_ballot).on_conflict_do_nothing())
_ADD_TURNOUT = Prepared(
    lambda dialect: _DIALECTS[dialect](_turnout).on_conflict_do_update(
        index_elements=["election_id", "day", "area_id"], set_={"ballots": _turnout.c.ballots + 1}
    )
)


def cast(
    form: BallotForm,
    key: ElectionKey,
    *,
    now: datetime,
    day: date,
    freeze_rules: Callable[[], Rules],
    marks_of: Callable[[Rules, Any], Sequence[str]],
    bare: BareConnection | None = None,
) -> Cast:
    """Record or replace the ballot of a slot and return its receipt. To be run in one transaction.

    `day` is today in the community, for the turnout. `freeze_rules` gives the rules when this is the first ballot;
    `marks_of` checks the choices against the frozen rules and returns the options marked. On a `bare` connection
    the first ballot raises `NotFrozen`: freezing needs the session.

    Raises `NotFound` for an unknown slot, `Closed` too early or too late, `VotedElsewhere` when another form came
    between, and what `marks_of` raises for choices the rules do not allow.
    """
    connection = bare or db.session.connection()
    box = _BOX.first(connection, {"slot_id": form.slot_id})
    if box is None:
        raise NotFound(_l("There is no such vote."))
    receipt = key.receipt(form.slot_id, form.token)
    if _RECEIPT.first(connection, {"receipt": receipt}):
        return Cast("repeated", receipt)
    _check_open(box, now)
    if box.rules_hash is not None:
        rules = _kept_rules(connection, box)
    elif bare is not None:
        raise NotFrozen
    else:
        rules = _freeze_first(box.election_id, freeze_rules, now)
    marks = marks_of(rules, form.choices)
    old_marks, replaced, commitment = _put(connection, box, form, key, rules, marks_of)
    _append(connection, box, commitment, replaced, receipt, marks, old_marks)
    if not box.has_voted:
        _MARK_SLOT.run(connection, {"slot_id": form.slot_id})
    if replaced is None:
        turnout = {"election_id": box.election_id, "day": day, "area_id": box.area_id, "ballots": 1}
        _ADD_TURNOUT.run(connection, turnout)
    return Cast("recorded" if replaced is None else "replaced", receipt)


def _check_open(box: Any, now: datetime) -> None:
    if box.opens_at is None or now < box.opens_at:
        raise Closed(_l("Voting has not begun yet."))
    if box.closed_at is not None or (box.closes_at is not None and now >= box.closes_at):
        raise Closed(_l("Voting has ended."))


# Frozen rules never change, and their hash tells them apart from all others: each is read once.
_frozen: dict[str, Rules] = {}
MOST_KEPT = 64


def _kept_rules(connection: AnyConnection, box: Any) -> Rules:
    rules = _frozen.get(box.rules_hash)
    if rules is None:
        rules = _RULES.first(connection, {"election_id": box.election_id}).rules
        if len(_frozen) >= MOST_KEPT:
            _frozen.clear()
        _frozen[box.rules_hash] = rules
    return rules


def _freeze_first(election_id: int, freeze_rules: Callable[[], Rules], now: datetime) -> Rules:
    election = lock_election(election_id)
    if election.rules is None:
        freeze(election, freeze_rules(), now=now)
    return election.rules or {}


def _put(
    connection: AnyConnection,
    box: Any,
    form: BallotForm,
    key: ElectionKey,
    rules: Rules,
    marks_of: Callable[[Rules, Any], Sequence[str]],
) -> tuple[Sequence[str], str | None, str]:
    """Insert the ballot, or replace the one that is there. Return its old marks, old and new commitment."""
    slot_key = key.slot_key(form.slot_id)
    nonce, choices = secrets.token_hex(16), chain.canonical(form.choices)
    values = {"election_id": box.election_id, "slot_key": slot_key, "nonce": nonce, "choices": choices}
    inserted = _INSERT_BALLOT.run(connection, {"id": secrets.randbits(62), **values})
    commitment = chain.commit_to(box.election_id, nonce, choices)
    if inserted:
        return [], None, commitment
    recorded = _RECORDED.first(connection, {"slot_key": slot_key})
    old = chain.commit_to(box.election_id, recorded.nonce, recorded.choices)
    if form.seen != chain.version_of(old):
        raise VotedElsewhere(_l("A ballot was already recorded with this code, perhaps on another phone."))
    _REPLACE.run(connection, {"old_slot_key": slot_key, "nonce": nonce, "choices": choices})
    return marks_of(rules, chain.parse(recorded.choices)), old, commitment


def _append(
    connection: AnyConnection,
    box: Any,
    commitment: str,
    replaced: str | None,
    receipt: str,
    marks: Sequence[str],
    old_marks: Sequence[str],
) -> None:
    """Add the link to the chain and bring the counters up to date."""
    position = box.length + 1
    head = chain.next_head(box.head, position, commitment, replaced)
    _LINK.run(
        connection,
        {
            "election_id": box.election_id,
            "position": position,
            "commitment": commitment,
            "replaces": replaced,
            "head": head,
            "receipt": receipt,
        },
    )
    counts, lengths = Counter(box.marks), Counter(box.lengths)
    counts.update(marks)
    lengths[str(len(marks))] += 1
    if replaced is not None:
        counts.subtract(old_marks)
        lengths[str(len(old_marks))] -= 1
    was_blank = int(replaced is not None and not old_marks)
    _COUNT.run(
        connection,
        {
            "counted_id": box.election_id,
            "ballots": box.ballots + (replaced is None),
            "blank": box.blank + (not marks) - was_blank,
            "marks": counts,
            "lengths": lengths,
            "length": position,
            "head": head,
        },
    )


def close(election_id: int, *, now: datetime) -> Election:
    """Close the ballot box for good. Raises `Closed` when it is closed already or voting still goes on."""
    election = lock_election(election_id)
    # Whoever is casting holds the counters' row: wait for them, so that nothing is recorded after the close.
    db.session.execute(select(ElectionCount.length).filter_by(election_id=election_id).with_for_update())
    if election.closed_at is not None:
        raise Closed(_l("This vote is already closed."))
    if election.closes_at is None or now < election.closes_at:
        raise Closed(_l("Voting still goes on."))
    election.closed_at = now
    db.session.flush()
    return election


def add_slots(election_id: int, number: int) -> None:
    """Count slots that were added to the roll of an election."""
    db.session.execute(
        update(ElectionCount).where(ElectionCount.election_id == election_id).values(slots=ElectionCount.slots + number)
    )
