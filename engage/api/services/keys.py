"""Keys of programs: made, rotated, revoked, and noted as used.

A key is "engage_<prefix>_<secret>". The prefix names it on pages; the secret is shown once and kept nowhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from engage import codes
from engage.accounts import audit
from engage.api.models import ApiKey
from engage.api.queries.keys import PREFIX_LENGTH, SECRET_LENGTH, digest_of, key_by_id, works_in_sql
from engage.api.scopes import Scope
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l

LONGEST_NAME = 80


@dataclass(frozen=True)
class NewKey:
    """A key and its whole text, which is to be shown once."""

    key: ApiKey
    text: str


def create(
    name: str,
    scopes: Collection[str],
    area: Area,
    *,
    expires_at: datetime | None,
    actor_id: int | None,
    now: datetime,
) -> NewKey:
    """Make a key for a program. Raises `Invalid` with the names of the fields, and `Conflict` for a name in use."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(_l("Give the key a name of at most %(most)s characters.", most=LONGEST_NAME), fields=("name",))
    if not scopes or not set(scopes) <= set(Scope):
        raise Invalid(_l("Choose at least one thing that the key may do."), fields=("scopes",))
    if expires_at is not None and expires_at <= now:
        raise Invalid(_l("The key would have expired already."), fields=("lasts",))
    if db.session.scalar(select(ApiKey.id).filter_by(name=name, area_id=area.id).where(works_in_sql(now)).limit(1)):
        raise Conflict(
            _l("A key of this name works in this area already. Rotate or revoke that one."), fields=("name",)
        )
    new = _add(name, [scope.value for scope in Scope if scope in scopes], area.id, expires_at, actor_id, now)
    _record("key made", new.key, actor_id, now)
    return new


def rotate(key_id: int, *, old_works_until: datetime, actor_id: int | None, now: datetime) -> NewKey:
    """Make a key that takes another one's place. The old one works until the moment named, or until its own end."""
    old = _locked(key_id)
    if old.replaced_by_id is not None or not old.works_at(now):
        raise Conflict(_l("This key was replaced, was revoked, or has expired. Nothing was changed."))
    new = _add(old.name, old.scopes, old.area_id, old.expires_at, actor_id, now)
    old.replaced_by_id = new.key.id
    old.expires_at = min(max(old_works_until, now), old.expires_at or old_works_until)
    _record("key rotated", old, actor_id, now)
    return new


def revoke(key_id: int, *, actor_id: int | None, now: datetime) -> ApiKey:
    """Let a key work no more, from now on. Doing so again changes nothing."""
    key = _locked(key_id)
    if key.revoked_at is None:
        key.revoked_at = now
        _record("key revoked", key, actor_id, now)
    return key


def note_use(key_id: int, *, now: datetime) -> None:
    """Keep the hour in which a key was last used."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    is_older = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < hour)
    db.session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, is_older)
        .values(last_used_at=hour)
        .execution_options(synchronize_session=False)
    )


def _add(
    name: str, scopes: list[str], area_id: int, expires_at: datetime | None, actor_id: int | None, now: datetime
) -> NewKey:
    prefix, secret = codes.new_code(PREFIX_LENGTH), codes.new_code(SECRET_LENGTH)
    key = ApiKey(
        name=name, prefix=prefix, secret_digest=digest_of(secret), scopes=list(scopes), area_id=area_id,
        created_at=now, created_by_id=actor_id, expires_at=expires_at,
    )  # fmt: skip
    db.session.add(key)
    db.session.flush()
    return NewKey(key, f"engage_{prefix}_{secret}")


def _locked(key_id: int) -> ApiKey:
    key_by_id(key_id)
    return db.session.get_one(ApiKey, key_id, with_for_update=True, populate_existing=True)


def _record(action: str, key: ApiKey, actor_id: int | None, now: datetime) -> None:
    audit.record(user_id=actor_id, area_id=key.area_id, action=action, subject=f"key {key.id}", now=now)
