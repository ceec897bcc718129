"""What everybody may read of a professional. One cut alone: a second one would give single ratings away by subtraction.

Both figure and comments come from released ratings, which are five or more at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engage.extensions import db
from engage.ratings.models import Professional, Rating, RatingAnswer, Standing, Visit, VisitState
from engage.ratings.periods import year_of
from engage.ratings.queries.figures import Figure, shown_figure

FEWEST = 5
PER_PAGE = 10


@dataclass(frozen=True)
class SharedComment:
    """A comment with nothing beside it that tells the visit, the day or the level."""

    text: str
    released_month: date
    answer_zh: str
    answer_en: str


def public_figure(professional: Professional, *, today: date, now: datetime) -> Figure | None:
    """Return the figure of this year, or of the last one while this year has too few; None when both have."""
    for year in (today, today.replace(year=today.year - 1, month=1, day=1)):
        figure = shown_figure(professional.id, year_of(year), now=now)
        if figure.satisfaction is not None and figure.n >= FEWEST:
            return figure
    return None


def comments(professional_id: int, *, page: int) -> tuple[Sequence[SharedComment], bool]:
    """Return a page of moderated comments, and whether there are more; what was released last stands first.

    Within a month the order is that of random names.
    """
    found = (
        select(Rating.comment, Rating.released_month, RatingAnswer.text_zh, RatingAnswer.text_en)
        .join(Visit, Visit.id == Rating.visit_id)
        .outerjoin(RatingAnswer, RatingAnswer.rating_id == Rating.id)
        .where(
            Rating.professional_id == professional_id,
            Rating.batch.is_not(None),
            Rating.comment_state == "shown",
            Rating.standing == Standing.COUNTED,
            Visit.state != VisitState.CANCELLED,
        )
        .order_by(Rating.released_month.desc(), Rating.handle)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    rows = db.session.execute(found).all()
    shown = [
        SharedComment(text, month, zh or "", en or "") for text, month, zh, en in rows[:PER_PAGE] if text and month
    ]
    return shown, len(rows) > PER_PAGE
