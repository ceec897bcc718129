"""The people's word on whether a need is solved."""

from datetime import datetime

from engage.errors import Closed, Conflict, NotAllowed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import Need, NeedVerdict
from engage.needs.queries import shown, voices
from engage.needs.services.states import change_state, locked
from engage.needs.states import State

ENOUGH_NEIGHBOURS = 3


def judge_as_neighbour(need_id: int, key_of: voices.KeyOf, *, is_solved: bool, now: datetime) -> Need:
    """Record the word of a device that joined. Raises `NotFound`, `NotAllowed`, `Closed` and `Conflict`."""
    need = locked(need_id)
    if not shown.is_public(need):
        raise NotFound(_l("There is no such need, or it is not public."))
    if voices.support_of(need.id, key_of) is None:
        raise NotAllowed(_l("Only those who asked, or joined before it was reported done, are asked this."))
    return _judge(need, voices.device_voice(need, key_of), is_solved, now)


def judge_as_asker(own_id: int, *, is_solved: bool, now: datetime) -> Need:
    """Record the word of whoever holds a need's tracking code, on the need it goes on as."""
    own = locked(own_id)
    return _judge(locked(voices.surviving(own).id), voices.code_voice(own), is_solved, now)


def _judge(need: Need, voice: str, is_solved: bool, now: datetime) -> Need:
    """One "no" reopens. "Yes" of the person who asked confirms, or of three neighbours, or of all who joined."""
    if not voices.takes_verdicts(need, now):
        raise Closed(_l("Nobody is asked about this need at the moment. Nothing was recorded."))
    if voices.has_spoken(need, voice):
        raise Conflict(_l("You have answered already. If it is reported done once more, you are asked again."))
    db.session.add(NeedVerdict(need_id=need.id, round=need.round, voice=voice, is_solved=is_solved, given_at=now))
    db.session.flush()
    if not is_solved:
        return change_state(need.id, State.UNDER_WAY, version=None, now=now, actor_id=None, by_people=True)
    if need.state == State.DONE and _is_agreed(need, voice):
        return change_state(need.id, State.CONFIRMED, version=None, now=now, actor_id=None, by_people=True)
    return need


def _is_agreed(need: Need, voice: str) -> bool:
    if voice.startswith("code "):
        return True
    return voices.agreeing(need) >= max(1, min(ENOUGH_NEIGHBOURS, need.supports))
