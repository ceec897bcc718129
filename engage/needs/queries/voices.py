"""Whose voice counts for a need: the devices that joined it, and whoever holds the tracking code.

A need that others were merged into speaks for all of them. `KeyOf` gives what is kept of the asking device for a need.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from engage.extensions import db
from engage.needs.models import Need, NeedSupport, NeedVerdict
from engage.needs.states import State

# While something is still to be done; a need that is reported done asks those who joined before.
JOINABLE = frozenset({State.PUBLISHED, State.MATCHED, State.UNDER_WAY})
KeyOf = Callable[[int], str]
LONGEST_CHAIN = 20
# So long after it was called solved may somebody who has not spoken yet still say that it is not.
CONTRADICTED_WITHIN = timedelta(days=30)


def surviving(need: Need) -> Need:
    """Return the need that this one was merged into, at the end of the chain; itself when it was not."""
    for _step in range(LONGEST_CHAIN):
        if need.merged_into_id is None or (into := db.session.get(Need, need.merged_into_id)) is None:
            break
        need = into
    return need


def ids_of(need_id: int) -> list[int]:
    """Return the need's id and those of all needs merged into it."""
    chain = select(Need.id).where(Need.id == need_id).cte("chain", recursive=True)
    merged = aliased(Need)
    chain = chain.union(select(merged.id).join(chain, merged.merged_into_id == chain.c.id))
    return list(db.session.scalars(select(chain.c.id)))


def support_of(need_id: int, key_of: KeyOf) -> NeedSupport | None:
    """Return the support that the asking device gave to the need, or to one merged into it."""
    keys = [key_of(id_) for id_ in ids_of(need_id)]
    return db.session.scalars(select(NeedSupport).where(NeedSupport.device.in_(keys)).limit(1)).first()


def may_join(need: Need) -> bool:
    return need.state in JOINABLE


def takes_verdicts(need: Need, now: datetime) -> bool:
    """Tell whether those who asked or joined are being asked, or may still contradict."""
    if need.state == State.CONFIRMED:
        return need.state_at > now - CONTRADICTED_WITHIN
    return need.state == State.DONE


def has_spoken(need: Need, voice: str) -> bool:
    return db.session.scalar(_verdicts(need).where(NeedVerdict.voice == voice)) != 0


def agreeing(need: Need) -> int:
    """Return how many neighbours who joined find it solved in this round. The person who asked is not among them."""
    is_neighbour = NeedVerdict.voice.not_like("code %")
    return db.session.scalar(_verdicts(need).where(is_neighbour, NeedVerdict.is_solved)) or 0


def device_voice(need: Need, key_of: KeyOf) -> str:
    return key_of(need.id)


def code_voice(own: Need) -> str:
    """Return the voice of whoever holds the tracking code of a need, which may have been merged since."""
    return f"code {own.id}"


def _verdicts(need: Need) -> Select[int]:
    return (
        select(func.count())
        .select_from(NeedVerdict)
        .where(NeedVerdict.need_id == need.id, NeedVerdict.round == need.round)
    )
