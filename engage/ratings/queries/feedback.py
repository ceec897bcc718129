"""What professionals read of their ratings: only released ones, in no order, with no day."""

from collections.abc import Sequence

from sqlalchemy import func, select

from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Rating, RatingAnswer

BATCHES_AT_ONCE = 10


def released(professional_id: int, *, before_batch: int | None = None) -> Sequence[Rating]:
    """Return the ratings of the last ten batches, or of the ten before one. Within a batch the order says nothing.

    Show of them the level, the marks, `released_month`, and the comment once `comment_state` is "shown": neither the
    visit nor a day nor the id, which tell who rated when.
    """
    last = db.session.scalar(select(func.max(Rating.batch)).where(Rating.professional_id == professional_id)) or 0
    until = last + 1 if before_batch is None else before_batch
    found = select(Rating).where(
        Rating.professional_id == professional_id, Rating.batch < until, Rating.batch >= until - BATCHES_AT_ONCE
    )
    return db.session.scalars(found.order_by(Rating.batch.desc(), Rating.handle)).all()


def by_handle(professional_id: int, handle: str) -> Rating:
    """Return a released rating of this professional by its random name."""
    found = db.session.scalar(
        select(Rating).where(
            Rating.handle == handle, Rating.professional_id == professional_id, Rating.batch.is_not(None)
        )
    )
    if found is None:
        raise NotFound(_l("There is no such rating among yours."))
    return found


def answers_to(ratings: Sequence[Rating]) -> dict[int, RatingAnswer]:
    """Return the answers to these ratings, by the rating's id."""
    found = select(RatingAnswer).where(RatingAnswer.rating_id.in_([rating.id for rating in ratings]))
    return {answer.rating_id: answer for answer in db.session.scalars(found)}
