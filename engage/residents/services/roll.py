"""The roll: dwellings and residents come in by import, and leave one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.ballotbox.models import RollSlot
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.residents.models import Dwelling, Resident
from engage.residents.planning import RESIDENT_FIELDS, Plan, plan_dwellings, plan_residents
from engage.residents.roll_files import RollFile
from engage.residents.roll_rows import DwellingRow, ResidentRow, RollKind


@dataclass(frozen=True)
class Imported:
    """How many rows an import added, changed and found as they were."""

    new: int
    updated: int
    unchanged: int


def add_dwellings(rows: Sequence[DwellingRow], *, within: Area | None = None) -> Imported:
    """Add flats, or bring those up to date that are there. Nothing is deleted.

    Raises `Invalid` for the first row that cannot be taken, such as one of an area outside `within`.
    """
    return _carry_out(plan_dwellings(list(enumerate(rows, 1)), within), Dwelling)


def add_residents(
    rows: Sequence[ResidentRow], *, within: Area | None = None, fields: frozenset[str] = RESIDENT_FIELDS
) -> Imported:
    """Add people, or bring those up to date that are there, in these fields only. Nobody is deleted.

    Raises `Invalid` for the first row that cannot be taken.
    """
    return _carry_out(plan_residents(list(enumerate(rows, 1)), within, fields), Resident)


def import_roll(file: RollFile, *, area: Area, user_id: int, now: datetime) -> Imported:
    """Carry out a checked file. What the store says is looked at anew, since it may have changed. Raises `Invalid`."""
    if file.kind is RollKind.DWELLINGS:
        imported = add_dwellings(file.dwellings, within=area)
    else:
        imported = add_residents(file.residents, within=area, fields=file.fields)
    subject = f"area {area.id}"
    audit.record(user_id=user_id, area_id=area.id, action=f"import {file.kind}", subject=subject, now=now)
    return imported


def remove_dwelling(dwelling: Dwelling, *, user_id: int, now: datetime) -> None:
    """Take a flat off the roll; who lives there stays on it. Raises `Conflict` when it may vote somewhere."""
    _refuse_voters(RollSlot.dwelling_id == dwelling.id)
    db.session.execute(update(Resident).where(Resident.dwelling_id == dwelling.id).values(dwelling_id=None))
    _remove(dwelling, f"dwelling {dwelling.id}", user_id, now)


def remove_resident(resident: Resident, *, user_id: int, now: datetime) -> None:
    """Take a person off the roll. Raises `Conflict` when the person may vote somewhere."""
    _refuse_voters(RollSlot.resident_id == resident.id)
    _remove(resident, f"resident {resident.id}", user_id, now)


def _refuse_voters(is_theirs: ColumnElement[bool]) -> None:
    if db.session.scalar(select(exists().where(is_theirs))):
        raise Conflict(
            _l("A code was made here for a vote, so this stays on the roll of that vote. Void the code instead.")
        )


def _remove(entry: Dwelling | Resident, subject: str, user_id: int, now: datetime) -> None:
    audit.record(user_id=user_id, area_id=entry.area_id, action="remove from roll", subject=subject, now=now)
    db.session.delete(entry)
    db.session.flush()


def _carry_out(plan: Plan, table: type[Dwelling] | type[Resident]) -> Imported:
    if not plan.ok:
        raise Invalid(str(plan.problems[0]))
    try:
        if plan.new:
            db.session.execute(insert(table), plan.new)
        if plan.updated:
            db.session.execute(update(table), plan.updated)
        db.session.flush()
    except IntegrityError as error:  # Another import came between the look and the write.
        raise Conflict(_l("Somebody else changed this roll just now. Nothing was saved. Please try again.")) from error
    db.session.expire_all()
    return Imported(len(plan.new), len(plan.updated), plan.unchanged)
