"""Two needs that ask for the same go on as one."""

from datetime import datetime

from sqlalchemy import select

from engage.communities.models import AreaKind
from engage.communities.queries.areas import ancestors, nearest
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.needs.counts import recount
from engage.needs.models import Need, NeedEvent
from engage.needs.services.priority import keep_priority
from engage.needs.services.states import ELSEWHERE, finish, locked, move
from engage.needs.states import OPEN, State, may_follow
from engage.needs.timeline import note

_LONGEST_CHAIN = 50


def merge(need_id: int, target_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Let a need go on in another one, whose supports grow by its own and by one for the person who asked.

    Raises `Conflict` for a need that changed, `Invalid` for a target that cannot take it: itself, one that is closed
    or merged (a circle would need one), a private one, or one of another community.
    """
    if need_id == target_id:
        raise Invalid(_l("A need cannot be joined with itself. Please choose another one."), fields=("target",))
    for id_ in sorted((need_id, target_id)):  # Always in this order, so that two mergings do not wait for each other.
        locked(id_)
    need, target = locked(need_id, version), locked(target_id)
    if not may_follow(State(need.state), State.MERGED):
        raise Conflict(ELSEWHERE, stale=True)
    _check_target(need, target)
    move(need, State.MERGED, now=now)
    need.merged_into_id = target.id
    _give(target, need.supports + 1, now)
    note(need, "state", now=now, actor_id=actor_id)
    finish(need, "need merged", actor_id=actor_id, now=now)
    note(target, "supported", now=now, actor_id=actor_id, is_public=False)
    return need


def unmerge(need_id: int, *, version: int | None, now: datetime, actor_id: int | None) -> Need:
    """Take a merging back: the need stands as it stood before, and the other one gives its supports back."""
    need = locked(need_id)
    target_id = need.merged_into_id
    if target_id is None:
        raise Conflict(_l("This need is not joined with another one."), stale=True)
    for id_ in sorted((need_id, target_id)):
        locked(id_)
    need, target = locked(need_id, version), locked(target_id)
    if need.merged_into_id != target_id:
        raise Conflict(_l("Somebody else changed this need first. Nothing of yours was saved."), stale=True)
    _give(target, -(need.supports + 1), now)
    need.merged_into_id = None
    move(need, _state_before(need), now=now)
    note(need, "state", now=now, actor_id=actor_id)
    finish(need, "need unmerged", actor_id=actor_id, now=now)
    return need


def _check_target(need: Need, target: Need) -> None:
    if target.merged_into_id is not None:
        leads_back = need.id in _chain(target)
        raise Invalid(
            _l("That one was joined with this one: it would go round in a circle. Please choose another one.")
            if leads_back
            else _l("That one was itself joined with another. Please choose the one it goes on in."),
            fields=("target",),
        )
    if State(target.state) not in OPEN:
        raise Invalid(_l("That one is closed. Please choose one that is still open."), fields=("target",))
    if target.is_private and not need.is_private:
        raise Invalid(_l("That one is private: residents could not follow it."), fields=("target",))
    if _community_id(need) != _community_id(target):
        raise Invalid(_l("That one belongs to another community."), fields=("target",))


def _community_id(need: Need) -> int:
    line = ancestors(need.area)
    community = nearest(AreaKind.COMMUNITY, line)
    return community.id if community else line[-1].id


def _chain(need: Need) -> list[int]:
    """Return the ids that a merged need goes on in, one after the other."""
    ids: list[int] = []
    following = need.merged_into_id
    while following is not None and following not in ids and len(ids) < _LONGEST_CHAIN:
        ids.append(following)
        following = db.session.scalar(select(Need.merged_into_id).where(Need.id == following))
    return ids


def _give(target: Need, supports: int, now: datetime) -> None:
    """Add supports to a need and to all that it was itself merged into."""
    for need in (target, *(locked(id_) for id_ in _chain(target))):
        with recount(need):
            need.supports = max(0, need.supports + supports)
        need.version += 1
        need.updated_at = now
        keep_priority(need, now=now)
    db.session.flush()


def _state_before(need: Need) -> State:
    """Return the state that the timeline tells of before the last merging."""
    told = select(NeedEvent.state).where(NeedEvent.need_id == need.id, NeedEvent.state != State.MERGED)
    return State(db.session.scalar(told.order_by(NeedEvent.id.desc()).limit(1)) or State.RECEIVED)
