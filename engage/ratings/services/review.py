"""Second looks: ratings are excluded with a reason, put back, or let out of quarantine; the rated one may appeal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.kept import refresh
from engage.ratings.locks import lock_rating
from engage.ratings.models import Rating, RatingAppeal, RatingEvidence, RatingReview, Standing
from engage.ratings.services.rate import follow_up
from engage.ratings.settings import rules
from engage.ratings.sums import changing

MOST_REASON = 1000
MOST_EVIDENCE = 5


def exclude(rating_id: int, reason: str, *, actor_id: int | None, now: datetime) -> Rating:
    """Take a rating out of the count, for a reason that auditors read; it is kept, and counted among the exclusions."""
    return _judge(rating_id, Standing.EXCLUDED, _checked(reason, "reason"), actor_id=actor_id, now=now)


def restore(rating_id: int, reason: str, *, actor_id: int | None, now: datetime) -> Rating:
    """Let an excluded rating count again."""
    return _judge(
        rating_id, Standing.COUNTED, _checked(reason, "reason"), actor_id=actor_id, now=now, only=Standing.EXCLUDED
    )


def release_quarantine(rating_id: int, reason: str, *, actor_id: int | None, now: datetime) -> Rating:
    """Let a rating of a burst count: somebody looked at it."""
    return _judge(
        rating_id, Standing.COUNTED, _checked(reason, "reason"), actor_id=actor_id, now=now, only=Standing.QUARANTINED
    )


def appeal(
    rating_id: int, text: str, *, evidence: Sequence[str] = (), actor_id: int | None, now: datetime
) -> RatingAppeal:
    """Ask for a second look at a rating that was released, once. `evidence` has digests of stored pictures."""
    rating = lock_rating(rating_id)
    if rating.batch is None:
        raise NotFound(_l("There is no such rating."))
    if len(evidence) > MOST_EVIDENCE:
        raise Invalid(_l("At most %(most)s photos.", most=MOST_EVIDENCE), fields=("evidence",))
    made = RatingAppeal(
        rating_id=rating.id,
        text=_checked(text, "text"),
        made_at=now,
        evidence=[RatingEvidence(position=number, digest=digest) for number, digest in enumerate(evidence, start=1)],
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_l("An appeal against this rating was made before.")) from error
    _audit(rating, "rating appealed", actor_id, now)
    return made


def decide_appeal(rating_id: int, reason: str, *, is_excluded: bool, actor_id: int | None, now: datetime) -> Rating:
    """Decide an appeal: the rating is upheld, or excluded. Raises `Conflict` when it was decided before."""
    reason = _checked(reason, "reason")
    rating = lock_rating(rating_id)
    found = db.session.scalar(select(RatingAppeal).where(RatingAppeal.rating_id == rating.id))
    if found is None:
        raise NotFound(_l("There is no appeal against this rating."))
    if found.state != "open":
        raise Conflict(_l("This appeal was decided before. Nothing was changed."), stale=True)
    found.state, found.reason = "excluded" if is_excluded else "upheld", reason
    found.decided_at, found.decided_by_id = now, actor_id
    if is_excluded and rating.standing != Standing.EXCLUDED:
        return _judge(rating.id, Standing.EXCLUDED, reason, actor_id=actor_id, now=now)
    _audit(rating, "rating upheld", actor_id, now)
    return rating


def _judge(
    rating_id: int, new: Standing, reason: str, *, actor_id: int | None, now: datetime, only: Standing | None = None
) -> Rating:
    rating = lock_rating(rating_id)
    if rating.standing == new or (only is not None and rating.standing != only):
        raise Conflict(_l("Somebody decided about this rating first. Nothing was changed."), stale=True)
    db.session.add(
        RatingReview(
            rating_id=rating.id,
            old_standing=rating.standing,
            new_standing=new.value,
            reason=reason,
            decided_by_id=actor_id,
            decided_at=now,
        )
    )
    with changing(rating):
        rating.standing = new.value
    db.session.flush()
    if new == Standing.COUNTED:
        follow_up(rating, rating.visit, rules(rating.visit.area), now=now)
    else:
        refresh(rating.visit.professional, [rating.visit.visited_on], area=rating.visit.area, now=now)
    _audit(rating, f"rating {new.value}", actor_id, now)
    return rating


def _checked(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_l("Please give the reason: auditors read it."), fields=(field,))
    if len(text) > MOST_REASON:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_REASON), fields=(field,))
    return text.strip()


def _audit(rating: Rating, action: str, actor_id: int | None, now: datetime) -> None:
    if actor_id is not None:
        area_id, subject = rating.visit.area_id, f"rating {rating.id}"
        audit.record(user_id=actor_id, area_id=area_id, action=action, subject=subject, now=now)
