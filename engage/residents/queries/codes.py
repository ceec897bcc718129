"""What is read of access codes. Nothing here tells who has voted."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, func, literal, null, select

from engage.accounts.permissions import scope
from engage.ballotbox.models import RollSlot
from engage.communities.models import Area
from engage.extensions import db
from engage.residents.eligibility import Eligibility, Reason, reason_against
from engage.residents.models import AccessCode, Channel, CodeBatch, CodeState, Dwelling, Resident, Tie
from engage.residents.queries.roll import in_order

# Below this many desk codes, how many of them were used would tell who came.
FEWEST_SHOWN = 5


@scope("batch_id")
def area_of_batch(batch_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(CodeBatch, CodeBatch.area_id == Area.id).where(CodeBatch.id == batch_id))


@dataclass(frozen=True)
class Voter:
    """Somebody, or some flat, on the roll, as a vote sees it. `slot_id` is None while there was no code yet."""

    kind: str
    id: int
    area_id: int
    label: str
    birth_year: int | None
    tie: str
    slot_id: int | None


@dataclass
class Need:
    """How many letters an area still needs, how many voters hold a valid code, and who may not vote, by reason."""

    needed: int = 0
    holding: int = 0
    against: Counter[Reason] = field(default_factory=Counter)

    def add(self, row: Any, reason: Reason | None) -> None:
        if reason:
            self.against[reason] += row.voters
        else:
            self.needed += row.voters - row.holding
            self.holding += row.holding


@dataclass(frozen=True)
class CodeStatus:
    """The state of one voter's codes. One that was replaced, voided or used is "not valid", and no more is told."""

    has_code: bool = False
    valid_channel: Channel | None = None
    valid_since: datetime | None = None


@dataclass(frozen=True)
class BatchCounts:
    """Codes of a batch by state; `None` where the numbers would tell who voted."""

    made: int
    valid: int | None
    void: int | None
    used: int | None


def _columns(eligibility: Eligibility) -> tuple[Any, Any, Any]:
    """Return the table of voters, the slot column that points to it, and the column of its label."""
    if eligibility.voters == "dwellings":
        return Dwelling, RollSlot.dwelling_id, Dwelling.label
    return Resident, RollSlot.resident_id, Resident.name


def _facts(table: Any) -> tuple[Any, Any]:
    """Return the columns of birth year and tie, which a flat does not have."""
    if table is Dwelling:
        return null().label("birth_year"), literal(Tie.LIVES.value).label("tie")
    return Resident.birth_year, Resident.tie


def _joined(rows: Select, eligibility: Eligibility, election_id: int, area: Area) -> Select:
    table, slot_column, _label = _columns(eligibility)
    return (
        rows.select_from(table)
        .join(Area, Area.id == table.area_id)
        .outerjoin(RollSlot, and_(RollSlot.election_id == election_id, slot_column == table.id))
        .outerjoin(AccessCode, and_(AccessCode.slot_id == RollSlot.id, AccessCode.state == CodeState.ISSUED))
        .where(Area.within(area.path))
    )


def _reason(row: Any, eligibility: Eligibility) -> Reason | None:
    return None if eligibility.voters == "dwellings" else reason_against(row, eligibility)


def need(election_id: int, area: Area, eligibility: Eligibility) -> Need:
    """Return what an area needs, by one grouped query."""
    table, _slot, _label = _columns(eligibility)
    facts = () if table is Dwelling else _facts(table)
    counts = select(func.count().label("voters"), func.count(AccessCode.id).label("holding"), *facts)
    total = Need()
    for row in db.session.execute(_joined(counts, eligibility, election_id, area).group_by(*facts)):
        total.add(row, _reason(row, eligibility))
    return total


def needs_below(election_id: int, area: Area, eligibility: Eligibility) -> list[tuple[Area, Need]]:
    """Return what each area right below needs, by one grouped query. For a community or less."""
    table, _slot, _label = _columns(eligibility)
    facts = (table.area_id,) if table is Dwelling else (table.area_id, *_facts(table))
    counts = select(func.count().label("voters"), func.count(AccessCode.id).label("holding"), *facts)
    paths = dict(db.session.execute(select(Area.id, Area.path).where(Area.within(area.path))).all())
    children = children_of(area)
    needs = {child.id: Need() for child in children}
    for row in db.session.execute(_joined(counts, eligibility, election_id, area).group_by(*facts)):
        for child in children:
            if paths[row.area_id].startswith(child.path):
                needs[child.id].add(row, _reason(row, eligibility))
    return [(child, needs[child.id]) for child in children]


def children_of(area: Area) -> list[Area]:
    return list(db.session.scalars(select(Area).where(Area.parent_id == area.id).order_by(*in_order(Area.path))))


def voters_without_code(election_id: int, area: Area, eligibility: Eligibility, limit: int) -> list[Voter]:
    """Return the first voters of an area who hold no valid code, in the order in which letters are delivered."""
    rows = _voters(eligibility, election_id, area).where(AccessCode.id.is_(None)).execution_options(yield_per=1000)
    with db.session.execute(rows) as result:
        found = list(islice((row for row in result if _reason(row, eligibility) is None), limit))
    return [_voter(row, eligibility) for row in sorted(found, key=_on_the_round)]


def _on_the_round(row: Any) -> tuple[list[int], list[tuple[bool, int, str]]]:
    """Return the place of a voter's door: stairwell by stairwell, and within one 9 before 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", row.label)
    return [int(id_) for id_ in row.path.split(".") if id_], [
        (not part[0].isdecimal(), int(part) if part[0].isdecimal() else 0, part) for part in parts
    ]


def find_voter(election_id: int, area: Area, eligibility: Eligibility, voter_id: int) -> tuple[Voter, Reason | None]:
    """Return the voter of that id in the area and why not, if so. Raises `NoResultFound` outside the area."""
    table, _slot, _label = _columns(eligibility)
    row = db.session.execute(_voters(eligibility, election_id, area).where(table.id == voter_id)).one()
    return _voter(row, eligibility), _reason(row, eligibility)


def _voters(eligibility: Eligibility, election_id: int, area: Area) -> Select:
    table, _slot, label = _columns(eligibility)
    columns = (table.id, table.area_id, label.label("label"), Area.path, *_facts(table), RollSlot.id.label("slot_id"))
    rows = _joined(select(*columns), eligibility, election_id, area)
    return rows.order_by(*in_order(Area.path), *in_order(label), table.id)


def _voter(row: Any, eligibility: Eligibility) -> Voter:
    kind = "dwelling" if eligibility.voters == "dwellings" else "resident"
    return Voter(kind, row.id, row.area_id, row.label, row.birth_year, row.tie, row.slot_id)


def statuses(election_id: int, eligibility: Eligibility, voter_ids: Collection[int]) -> dict[int, CodeStatus]:
    """Return the state of the codes of these voters, for a page of a list."""
    _table, slot_column, _label = _columns(eligibility)
    rows = (
        select(slot_column.label("voter_id"), AccessCode.state, CodeBatch.channel, CodeBatch.created_at)
        .join(AccessCode, AccessCode.slot_id == RollSlot.id)
        .join(CodeBatch, CodeBatch.id == AccessCode.batch_id)
        .where(RollSlot.election_id == election_id, slot_column.in_(voter_ids))
    )
    found: dict[int, CodeStatus] = {}
    for row in db.session.execute(rows):
        if row.state == CodeState.ISSUED:
            found[row.voter_id] = CodeStatus(True, Channel(row.channel), row.created_at)
        else:
            found.setdefault(row.voter_id, CodeStatus(True))
    return defaultdict(CodeStatus, found)


def letter_batches(election_id: int) -> Select[tuple[CodeBatch]]:
    rows = select(CodeBatch).filter_by(election_id=election_id, channel=Channel.LETTER)
    return rows.order_by(CodeBatch.id.desc())


def batch_counts(batch_ids: Iterable[int]) -> dict[int, BatchCounts]:
    rows = select(AccessCode.batch_id, AccessCode.state, func.count()).group_by(AccessCode.batch_id, AccessCode.state)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for batch_id, state, number in db.session.execute(rows.where(AccessCode.batch_id.in_(list(batch_ids)))):
        states[batch_id][state] = number
    return defaultdict(lambda: _counts(Counter()), {id_: _counts(states[id_]) for id_ in states})


def desk_counts(election_id: int) -> BatchCounts:
    """Return one sum over all codes made at the desk: a desk code alone would tell whether its voter has voted."""
    rows = (
        select(AccessCode.state, func.count())
        .join(CodeBatch, CodeBatch.id == AccessCode.batch_id)
        .where(CodeBatch.election_id == election_id, CodeBatch.channel == Channel.DESK)
        .group_by(AccessCode.state)
    )
    counts = _counts(Counter(dict(db.session.execute(rows).all())))
    return counts if counts.made >= FEWEST_SHOWN or not counts.made else BatchCounts(counts.made, None, None, None)


def _counts(states: Counter[str]) -> BatchCounts:
    return BatchCounts(
        states.total(), states[CodeState.ISSUED], states[CodeState.VOID], states[CodeState.SPENT]
    )  # fmt: skip


def batch_by_token(token: str) -> CodeBatch | None:
    return db.session.scalar(select(CodeBatch).filter_by(token=token))
