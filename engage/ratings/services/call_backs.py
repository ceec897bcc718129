"""Call-backs: somebody of the office asks what went wrong, and writes down what came of it."""

from datetime import date, datetime, timedelta

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.kept import today_in
from engage.ratings.locks import lock_rating
from engage.ratings.models import CallBack
from engage.ratings.queries.queues import PENDING

MOST_OUTCOME = 1000
LATEST = timedelta(days=90)


def record_done(rating_id: int, outcome: str, *, seen: str, actor_id: int | None, now: datetime) -> CallBack:
    """Close a call-back with what was said. `seen` is its fingerprint on the page that was answered."""
    if not outcome.strip():
        raise Invalid(_l("Please write down what came of it."), fields=("outcome",))
    found = _locked(rating_id, outcome, seen)
    found.state, found.outcome, found.done_at, found.done_by_id = "done", outcome.strip(), now, actor_id
    _audit(found, "call-back done", actor_id, now)
    return found


def record_not_reached(
    rating_id: int, due_on: date | None, outcome: str = "", *, seen: str, actor_id: int | None, now: datetime
) -> CallBack:
    """Note that nobody was reached, and by which day to try again."""
    found = _locked(rating_id, outcome, seen)
    today = today_in(_area(found), now)
    if due_on is None or not today < due_on <= today + LATEST:
        raise Invalid(
            _l("Please choose a day within the next %(most)s days for another try.", most=LATEST.days),
            fields=("due_on",),
        )
    found.state, found.due_on, found.outcome = "not-reached", due_on, outcome.strip() or found.outcome
    found.done_at, found.done_by_id = now, actor_id
    _audit(found, "call-back not reached", actor_id, now)
    return found


def fingerprint(call_back: CallBack) -> str:
    """Return what tells whether a call-back is still as somebody saw it."""
    return f"{call_back.state}.{call_back.due_on.isoformat()}"


def _locked(rating_id: int, outcome: str, seen: str) -> CallBack:
    if len(outcome) > MOST_OUTCOME:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_OUTCOME), fields=("outcome",))
    lock_rating(rating_id)
    found = db.session.get(CallBack, rating_id, populate_existing=True)
    if found is None:
        raise NotFound(_l("There is no such call-back."))
    if found.state not in PENDING or fingerprint(found) != seen:
        raise Conflict(_l("Somebody else worked on this call-back. Nothing was recorded."), stale=True)
    return found


def _area(call_back: CallBack) -> Area:
    return db.session.get_one(Area, call_back.area_id)


def _audit(call_back: CallBack, action: str, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    subject = f"rating {call_back.rating_id}"
    audit.record(user_id=actor_id, area_id=call_back.area_id, action=action, subject=subject, now=now)
