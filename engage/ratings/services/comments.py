"""Comments are read by the office before others see them."""

from datetime import datetime

from engage.accounts import audit
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.locks import lock_rating
from engage.ratings.models import Rating, RatingReview
from engage.ratings.services.review import MOST_REASON
from engage.sensitive import findings

STATES = ("waiting", "shown", "hidden")


def show_comment(rating_id: int, *, seen: str, is_read: bool, actor_id: int | None, now: datetime) -> Rating:
    """Let others read a comment. One with personal data in it takes a yes that it was read: `is_read`."""
    rating = _locked(rating_id, seen)
    if findings(rating.comment or "") and not is_read:
        raise Invalid(_l("There seems to be personal data in it. Hide it, or tick that others may read it."))
    return _decide(rating, "shown", "", actor_id, now)


def hide_comment(rating_id: int, reason: str, *, seen: str, actor_id: int | None, now: datetime) -> Rating:
    """Keep a comment from others; the rating itself counts on. The reason is kept for auditors."""
    if not reason.strip():
        raise Invalid(_l("Please give the reason: auditors read it."), fields=("reason",))
    if len(reason) > MOST_REASON:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_REASON), fields=("reason",))
    return _decide(_locked(rating_id, seen), "hidden", reason.strip(), actor_id, now)


def _locked(rating_id: int, seen: str) -> Rating:
    rating = lock_rating(rating_id)
    if rating.comment_state not in STATES:
        raise NotFound(_l("This rating has no comment."))
    if rating.comment_state != seen:
        raise Conflict(_l("Somebody decided about this comment first. Nothing was changed."), stale=True)
    return rating


def _decide(rating: Rating, state: str, reason: str, actor_id: int | None, now: datetime) -> Rating:
    if rating.comment_state == state:
        raise Conflict(_l("That was decided before. Nothing was changed."), stale=True)
    rating.comment_state = state
    if reason:
        # The standing stays: a review that changes nothing is one of the comment.
        db.session.add(
            RatingReview(
                rating_id=rating.id,
                old_standing=rating.standing,
                new_standing=rating.standing,
                reason=reason,
                decided_by_id=actor_id,
                decided_at=now,
            )
        )
    db.session.flush()
    audit.record(
        user_id=actor_id,
        area_id=rating.visit.area_id,
        action=f"comment {state}",
        subject=f"rating {rating.id}",
        now=now,
    )
    return rating
