"""What the holder of a tracking code sees."""

from typing import Any

from sqlalchemy import select

from engage.codes import normalise
from engage.communities import queries
from engage.extensions import db
from engage.needs.models import Need, NeedContact, NeedEvent
from engage.needs.tracking_codes import TRACKING_LENGTH, digest_of
from engage.needs.words import category_name


def code_of(typed: str) -> str | None:
    """Return the tracking code that was typed, however it is spaced, or None when it cannot be one."""
    try:
        code = normalise(typed)
    except ValueError:
        return None
    return code if len(code) == TRACKING_LENGTH else None


def need_by_code(code: str) -> Need | None:
    return db.session.scalar(select(Need).where(Need.tracking_digest == digest_of(code)))


def has_contact(need: Need) -> bool:
    return db.session.get(NeedContact, need.id, populate_existing=True) is not None


def events(need: Need) -> list[NeedEvent]:
    """Return the public lines of the timeline, the oldest first."""
    found = select(NeedEvent).where(NeedEvent.need_id == need.id, NeedEvent.is_public).order_by(NeedEvent.id)
    return list(db.session.scalars(found))


def held(need: Need, picture_address: str) -> dict[str, Any]:
    """Return all that is kept of a need and of the person who asked, as JSON can carry it.

    `picture_address` has a place for the digest: "https://…/{digest}.webp".
    """
    contact = db.session.get(NeedContact, need.id)
    line = queries.ancestors(need.area)
    return {
        "category": need.category,
        "category_name": category_name(need.category),
        "text": need.raw_text,
        "language": need.language,
        "affected": list(need.affected),
        "place": [{"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en} for area in line],
        "spot": need.spot,
        "photos": [picture_address.format(digest=photo.digest) for photo in need.photos],
        "contact": contact.contact if contact else None,
        "contact_notice": contact.notice if contact else None,
        "contact_given_at": contact.consented_at.isoformat() if contact else None,
        "channel": need.channel,
        "state": need.state,
        "state_since": need.state_at.isoformat(),
        "received_at": need.created_at.isoformat(),
        "withdrawn_at": need.withdrawn_at.isoformat() if need.withdrawn_at else None,
        "public_summary_zh": need.summary_zh if need.first_published_at else None,
        "public_summary_en": need.summary_en if need.first_published_at else None,
        "supports": need.supports,
        "timeline": [
            {"at": event.at.isoformat(), "kind": event.kind, "state": event.state, "text_zh": event.text_zh,
             "text_en": event.text_en}
            for event in events(need)
        ],
    }  # fmt: skip
