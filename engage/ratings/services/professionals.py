"""Professionals come from the staff platform, from a file or by hand; they are merged, and they leave."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.codes import new_code
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.pictures.services import delete_unused
from engage.ratings.kept import refresh
from engage.ratings.locks import lock_professionals
from engage.ratings.models import Professional, Rating, RatingSum, Visit
from engage.ratings.queries.professionals import by_staff_no
from engage.ratings.services.history import note_changes
from engage.ratings.sums import COLUMNS, Cell, add

PROFESSIONS = ("planner", "architect", "engineer", "other")
MOST_STAFF_NO, MOST_NAME, MOST_TITLE, MOST_AREAS = 40, 80, 40, 200
CARD_LENGTH = 10


def put_professional(
    staff_no: str,
    *,
    name: str,
    profession: str,
    title: str,
    areas: Sequence[Area],
    now: datetime,
    actor_id: int | None = None,
) -> tuple[Professional, bool]:
    """Record a professional under a number, or bring what is recorded up to date; the same again changes nothing.

    Returns whether the number was new. Raises `Invalid` with the names of the fields, and `Conflict` for a number that
    was merged into another. A title may be any text: the staff platform may have new ones.
    """
    values = {"name": name.strip(), "profession": profession, "title": title.strip()}
    _check(staff_no, values, areas)
    found = by_staff_no(staff_no) or _insert(staff_no, values, now)
    professional = lock_professionals(found.id)[found.id]
    is_new = professional.updated_at is None or professional.version == 0
    if professional.merged_into_id is not None:
        raise Conflict(_l("This number was merged into another one. Please use that one."))
    served = sorted(set(areas), key=lambda area: area.path)
    is_changed = any(getattr(professional, key) != value for key, value in values.items())
    if is_new or is_changed or [area.id for area in professional.areas] != [area.id for area in served]:
        for key, value in values.items():
            setattr(professional, key, value)
        professional.areas = served
        _finish(professional, "professional recorded" if is_new else "professional changed", actor_id, now)
    return professional, is_new


def merge_professional(
    professional_id: int, into_id: int, *, now: datetime, actor_id: int | None = None
) -> Professional:
    """Give visits, ratings, areas and account of one professional to another, who is the same person.

    The old number and card lead on to the other. Raises `Conflict` when one of them was merged before.
    """
    if professional_id == into_id:
        raise Invalid(_l("Please choose another professional to merge into."), fields=("into",))
    both = lock_professionals(professional_id, into_id)
    old, new = both[professional_id], both[into_id]
    if old.merged_into_id is not None or new.merged_into_id is not None:
        raise Conflict(_l("One of these two was merged into another one before. Nothing was changed."), stale=True)
    served = sorted({*old.areas, *new.areas}, key=lambda area: area.path)
    note_changes(Visit.professional_id == old.id, now=now, actor_id=actor_id)
    months = _move_all(old, new)
    new.areas = served
    user_id, old.user_id = old.user_id, None
    old.merged_into_id = new.id
    earlier = update(Professional).where(Professional.merged_into_id == old.id).values(merged_into_id=new.id)
    db.session.execute(earlier.execution_options(synchronize_session="fetch"))
    db.session.flush()
    new.user_id = new.user_id or user_id
    for professional in (old, new):
        _finish(professional, "professional merged", actor_id, now)
        if served:
            refresh(professional, months, area=served[0], now=now)
    return new


def mark_left(
    professional_id: int, left_on: date | None, *, now: datetime, actor_id: int | None = None
) -> Professional:
    """Note the last day of a professional, or with None that the professional is back. Visits and figures stay."""
    professional = lock_professionals(professional_id)[professional_id]
    if professional.left_on != left_on:
        professional.left_on = left_on
        _finish(professional, "professional left" if left_on else "professional back", actor_id, now)
    return professional


def set_photo(professional_id: int, digest: str | None, *, now: datetime, actor_id: int | None = None) -> Professional:
    """Let a stored picture be the professional's photo, or none; one that nothing shows any more is deleted."""
    professional = lock_professionals(professional_id)[professional_id]
    before = professional.photo_digest
    if before != digest:
        professional.photo_digest = digest
        _finish(professional, "professional photo", actor_id, now)
        delete_unused([before] if before else [])
    return professional


def link_account(
    professional_id: int, user_id: int | None, *, now: datetime, actor_id: int | None = None
) -> Professional:
    """Let an account be the professional's own, or none. Raises `Conflict` when it is another professional's."""
    professional = lock_professionals(professional_id)[professional_id]
    professional.user_id = user_id
    try:
        _finish(professional, "professional account", actor_id, now)
    except IntegrityError as error:
        raise Conflict(_l("This account belongs to another professional.")) from error
    return professional


def _check(staff_no: str, values: dict[str, str], areas: Sequence[Area]) -> None:
    if not 0 < len(staff_no) <= MOST_STAFF_NO or not staff_no.isprintable() or set(staff_no) & set(" /\\?#%"):
        raise Invalid(
            _l("A staff number has up to %(most)s letters, digits, dots or hyphens.", most=MOST_STAFF_NO),
            fields=("staff_no",),
        )
    if not 0 < len(values["name"]) <= MOST_NAME or not values["name"].isprintable():
        raise Invalid(_l("Please give a name of up to %(most)s characters.", most=MOST_NAME), fields=("name",))
    if values["profession"] not in PROFESSIONS:
        raise Invalid(_l("The profession is one of planner, architect, engineer, other."), fields=("profession",))
    if len(values["title"]) > MOST_TITLE or not values["title"].isprintable():
        raise Invalid(_l("The title may have %(most)s characters.", most=MOST_TITLE), fields=("title",))
    if not 0 < len(areas) <= MOST_AREAS:
        raise Invalid(_l("Please name the areas that are served, one at least."), fields=("areas",))


def _insert(staff_no: str, values: dict[str, str], now: datetime) -> Professional:
    """Insert a row of version 0, or find the one that somebody else inserted just now."""
    row = Professional(
        staff_no=staff_no, card_code=new_code(CARD_LENGTH), created_at=now, updated_at=now, version=0, **values
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        found = by_staff_no(staff_no)
        if found is None:  # The card's code was taken, one time in a thousand million million.
            raise
        return found
    return row


def _finish(professional: Professional, action: str, actor_id: int | None, now: datetime) -> None:
    professional.version += 1
    professional.updated_at = now
    db.session.flush()
    if actor_id is not None:
        area_id = professional.areas[0].id if professional.areas else None
        subject = f"professional {professional.id}"
        audit.record(user_id=actor_id, area_id=area_id, action=action, subject=subject, now=now)


def _move_all(old: Professional, new: Professional) -> set[date]:
    """Move visits, ratings and sums; return the months in which something moved."""
    batches = db.session.scalar(select(func.max(Rating.batch)).where(Rating.professional_id == new.id)) or 0
    values: dict[str, Any] = {"professional_id": new.id, "batch": Rating.batch + batches}
    for statement in (
        update(Visit).where(Visit.professional_id == old.id).values(professional_id=new.id),
        update(Rating).where(Rating.professional_id == old.id).values(values),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    rows = db.session.scalars(select(RatingSum).where(RatingSum.professional_id == old.id)).all()
    months = {row.month for row in rows}
    for row in sorted(rows, key=lambda row: (row.area_id, row.month)):
        add(Cell(new.id, row.area_id, row.month), {name: getattr(row, name) for name in COLUMNS})
        db.session.delete(row)
    db.session.flush()
    db.session.expire_all()
    return months
