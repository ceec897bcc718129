"""Professionals answer comments that others may read."""

from datetime import datetime

from engage.accounts import audit
from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.locks import lock_rating
from engage.ratings.models import Rating, RatingAnswer

MOST_ANSWER = 1000


def answer_comment(rating_id: int, text_zh: str, text_en: str, *, actor_id: int, now: datetime) -> RatingAnswer:
    """Record or change the answer to a released comment, in one language or both.

    Raises `NotFound` for a comment that is not shown, and `Invalid` with the names of the fields.
    """
    rating = lock_rating(rating_id)
    if rating.batch is None or rating.comment_state != "shown":
        raise NotFound(_l("There is no such comment to be answered."))
    texts = {"text_zh": text_zh.strip(), "text_en": text_en.strip()}
    _check(texts)
    answer = db.session.get(RatingAnswer, rating.id)
    if answer is None:
        answer = RatingAnswer(rating_id=rating.id)
        db.session.add(answer)
    elif all(getattr(answer, name) == text for name, text in texts.items()):
        return answer
    answer.text_zh, answer.text_en = texts["text_zh"], texts["text_en"]
    answer.answered_at, answer.answered_by_id = now, actor_id
    db.session.flush()
    _audit(rating, actor_id, now)
    return answer


def _check(texts: dict[str, str]) -> None:
    if not any(texts.values()):
        raise Invalid(_l("Please write your answer in one language at least."), fields=("text_zh",))
    too_long = tuple(name for name, text in texts.items() if len(text) > MOST_ANSWER)
    if too_long:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_ANSWER), fields=too_long)


def _audit(rating: Rating, actor_id: int, now: datetime) -> None:
    area_id, subject = rating.visit.area_id, f"rating {rating.id}"
    audit.record(user_id=actor_id, area_id=area_id, action="comment answered", subject=subject, now=now)
