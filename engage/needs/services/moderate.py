"""What the office decides about one need besides its state: its photos, its flags, how much work it is."""

from datetime import datetime
from typing import Literal

from sqlalchemy import update

from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import Need, NeedEvent, NeedFlag, NeedPhoto
from engage.needs.priority import Effort
from engage.needs.services.states import ELSEWHERE, MOST_ANSWER, finish, locked, move
from engage.needs.states import CLOSED, State
from engage.needs.timeline import note
from engage.pictures.redact import redacted
from engage.pictures.services import delete_unused, store_picture


def answer(
    need_id: int, *, text_zh: str, text_en: str, version: int | None, now: datetime, actor_id: int | None
) -> NeedEvent:
    """Say something in public about a need without moving it on. Raises `Conflict` and `Invalid`."""
    need = locked(need_id, version)
    check_text(text_zh, text_en)
    event = note(need, "answer", now=now, actor_id=actor_id, text_zh=text_zh, text_en=text_en)
    finish(need, "need answered", actor_id=actor_id, now=now)
    return event


def reopen(need_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Take a refusal back: the need is published again, or waits again if it never was."""
    need = locked(need_id, version)
    if need.state != State.DECLINED:
        raise Conflict(ELSEWHERE, stale=True)
    move(need, State.PUBLISHED if need.first_published_at else State.RECEIVED, now=now)
    note(need, "state", now=now, actor_id=actor_id)
    finish(need, "need reopened", actor_id=actor_id, now=now)
    return need


def judge_effort(need_id: int, effort: str | None, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Say how much work a need is, or that it is not known. It counts in the priority."""
    need = locked(need_id, version)
    if effort is not None and effort not in set(Effort):
        raise Invalid(_l("Please choose how much work it is."), fields=("effort",))
    need.effort = effort
    finish(need, "need effort judged", actor_id=actor_id, now=now)
    return need


def handle_flags(
    need_id: int, decision: Literal["keep", "hide"], *, version: int | None, now: datetime, actor_id: int | None
) -> Need:
    """Close the flags of a need: it stays as it is, or it leaves the public and waits in the queue once more."""
    need = locked(need_id, version)
    if decision == "hide":
        if State(need.state) in CLOSED:
            raise Closed(_l("This need is closed. Open it again first; nothing was changed."), stale=True)
        move(need, State.RECEIVED, now=now)
    handled = update(NeedFlag).where(NeedFlag.need_id == need_id, NeedFlag.handled_at.is_(None))
    db.session.execute(handled.values(handled_at=now))
    note(need, "flags", now=now, actor_id=actor_id, is_public=False)
    finish(need, f"need flags {decision}", actor_id=actor_id, now=now)
    return need


def hide_photo(photo_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Keep a photo with the office."""
    need, photo = _locked_photo(photo_id, version)
    photo.shown_digest, photo.is_hidden = None, True
    return _changed_photo(need, "need photo hidden", actor_id, now)


def show_photo(photo_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Let the public see a photo again, at once where the need itself is public."""
    need, photo = _locked_photo(photo_id, version)
    photo.is_hidden = False
    photo.shown_digest = photo.digest if need.first_published_at and not need.is_private else None
    return _changed_photo(need, "need photo shown", actor_id, now)


def redact_photo(photo_id: int, cells: set[int], *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Paint cells of a photo black for good. What lay below is deleted, so that no address of it answers any more."""
    need, photo = _locked_photo(photo_id, version)
    before = photo.digest
    if not cells:
        raise Invalid(_l("Please tick the parts of the picture that nobody should see."), fields=("cells",))
    photo.digest = store_picture(redacted(before, cells))
    photo.shown_digest = photo.digest if photo.shown_digest else None
    db.session.flush()
    delete_unused([before])
    return _changed_photo(need, "need photo redacted", actor_id, now)


def check_text(text_zh: str, text_en: str) -> None:
    """Raise `Invalid` for an answer that is empty in both languages, or too long."""
    if not (text_zh or text_en):
        raise Invalid(_l("Please write something, in one language at least."), fields=("text_zh",))
    if max(len(text_zh), len(text_en)) > MOST_ANSWER:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_ANSWER), fields=("text_zh",))


def _locked_photo(photo_id: int, version: int | None) -> tuple[Need, NeedPhoto]:
    photo = db.session.get(NeedPhoto, photo_id)
    if photo is None:
        raise NotFound(_l("This photo is no longer here."))
    need = locked(photo.need_id, version)
    db.session.refresh(photo)
    return need, photo


def _changed_photo(need: Need, action: str, actor_id: int | None, now: datetime) -> Need:
    note(need, "photo", now=now, actor_id=actor_id, is_public=False)
    finish(need, action, actor_id=actor_id, now=now)
    return need
