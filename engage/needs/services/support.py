""" "I need this too": once for each device, and taken back as easily."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from engage.errors import Closed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.counts import recount
from engage.needs.models import Need, NeedSupport
from engage.needs.queries import shown, voices
from engage.needs.services.priority import keep_priority
from engage.needs.services.states import locked


def join(need_id: int, key_of: voices.KeyOf, *, now: datetime) -> Need:
    """Count the device as needing this too, and return the need it counts for: the one this was merged into.

    Joining again changes nothing. Raises `NotFound` for a need that is not public, `Closed` when nothing is to be done.
    """
    need = _public(need_id)
    if voices.support_of(need.id, key_of):
        return need
    if not voices.may_join(need):
        raise Closed(_l("This need is not open any more, so that nobody can join it. Nothing was recorded."))
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(NeedSupport).values(need_id=need.id, device=key_of(need.id), given_on=now.date())
    if db.session.execute(row.on_conflict_do_nothing().returning(NeedSupport.id)).scalar() is not None:
        _count(need, 1, now)
    return need


def leave(need_id: int, key_of: voices.KeyOf, *, now: datetime) -> Need:
    """Take the device's support back. Where there is none, nothing changes."""
    need = _public(need_id)
    if support := voices.support_of(need.id, key_of):
        db.session.delete(support)
        db.session.flush()
        _count(need, -1, now)
    return need


def _public(need_id: int) -> Need:
    named = db.session.get(Need, need_id)
    found = voices.surviving(named) if named else None
    if found is None or not shown.is_public(found):
        raise NotFound(_l("There is no such need, or it is not public."))
    return locked(found.id)


def _count(need: Need, change: int, now: datetime) -> None:
    with recount(need):
        need.supports = max(need.supports + change, 0)
    need.updated_at = now
    keep_priority(need, now=now)
    db.session.flush()
