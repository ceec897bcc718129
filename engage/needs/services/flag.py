"""Pointing out that a public need should not stand as it does."""

from datetime import datetime

from sqlalchemy import select

from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import Need, NeedFlag
from engage.needs.queries import shown
from engage.needs.words import FlagReason

MOST_FLAG_TEXT = 500


def flag(need_id: int, device: str, *, reason: str, text: str, now: datetime) -> NeedFlag:
    """Put a flag into the office's queue, once for each device; it hides nothing. The text is cut to what is kept.

    Raises `NotFound`, `Invalid` without a reason, and `Conflict` for a second flag.
    """
    need = db.session.get(Need, need_id, with_for_update=True, populate_existing=True)
    if need is None or not shown.is_public(need):
        raise NotFound(_l("There is no such need, or it is not public."))
    if reason not in set(FlagReason):
        raise Invalid(_l("Please choose what is wrong with it."), fields=("reason",))
    if db.session.scalar(select(NeedFlag).where(NeedFlag.need_id == need.id, NeedFlag.device == device)):
        raise Conflict(_l("You have told the office about this already. It is in their queue."))
    found = NeedFlag(need_id=need.id, device=device, reason=reason, text=text[:MOST_FLAG_TEXT] or None, given_at=now)
    db.session.add(found)
    db.session.flush()
    return found
