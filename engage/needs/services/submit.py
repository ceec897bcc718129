"""A need comes in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from engage.communities.models import Area, Placement
from engage.errors import Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.needs.categories import CATEGORIES, Affected
from engage.needs.counts import count_new
from engage.needs.models import Channel, Need, NeedContact, NeedPhoto
from engage.needs.settings import due_days
from engage.needs.states import State
from engage.needs.timeline import note
from engage.needs.tracking_codes import digest_of, tracking_code

MOST_TEXT = 4000
MOST_PHOTOS = 3


@dataclass(frozen=True)
class Contact:
    """What was left to be reached by, and the version of the notice that stood above the field."""

    text: str
    notice: str


@dataclass(frozen=True)
class Entry:
    """A need as it comes in from a form, a worker or a program. `form_token` names the sending: it is recorded once.

    Photos are digests of stored pictures, in order.
    """

    area: Area
    category: str
    text: str
    form_token: str
    language: str = "zh"
    spot: str = ""
    placement: Placement | None = None
    affected: Sequence[str] = ()
    photos: Sequence[str] = ()
    contact: Contact | None = None
    channel: Channel = Channel.WEB
    entered_by_id: int | None = None
    api_key_id: int | None = None
    is_private: bool = False
    is_demo: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Submitted:
    """`is_new` is false when this sending had been recorded before; the tracking code is the same both times."""

    need: Need
    tracking_code: str
    is_new: bool


def submit(entry: Entry, *, secret: bytes, now: datetime) -> Submitted:
    """Record a need; to be run in one transaction. `secret` is the application's key.

    Raises `Invalid` with the names of the fields.
    """
    _check(entry)
    code = tracking_code(entry.form_token, secret)
    before = db.session.scalar(select(Need).where(Need.form_token == entry.form_token))
    if before is not None:
        return Submitted(before, code, is_new=False)
    need = _need_of(entry, digest_of(code), now)
    db.session.add(need)
    db.session.flush()
    if entry.contact:
        db.session.add(
            NeedContact(need_id=need.id, contact=entry.contact.text, notice=entry.contact.notice, consented_at=now)
        )
    count_new(need)
    note(need, "received", now=now, actor_id=entry.entered_by_id)
    db.session.flush()
    return Submitted(need, code, is_new=True)


def _need_of(entry: Entry, tracking_digest: str, now: datetime) -> Need:
    return Need(
        area_id=entry.area.id,
        path=entry.area.path,
        placement_id=entry.placement.id if entry.placement else None,
        spot=entry.spot,
        category=entry.category,
        raw_text=entry.text,
        language=entry.language,
        affected=sorted(set(entry.affected)),
        channel=entry.channel,
        entered_by_id=entry.entered_by_id,
        api_key_id=entry.api_key_id,
        state=State.RECEIVED,
        state_at=now,
        due_at=now + timedelta(days=due_days(entry.area)[State.RECEIVED]),
        is_private=entry.is_private,
        tracking_digest=tracking_digest,
        form_token=entry.form_token,
        supports=0,
        created_at=now,
        updated_at=now,
        is_demo=entry.is_demo,
        photos=[
            NeedPhoto(position=number, digest=digest, shown_digest=None)
            for number, digest in enumerate(entry.photos, start=1)
        ],
    )


def _check(entry: Entry) -> None:
    if entry.category not in CATEGORIES:
        raise Invalid(_l("Please choose what it is about."), fields=("category",))
    if not entry.text.strip():
        raise Invalid(_l("Please say in a few words what is needed."), fields=("text",))
    if len(entry.text) > MOST_TEXT:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_TEXT), fields=("text",))
    if len(entry.photos) > MOST_PHOTOS:
        raise Invalid(_l("At most %(most)s photos.", most=MOST_PHOTOS), fields=("photos",))
    if not set(entry.affected) <= set(Affected):
        raise Invalid(_l("Please choose who is affected from the list."), fields=("affected",))
