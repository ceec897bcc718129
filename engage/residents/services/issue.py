"""Making and voiding access codes. A code is handed back once, to be shown; only its hash is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.ballotbox.models import Election, RollSlot
from engage.ballotbox.services import add_slots
from engage.communities.models import Area
from engage.errors import Closed, Conflict, NotAllowed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.residents.eligibility import Eligibility, Reason
from engage.residents.hashing import FreshSecret, new_locators
from engage.residents.models import AccessCode, Channel, CodeBatch, CodeState
from engage.residents.queries.codes import Voter, batch_by_token, find_voter, voters_without_code

MOST_LETTERS = 500
# A vote has 2^20 locators. With nearly all of them taken, a hundred draws still find a free one two times in three.
LOCATOR_DRAWS = 100


class AlreadyIssued(Conflict):
    """This very form already made its codes; they cannot be shown again."""


class NotEligible(NotAllowed):
    """The voter may not vote in this; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_l("This person may not vote here."))
        self.reason = reason


@dataclass(frozen=True)
class IssuedCode:
    """A code with its voter, to be shown once."""

    voter: Voter
    code: str = field(repr=False)


@dataclass(frozen=True)
class Issued:
    batch: CodeBatch
    codes: list[IssuedCode]


@dataclass(frozen=True)
class Order:
    """Which codes are asked for, by whom. `token` names the form: sent again, it makes nothing."""

    election_id: int
    area: Area
    channel: Channel
    token: str
    user_id: int
    now: datetime


def issue_letters(order: Order, eligibility: Eligibility, secrets: Sequence[FreshSecret]) -> Issued:
    """Make a code for each of the first voters of an area who hold no valid one: as many as there are fresh secrets.

    Missing slots are made on the way. Raises `AlreadyIssued` for a form sent twice, `Closed` after the close, and
    `Conflict` when nobody needs a code or somebody else made some at this moment.
    """
    _check_open(order)
    voters = voters_without_code(order.election_id, order.area, eligibility, min(len(secrets), MOST_LETTERS))
    if not voters:
        raise Conflict(_l("Every voter of this area who may vote already holds a valid code."))
    return _make(order, voters, secrets[: len(voters)])


def reissue(order: Order, eligibility: Eligibility, voter_id: int, secret: FreshSecret) -> Issued:
    """Make a new code for one voter of an area and void the old one: by letter, or at the desk for a single use.

    A recorded ballot stays, and may be changed with the new code. Raises `NotEligible`, and as `issue_letters`.
    """
    _check_open(order)
    voter, reason = find_voter(order.election_id, order.area, eligibility, voter_id)
    if reason is not None:
        raise NotEligible(reason)
    if voter.slot_id is not None:
        _void(AccessCode.slot_id == voter.slot_id)
    return _make(replace(order, area=db.session.get_one(Area, voter.area_id)), [voter], [secret])


def void_code_of(voter: Voter, *, user_id: int, now: datetime) -> bool:
    """Void a voter's valid code. Return whether there was one."""
    if voter.slot_id is None or not _void(AccessCode.slot_id == voter.slot_id):
        return False
    subject = f"{voter.kind} {voter.id}"
    audit.record(user_id=user_id, area_id=voter.area_id, action="void code", subject=subject, now=now)
    return True


def void_batch(batch: CodeBatch, *, user_id: int, now: datetime) -> int:
    """Void the codes of a batch that are still valid. Return how many there were."""
    number = _void(AccessCode.batch_id == batch.id)
    audit.record(user_id=user_id, area_id=batch.area_id, action="void batch", subject=f"batch {batch.id}", now=now)
    return number


def _check_open(order: Order) -> None:
    election = db.session.get(Election, order.election_id, populate_existing=True)
    if election is None:
        raise NotFound(_l("There is no such vote."))
    if election.closed_at is not None or (election.closes_at is not None and order.now >= election.closes_at):
        raise Closed(_l("Voting has ended. No more codes are made."))
    if batch_by_token(order.token):
        raise AlreadyIssued(_l("These codes were already made, and shown once. They cannot be shown again."))


def _make(order: Order, voters: Sequence[Voter], secrets: Sequence[FreshSecret]) -> Issued:
    try:
        batch = _add_batch(order, len(voters))
        slot_ids = _slots_of(order.election_id, voters)
        codes = _add_codes(batch, slot_ids, secrets)
    except IntegrityError as error:  # The constraints decide between two who make codes at once.
        raise Conflict(
            _l("Somebody else made codes here at this moment. Nothing was made. Please load the page again.")
        ) from error
    action = "make letters" if order.channel is Channel.LETTER else "issue at desk"
    audit.record(
        user_id=order.user_id, area_id=order.area.id, action=action, subject=f"batch {batch.id}", now=order.now
    )
    return Issued(batch, [IssuedCode(voter, code) for voter, code in zip(voters, codes, strict=True)])


def _add_batch(order: Order, number: int) -> CodeBatch:
    batch = CodeBatch(
        election_id=order.election_id,
        area_id=order.area.id,
        channel=order.channel,
        token=order.token,
        codes=number,
        created_at=order.now,
        created_by_id=order.user_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _slots_of(election_id: int, voters: Sequence[Voter]) -> list[int]:
    """Return the slot of each voter, making those that are missing and counting them on the roll."""
    missing = [voter for voter in voters if voter.slot_id is None]
    made: dict[int, int] = {}
    if missing:
        rows = [
            {
                "election_id": election_id,
                "dwelling_id": voter.id if voter.kind == "dwelling" else None,
                "resident_id": voter.id if voter.kind == "resident" else None,
                "area_id": voter.area_id,
            }
            for voter in missing
        ]
        ids = db.session.scalars(insert(RollSlot).returning(RollSlot.id, sort_by_parameter_order=True), rows)
        made = {voter.id: id_ for voter, id_ in zip(missing, ids, strict=True)}
        add_slots(election_id, len(missing))
    return [voter.slot_id or made[voter.id] for voter in voters]


def _add_codes(batch: CodeBatch, slot_ids: Sequence[int], secrets: Sequence[FreshSecret]) -> list[str]:
    locators = _free_locators(batch.election_id, len(slot_ids))
    rows = [
        {
            "batch_id": batch.id,
            "election_id": batch.election_id,
            "slot_id": slot_id,
            "locator": locator,
            "secret_hash": fresh.hash,
        }
        for slot_id, locator, fresh in zip(slot_ids, locators, secrets, strict=True)
    ]
    db.session.execute(insert(AccessCode), rows)
    return [locator + fresh.secret for locator, fresh in zip(locators, secrets, strict=True)]


def _free_locators(election_id: int, number: int) -> list[str]:
    """Draw locators that no code of this election has or had."""
    free: set[str] = set()
    for _ in range(LOCATOR_DRAWS):
        drawn = set(new_locators(number - len(free))) - free
        rows = select(AccessCode.locator).where(AccessCode.election_id == election_id, AccessCode.locator.in_(drawn))
        free |= drawn - set(db.session.scalars(rows))
        if len(free) == number:
            return list(free)
    raise Conflict(_l("This vote has used up its codes. Please split it into votes of smaller areas."))


def _void(condition: ColumnElement[bool]) -> int:
    rows = update(AccessCode).where(condition, AccessCode.state == CodeState.ISSUED).values(state=CodeState.VOID)
    return len(db.session.scalars(rows.returning(AccessCode.id)).all())
