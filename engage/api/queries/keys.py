"""Finding keys of programs."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import User
from engage.accounts.permissions import Permission, scope, within
from engage.api.models import ApiKey
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l

PREFIX_LENGTH = 8
SECRET_LENGTH = 32  # 160 random bits.
PER_PAGE = 50
_KEY = re.compile(f"engage_([0-9A-Z]{{{PREFIX_LENGTH}}})_([0-9A-Z]{{{SECRET_LENGTH}}})", re.ASCII)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def works_in_sql(now: datetime) -> ColumnElement[bool]:
    """Return `ApiKey.works_at` as a condition."""
    return and_(ApiKey.revoked_at.is_(None), or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now))


def matching_key(text: str, now: datetime) -> ApiKey | None:
    """Return the key that a program brought, with its area, when it works at this moment."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    found = db.session.scalar(select(ApiKey).filter_by(prefix=match[1]).options(joinedload(ApiKey.area)))
    is_right = hmac.compare_digest(found.secret_digest if found else "", digest_of(match[2]))
    return found if found and is_right and found.works_at(now) else None


def key_by_id(key_id: int) -> ApiKey:
    if found := db.session.get(ApiKey, key_id, options=[joinedload(ApiKey.area)]):
        return found
    raise NotFound(_l("There is no such key."))


def key_by_prefix(prefix: str) -> ApiKey:
    """Return the key with this prefix, in either case. Raises `NotFound`."""
    if found := db.session.scalar(select(ApiKey).filter_by(prefix=prefix.strip().upper())):
        return found
    raise NotFound(_l("There is no key with this prefix. `engage key list` shows all."))


@scope("key_id")
def area_of_key(key_id: int) -> Area | None:
    return db.session.scalars(select(Area).join(ApiKey, ApiKey.area_id == Area.id).where(ApiKey.id == key_id)).first()


def keys(actor: User) -> Pagination:
    """Return one page of the keys of the actor's areas, the newest first."""
    found = select(ApiKey).join(ApiKey.area).options(contains_eager(ApiKey.area))
    found = found.where(within(actor, Permission.MANAGE_KEYS)).order_by(ApiKey.id.desc())
    return db.paginate(found, per_page=PER_PAGE)


def all_keys() -> Sequence[ApiKey]:
    return db.session.scalars(select(ApiKey).options(joinedload(ApiKey.area)).order_by(ApiKey.id)).all()
