"""Who can work on a need."""

from collections.abc import Sequence

from sqlalchemy import select

from engage.accounts.models import Role, RoleGrant, User
from engage.communities.models import Area
from engage.extensions import db
from engage.needs.categories import Profession
from engage.needs.settings import professions

MOST_LISTED = 200


def professionals_in(area: Area) -> Sequence[User]:
    """Return the enabled professionals whose role is valid in the area, by profession and name."""
    found = select(User).where(
        User.is_enabled,
        User.grants.any((RoleGrant.role == Role.PROFESSIONAL) & RoleGrant.area_id.in_(area.ancestor_ids)),
    )
    return db.session.scalars(found.order_by(User.profession, User.display_name).limit(MOST_LISTED)).all()


def is_professional_in(user_id: int, area: Area) -> bool:
    granted = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id, RoleGrant.role == Role.PROFESSIONAL, RoleGrant.area_id.in_(area.ancestor_ids)
    )
    enabled = select(User.id).where(User.id == user_id, User.is_enabled)
    return all(db.session.scalar(found.limit(1)) is not None for found in (granted, enabled))


def concerned(area: Area, profession: str | None) -> list[str]:
    """Return the categories that concern a profession in an area; all of them for somebody of no profession."""
    return [code for code, names in professions(area).items() if profession is None or Profession(profession) in names]
