"""Deletes what is no longer needed, field by field. `docs/privacy.md` states each time; the constants here keep it.

A need is over when it is confirmed or declined; one that was merged, when the need it goes on in is over. Counts,
public summaries and public answers stay. Each step does a portion and can be repeated: what is deleted is not found
again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from engage.extensions import db
from engage.needs.models import (
    BulkChange,
    Need,
    NeedContact,
    NeedDraft,
    NeedEvent,
    NeedFlag,
    NeedPhoto,
    NeedSupport,
    NeedVerdict,
)
from engage.needs.notice import CONTACT_DAYS
from engage.needs.queries.voices import surviving
from engage.needs.states import CLOSED, State
from engage.pictures.models import Picture
from engage.pictures.services import delete_unused

DRAFT_DAYS = 1  # After the last keystroke that arrived.
RAW_TEXT_DAYS = 90  # After the end, like all that follow but flags and bulk actions.
HIDDEN_PHOTO_DAYS = 90
VOICE_DAYS = 180
PRIVATE_NOTE_DAYS = 365
FLAG_TEXT_DAYS = 30  # After the flag was handled.
BULK_DAYS = 90  # After the bulk action.
PORTION = 200
_QUIETLY = {"synchronize_session": False}


def purge(*, now: datetime, limit: int = PORTION) -> dict[str, int]:
    """Do one portion of every step; return how many rows or fields each has cleared. All 0: nothing is left to do."""
    return {name: step(now, limit) for name, step in _STEPS.items()}


def _drafts(now: datetime, limit: int) -> int:
    old = select(NeedDraft.token).where(NeedDraft.updated_at <= now - timedelta(days=DRAFT_DAYS))
    tokens = db.session.scalars(old.order_by(NeedDraft.updated_at).limit(limit)).all()
    return _changed(delete(NeedDraft).where(NeedDraft.token.in_(tokens)))


def _contacts(now: datetime, limit: int) -> int:
    ids = _over(exists().where(NeedContact.need_id == Need.id), now, CONTACT_DAYS, limit)
    return _changed(delete(NeedContact).where(NeedContact.need_id.in_(ids)))


def _raw_texts(now: datetime, limit: int) -> int:
    ids = _over(Need.raw_text.is_not(None), now, RAW_TEXT_DAYS, limit)
    return _changed(update(Need).where(Need.id.in_(ids)).values(raw_text=None))


def _hidden_photos(now: datetime, limit: int) -> int:
    """Delete photos that the public never saw, and the originals of those it saw in another form."""
    is_kept = or_(NeedPhoto.shown_digest.is_(None), NeedPhoto.shown_digest != NeedPhoto.digest)
    ids = _over(exists().where(NeedPhoto.need_id == Need.id, is_kept), now, HIDDEN_PHOTO_DAYS, limit)
    of_these = NeedPhoto.need_id.in_(ids)
    before = set(db.session.scalars(select(NeedPhoto.digest).where(of_these)))
    changed = _changed(delete(NeedPhoto).where(of_these, NeedPhoto.shown_digest.is_(None)))
    changed += _changed(update(NeedPhoto).where(of_these, is_kept).values(digest=NeedPhoto.shown_digest))
    delete_unused(before - _of_drafts())
    return changed


def _voices(table: type[NeedSupport] | type[NeedVerdict] | type[NeedFlag]) -> Callable[[datetime, int], int]:
    """Return a step that deletes the devices that joined, judged or flagged. How many joined stays with the need."""

    def step(now: datetime, limit: int) -> int:
        ids = _over(exists().where(table.need_id == Need.id), now, VOICE_DAYS, limit)
        return _changed(delete(table).where(table.need_id.in_(ids)))

    return step


def _flag_texts(now: datetime, limit: int) -> int:
    handled = NeedFlag.handled_at <= now - timedelta(days=FLAG_TEXT_DAYS)
    ids = db.session.scalars(select(NeedFlag.id).where(NeedFlag.text.is_not(None), handled).limit(limit)).all()
    return _changed(update(NeedFlag).where(NeedFlag.id.in_(ids)).values(text=None))


def _private_notes(now: datetime, limit: int) -> int:
    has_note = (NeedEvent.is_public.is_(False), or_(NeedEvent.text_zh != "", NeedEvent.text_en != ""))
    ids = _over(exists().where(NeedEvent.need_id == Need.id, *has_note), now, PRIVATE_NOTE_DAYS, limit)
    return _changed(update(NeedEvent).where(NeedEvent.need_id.in_(ids), *has_note).values(text_zh="", text_en=""))


def _bulk_changes(now: datetime, limit: int) -> int:
    old = select(BulkChange.id).where(BulkChange.done_at <= now - timedelta(days=BULK_DAYS)).limit(limit)
    return _changed(delete(BulkChange).where(BulkChange.id.in_(db.session.scalars(old).all())))


def _pictures(_now: datetime, limit: int) -> int:
    """Delete pictures that nothing points to: not a need, not a proposal, not a form that is still being written."""
    pointing = (
        column
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.references(Picture.__table__.c.digest)
    )
    unused = select(Picture.digest).where(*(~exists().where(column == Picture.digest) for column in pointing))
    in_use = _of_drafts()
    found: list[str] = []
    for page in _pages(unused, Picture.digest):
        found += [row.digest for row in page if row.digest not in in_use][: limit - len(found)]
        if len(found) == limit:
            break
    return _changed(delete(Picture).where(Picture.digest.in_(found)))


def _of_drafts() -> set[str]:
    return {digest for photos in db.session.scalars(select(NeedDraft.photos)) for digest in photos}


def _over(condition: ColumnElement[bool], now: datetime, days: int, limit: int) -> list[int]:
    """Return the first needs of the condition that have been over for so many days."""
    until = now - timedelta(days=days)
    closed = select(Need.id, Need.merged_into_id).where(Need.state.in_(CLOSED), Need.state_at <= until, condition)
    found: list[int] = []
    for page in _pages(closed, Need.id):
        found += [row.id for row in page if row.merged_into_id is None or _is_over(row.id, until)]
        if len(found) >= limit:
            break
    return found[:limit]


def _is_over(need_id: int, until: datetime) -> bool:
    end = surviving(db.session.get_one(Need, need_id))
    return end.state in (State.CONFIRMED, State.DECLINED) and end.state_at <= until


def _pages(rows: Any, key: Any) -> Iterator[Sequence[Any]]:
    """Yield the rows in the order of the key, a portion at a time."""
    last: Any = None
    while True:
        following = rows if last is None else rows.where(key > last)
        page = db.session.execute(following.order_by(key).limit(PORTION)).all()
        if not page:
            return
        yield page
        last = page[-1][0]


def _changed(statement: Any) -> int:
    result: Any = db.session.execute(statement.execution_options(**_QUIETLY))
    count: int = result.rowcount
    return count


# Pictures come last: what the steps before let go of is deleted with them.
_STEPS: Mapping[str, Callable[[datetime, int], int]] = {
    "drafts": _drafts,
    "contacts": _contacts,
    "raw texts": _raw_texts,
    "hidden photos": _hidden_photos,
    "supports": _voices(NeedSupport),
    "verdicts": _voices(NeedVerdict),
    "flags": _voices(NeedFlag),
    "texts of flags": _flag_texts,
    "private notes": _private_notes,
    "bulk actions": _bulk_changes,
    "pictures": _pictures,
}
