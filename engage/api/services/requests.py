"""A need comes in from a program."""

import hashlib
import secrets
from datetime import datetime

from engage.api.errors import BadParameter
from engage.api.models import ApiKey
from engage.api.open311.posted import Posted
from engage.api.queries.places import Place, areas_named, place_of
from engage.errors import Conflict
from engage.i18n import _l
from engage.needs.models import Channel
from engage.needs.services.submit import Contact, Entry, Submitted, submit

# The version of the notice that a program has to show before it asks for a contact: docs/api.md has its words.
CONTACT_NOTICE = "api-1"


def hand_in(posted: Posted, key: ApiKey, *, sending: str, secret: bytes, now: datetime) -> Submitted:
    """Record what a program hands in with its key. `sending` is the program's own name for this sending, if it has one.

    The same sending is recorded once. Raises `BadParameter` for a place that is not the key's, and `Conflict` for a
    name of another sending.
    """
    place = _place(posted, key)
    entry = Entry(
        area=place.area,
        placement=place.placement,
        spot=place.spot,
        category=posted.category.code,
        text=posted.text,
        form_token=_form_token(key, sending),
        language=posted.language,
        affected=posted.affected,
        contact=Contact(posted.contact, CONTACT_NOTICE) if posted.contact else None,
        channel=Channel.OPEN311,
        api_key_id=key.id,
    )
    submitted = submit(entry, secret=secret, now=now)
    need = submitted.need
    if not submitted.is_new and (need.category, need.raw_text or posted.text) != (entry.category, posted.text):
        raise Conflict(_l("Another need came with the same Idempotency-Key. This one was not recorded."))
    return submitted


def _form_token(key: ApiKey, sending: str) -> str:
    """Return what names the sending in the store: two programs may use the same name for different ones."""
    return hashlib.sha256(f"open311:{key.id}:{sending}".encode()).hexdigest() if sending else secrets.token_hex(32)


def _place(posted: Posted, key: ApiKey) -> Place:
    if posted.address_id:
        place = place_of(posted.address_id, key.area)
        if place is None:
            raise BadParameter(_l("There is no such address_id within the area of this key."), fields=["address_id"])
        if place.placement is not None and place.placement.revoked_at is not None:
            raise BadParameter(
                _l("This posting place is no longer in use. Send the code of its area, or of another place."),
                fields=["address_id"],
            )
        return place
    named = areas_named(posted.address_string, key.area)
    if len(named) == 1:
        return Place(named[0])
    sentence = (
        _l("Several areas are called like address_string. This endpoint places needs by address_id.")
        if named
        else _l("address_string is not the name of an area. This endpoint places needs by address_id.")
    )
    raise BadParameter(sentence, fields=["address_string"])
