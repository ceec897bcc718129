"""A form that is not sent yet, kept so that a lost connection loses nothing; and sending it, once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.drafts import Typed
from engage.needs.models import NeedDraft
from engage.needs.notice import CONTACT_NOTICE
from engage.needs.queries import places
from engage.needs.queries.drafts import sent_need
from engage.needs.services.submit import MOST_PHOTOS, Contact, Entry, Submitted, submit
from engage.needs.tracking_codes import tracking_code
from engage.pictures.models import Picture
from engage.pictures.reencode import Reencoded
from engage.pictures.services import store_picture

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def keep_draft(token: str, typed: Typed, *, now: datetime) -> None:
    """Keep what was typed. A form that was sent already is kept no more."""
    if sent_need(token) is not None:
        return
    insert = _INSERT[db.session.get_bind().dialect.name](NeedDraft)
    insert = insert.values(token=token, data=typed.to_data(), photos=[], created_at=now, updated_at=now)
    kept = {"data": insert.excluded.data, "updated_at": insert.excluded.updated_at}
    db.session.execute(insert.on_conflict_do_update(index_elements=[NeedDraft.token], set_=kept))


def add_photo(token: str, typed: Typed, picture: Reencoded, *, now: datetime) -> None:
    """Keep what was typed, and one photo more. The same photo sent twice is there once. Raises `Invalid` when full."""
    keep_draft(token, typed, now=now)
    draft = _locked(token)
    if draft is None or picture.digest in draft.photos:
        return
    if len(draft.photos) >= MOST_PHOTOS:
        raise Invalid(_l("There are %(most)s photos already. Remove one to add another.", most=MOST_PHOTOS),
                      fields=("photos",))  # fmt: skip
    draft.photos = [*draft.photos, store_picture(picture)]
    db.session.flush()


def remove_photo(token: str, typed: Typed, digest: str, *, now: datetime) -> None:
    """Keep what was typed, without one photo. Taking out what is not there changes nothing."""
    keep_draft(token, typed, now=now)
    if draft := _locked(token):
        draft.photos = [kept for kept in draft.photos if kept != digest]
        db.session.flush()


def drop_draft(token: str) -> None:
    """Forget a form that is not to be sent."""
    if draft := _locked(token):
        db.session.delete(draft)
        db.session.flush()


def send_draft(token: str, *, secret: bytes, now: datetime) -> Submitted:
    """Record what was kept under the token as a need. Sent twice, it is one need and gives the same tracking code.

    A poster that was taken down in the meantime leaves its area. Raises `Invalid` and `NotFound`.
    """
    draft = _locked(token)  # First, so that of two taps the second finds the need that the first recorded.
    if (before := sent_need(token)) is not None:
        return Submitted(before, tracking_code(token, secret), is_new=False)
    if draft is None:
        raise NotFound(_l("What you wrote is no longer kept here. Please write it once more."))
    sent = submit(entry_of(token, Typed.from_data(draft.data), _stored(draft.photos)), secret=secret, now=now)
    db.session.delete(draft)
    db.session.flush()
    return sent


def entry_of(token: str, typed: Typed, photos: list[str]) -> Entry:
    where = places.where(typed.area, typed.at)
    if where is None:
        raise Invalid(_l("Please choose the place."), fields=("area",))
    entry = Entry(
        area=where.area,
        category=typed.category,
        text=typed.text,
        form_token=token,
        language=typed.language,
        affected=typed.affected,
        photos=photos,
        contact=Contact(typed.contact, CONTACT_NOTICE) if typed.contact else None,
    )
    if where.placement is None:
        return entry
    is_zh = typed.language == "zh" or not where.placement.spot_en
    return replace(entry, placement=where.placement, spot=where.placement.spot_zh if is_zh else where.placement.spot_en)


def _locked(token: str) -> NeedDraft | None:
    return db.session.get(NeedDraft, token, with_for_update=True, populate_existing=True)


def _stored(digests: list[str]) -> list[str]:
    """Return those of the photos that are still stored, in order: one may have been withdrawn with another need."""
    found = set(db.session.scalars(select(Picture.digest).where(Picture.digest.in_(digests))))
    return [digest for digest in digests if digest in found]
