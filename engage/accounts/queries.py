"""Who there is, and which area an account belongs to."""

import re
from collections.abc import Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from engage.accounts.models import RoleGrant, User
from engage.accounts.passwords import normal_name
from engage.accounts.permissions import Permission, paths_of, scope, within
from engage.communities.models import LEVELS, Area, AreaKind
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l

NUMBER = re.compile("[0-9]{1,9}")
PER_PAGE = 50
MOST_SUGGESTED = 300


def user_by_name(name: str) -> User | None:
    return db.session.scalar(select(User).filter_by(name=normal_name(name)))


def session_user(session_id: str) -> User | None:
    """Return the user a session belongs to, unless the session was ended or the account disabled since."""
    number, _dot, epoch = session_id.partition(".")
    user = db.session.get(User, int(number)) if NUMBER.fullmatch(number) else None
    return user if user and user.is_enabled and str(user.session_epoch) == epoch else None


def user_with_grants(user_id: int) -> User:
    """Return the account, its roles and their areas loaded. Raises `NotFound`."""
    user = db.session.get(User, user_id, options=[_grants_with_areas()])
    if user is None:
        raise NotFound(_l("There is no such account."))
    return user


def users(actor: User, q: str, page: int) -> Pagination:
    """Return one page of the accounts the actor manages, by name; `q` is a part of the name."""
    paths = paths_of(actor, Permission.MANAGE_USERS)
    found = select(User).where(or_(*map(_belongs_below, paths))).order_by(User.name).options(_grants_with_areas())
    if q:
        names = (User.name, User.display_name)
        found = found.where(or_(*(name.icontains(q, autoescape=True) for name in names)))
    return db.paginate(found, page=page, per_page=PER_PAGE, error_out=False)


def all_users() -> Sequence[User]:
    return db.session.scalars(select(User).order_by(User.name).options(_grants_with_areas())).all()


def has_areas() -> bool:
    return db.session.scalar(select(Area.id).limit(1)) is not None


def only_root() -> Area | None:
    """Return the top of the area tree, when there is exactly one."""
    roots = list(db.session.scalars(select(Area).where(Area.parent_id.is_(None)).limit(2)))
    return roots[0] if len(roots) == 1 else None


@scope("user_id")
def area_of_user(user_id: int) -> Area | None:
    """Return the deepest area that holds all roles of the account; an account without roles belongs to the root."""
    if db.session.get(User, user_id) is None:
        return None
    areas = list(
        db.session.scalars(select(Area).join(RoleGrant, RoleGrant.area_id == Area.id).filter_by(user_id=user_id))
    )
    if not areas:
        return only_root()
    shared = set.intersection(*(set(area.ancestor_ids) for area in areas))
    deepest = [id_ for id_ in areas[0].ancestor_ids if id_ in shared][-1:]
    return db.session.get(Area, deepest[0]) if deepest else None


def area_suggestions(actor: User, permission: Permission = Permission.MANAGE_USERS) -> list[Area]:
    """Return the actor's areas down to communities, top first: for a field that takes any code."""
    kinds = [kind for kind in AreaKind if LEVELS[kind] <= LEVELS[AreaKind.COMMUNITY]]
    own = select(Area).where(within(actor, permission), Area.kind.in_(kinds))
    return list(db.session.scalars(own.order_by(Area.path).limit(MOST_SUGGESTED)))


def areas_called(actor: User, text: str, permission: Permission = Permission.MANAGE_USERS) -> list[Area]:
    """Return the actor's areas with this code; if there are none, two at most with this name."""
    own = select(Area).where(within(actor, permission)).limit(2)
    by_code = list(db.session.scalars(own.where(Area.code.in_({text, text.upper()}))))
    return by_code or list(db.session.scalars(own.where(or_(Area.name_zh == text, Area.name_en == text))))


def _belongs_below(path: str) -> ColumnElement[bool]:
    """Return the condition that all roles of a user lie in the area of this path. The SQL of `area_of_user`."""
    inside = User.grants.any(RoleGrant.area.has(Area.path.like(f"{path}%")))
    outside = User.grants.any(RoleGrant.area.has(Area.path.not_like(f"{path}%")))
    root = only_root()
    if root is not None and root.path == path:
        return ~outside
    return and_(inside, ~outside)


def _grants_with_areas() -> ORMOption:
    return selectinload(User.grants).options(joinedload(RoleGrant.area))
