"""What time itself does to needs: to be run every night, in portions that hold no lock for long."""

from datetime import datetime

from sqlalchemy import select

from engage.communities.models import Area
from engage.extensions import db
from engage.needs.models import Need
from engage.needs.priority import terms, total
from engage.needs.services.priority import facts_of
from engage.needs.services.states import change_state
from engage.needs.settings import weights
from engage.needs.states import OPEN, State

PORTION = 200


def confirm_silent(*, now: datetime, limit: int = PORTION) -> int:
    """Confirm needs that were done and that nobody spoke against in time. Returns how many; 0 when none is left."""
    found = select(Need.id).where(Need.state == State.DONE, Need.due_at <= now).order_by(Need.due_at, Need.id)
    ids = db.session.scalars(found.limit(limit)).all()
    for id_ in sorted(ids):
        change_state(id_, State.CONFIRMED, version=None, now=now, actor_id=None)
    return len(ids)


def renew_priorities(after: int = 0, *, now: datetime, limit: int = PORTION) -> int | None:
    """Compute the priorities of open needs anew, since their age counts. Returns the last id, or `None` at the end."""
    found = select(Need).where(Need.id > after, Need.state.in_(OPEN)).order_by(Need.id).limit(limit)
    needs = db.session.scalars(found.with_for_update()).all()
    by_area: dict[int, dict[str, int]] = {}
    for need in needs:
        if need.area_id not in by_area:
            by_area[need.area_id] = dict(weights(db.session.get_one(Area, need.area_id)))
        # Nothing that anybody edits: the version stays, and so does the time of the last change.
        need.priority = total(terms(facts_of(need), by_area[need.area_id], now))
    db.session.flush()
    return needs[-1].id if len(needs) == limit else None
