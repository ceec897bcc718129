"""A need finds its professional."""

from datetime import datetime

from engage.errors import Conflict, Invalid, NotAllowed
from engage.i18n import _l
from engage.needs.models import Need
from engage.needs.queries.professionals import is_professional_in
from engage.needs.services.states import ELSEWHERE, finish, locked, move
from engage.needs.states import WAITING, State
from engage.needs.timeline import note

NOT_ONE = _l("Please choose a professional who works in this area.")


def assign(need_id: int, professional_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Give a need to a professional of its area. Raises `Invalid` for anybody else, and `Conflict`.

    A published need counts as taken up from then on; one that is already under way stays so.
    """
    need = locked(need_id, version)
    _check_waiting(need)
    if not is_professional_in(professional_id, need.area):
        raise Invalid(NOT_ONE, fields=("professional",))
    return _give(need, professional_id, actor_id=actor_id, now=now)


def take_up(need_id: int, *, version: int | None, now: datetime, actor_id: int) -> Need:
    """Let a professional take a need that nobody has. Raises `NotAllowed`, or `Conflict` when somebody was faster."""
    need = locked(need_id, version)
    if not is_professional_in(actor_id, need.area):
        raise NotAllowed(_l("Only a professional of this area can take up a need."))
    _check_waiting(need)
    if need.professional_id not in (None, actor_id):
        raise Conflict(_l("Somebody else has taken up this need already."), stale=True)
    return _give(need, actor_id, actor_id=actor_id, now=now)


def hand_over(
    need_id: int, to_id: int, *, reason: str, version: int | None, now: datetime, actor_id: int | None
) -> Need:
    """Give a need from one professional to another. The reason stays with the office."""
    need = locked(need_id, version)
    _check_waiting(need)
    if to_id == need.professional_id:
        raise Invalid(_l("This professional has it already. Please choose somebody else."), fields=("professional",))
    if not is_professional_in(to_id, need.area):
        raise Invalid(NOT_ONE, fields=("professional",))
    if reason:
        note(need, "assigned", now=now, actor_id=actor_id, text_zh=reason, is_public=False)
    return _give(need, to_id, actor_id=actor_id, now=now)


def _check_waiting(need: Need) -> None:
    if need.state == State.RECEIVED:
        raise Conflict(_l("This need waits to be read: publish it first."), stale=True)
    if State(need.state) not in WAITING:
        raise Conflict(ELSEWHERE, stale=True)


def _give(need: Need, professional_id: int, *, actor_id: int | None, now: datetime) -> Need:
    need.professional_id = professional_id
    if need.state == State.PUBLISHED:
        move(need, State.MATCHED, now=now)
    note(need, "assigned", now=now, actor_id=actor_id)
    finish(need, "need assigned", actor_id=actor_id, now=now)
    return need
