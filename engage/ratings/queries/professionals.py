"""Finding professionals, by number, card or account."""

from sqlalchemy import select

from engage.codes import normalise
from engage.extensions import db
from engage.ratings.models import Professional


def by_staff_no(staff_no: str) -> Professional | None:
    return db.session.scalar(select(Professional).where(Professional.staff_no == staff_no))


def by_card(code: str) -> Professional | None:
    """Return whose card this is; the card of one who was merged into another leads to that one."""
    try:
        found = db.session.scalar(select(Professional).where(Professional.card_code == normalise(code)))
    except ValueError:
        return None
    return survivor(found) if found else None


def of_user(user_id: int) -> Professional | None:
    """Return the professional that signs in with this account."""
    return db.session.scalar(select(Professional).where(Professional.user_id == user_id))


def survivor(professional: Professional) -> Professional:
    """Return the one into whom a professional was merged, or the same. A merge never leads on to a further one."""
    if professional.merged_into_id is None:
        return professional
    return db.session.get_one(Professional, professional.merged_into_id)
