"""The person who asked takes back what they wrote. What was counted stays counted."""

from datetime import datetime

from sqlalchemy import delete

from engage.extensions import db
from engage.i18n import _, speaking
from engage.needs.models import Need, NeedContact
from engage.needs.services.states import change_state, locked
from engage.needs.states import State
from engage.needs.timeline import note
from engage.pictures.services import delete_unused


def withdraw(need_id: int, *, now: datetime) -> Need:
    """Delete contact, photos and raw text of a need. One that the public never saw is closed; others go on.

    The public summary stays: it is the office's, and neighbours may have joined it. Withdrawing twice changes nothing.
    """
    need = locked(need_id)
    if need.withdrawn_at is not None:
        return need
    need.withdrawn_at, need.raw_text = now, None
    digests = {digest for photo in need.photos for digest in (photo.digest, photo.shown_digest) if digest}
    need.photos.clear()
    db.session.execute(delete(NeedContact).where(NeedContact.need_id == need.id))
    db.session.flush()
    delete_unused(digests)
    note(need, "withdrawn", now=now, is_public=False)
    if need.state == State.RECEIVED:
        text_zh, text_en = (_said_in(language) for language in ("zh", "en"))
        return change_state(need.id, State.DECLINED, version=None, now=now, actor_id=None, by_people=True,
                            text_zh=text_zh, text_en=text_en)  # fmt: skip
    need.version += 1
    db.session.flush()
    return need


def _said_in(language: str) -> str:
    with speaking(language):
        return _("Withdrawn by the person who asked.")
