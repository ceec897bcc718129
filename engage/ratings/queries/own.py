"""What professionals read about their own visits and ratings. Everything asks for the professional's id."""

from collections.abc import Sequence
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import Rating, RatingAnswer, RatingAppeal, Standing, Visit, VisitState
from engage.ratings.months import Months
from engage.ratings.policies import LEVELS
from engage.ratings.queries.scopes import served_by

PER_PAGE = 20
MOST_APPEALS = 100


# A visit may take the professional outside the areas of the account: its own areas count, too.
@scope("own_visit_id")
def areas_of_own_visit(own_visit_id: int) -> Sequence[Area] | None:
    visit = db.session.get(Visit, own_visit_id)
    return [visit.area, *served_by(visit.professional_id)] if visit else None


@scope("rating_handle")
def areas_of_own_rating(rating_handle: str) -> Sequence[Area] | None:
    rating = db.session.scalar(select(Rating).where(Rating.handle == rating_handle))
    return [rating.visit.area, *served_by(rating.professional_id)] if rating else None


def own_visit(professional_id: int, visit_id: int) -> Visit:
    """Return a visit of this professional. Raises `NotFound` for anybody else's."""
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.professional_id != professional_id:
        raise NotFound(_l("There is no such visit among yours."))
    return visit


def visits(professional_id: int, *, state: str | None, page: int) -> Pagination:
    found = select(Visit).options(joinedload(Visit.area)).where(Visit.professional_id == professional_id)
    if state in set(VisitState):
        found = found.where(Visit.state == state)
    ordered = found.order_by(Visit.visited_on.desc(), Visit.id.desc())
    return db.paginate(ordered, page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def released_months(professional_id: int) -> Months:
    """Return the counted ratings of each level by month of release."""
    rows = db.session.execute(
        _counted(select(Rating.released_month, Rating.level, func.count()), professional_id).group_by(
            Rating.released_month, Rating.level
        )
    )
    found: dict[date, list[int]] = {}
    for month, level, number in rows:
        found.setdefault(month, [0] * len(LEVELS))[level - 1] += number
    return found


def comments_with_answers(professional_id: int, *, is_owed: bool, page: int) -> Pagination:
    """Return shown comments that wait for an answer, or those that have one."""
    found = (
        _counted(select(Rating), professional_id)
        .outerjoin(RatingAnswer, RatingAnswer.rating_id == Rating.id)
        .where(Rating.comment_state == "shown")
        .where(RatingAnswer.rating_id.is_(None) if is_owed else RatingAnswer.rating_id.is_not(None))
        .order_by(Rating.released_month.desc(), Rating.handle)
    )
    return db.paginate(found, page=page, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def answers_owed(professional_id: int) -> int:
    answered = select(RatingAnswer.rating_id).where(RatingAnswer.rating_id == Rating.id).exists()
    owed = _counted(select(func.count()), professional_id).where(Rating.comment_state == "shown", ~answered)
    return db.session.scalar(owed) or 0


def appeals(professional_id: int) -> Sequence[tuple[RatingAppeal, Rating]]:
    """Return the appeals of this professional with their ratings, the open ones first."""
    found = (
        select(RatingAppeal, Rating)
        .join(Rating, Rating.id == RatingAppeal.rating_id)
        .where(Rating.professional_id == professional_id, Rating.batch.is_not(None))
        .order_by(RatingAppeal.state != "open", RatingAppeal.id.desc())
        .limit(MOST_APPEALS)
    )
    return [(appeal, rating) for appeal, rating in db.session.execute(found)]


def appeals_against(ratings: Sequence[Rating]) -> dict[int, RatingAppeal]:
    """Return the appeals against these ratings, by the rating's id."""
    found = select(RatingAppeal).where(RatingAppeal.rating_id.in_([rating.id for rating in ratings]))
    return {appeal.rating_id: appeal for appeal in db.session.scalars(found)}


def _counted(found: Select, professional_id: int) -> Select:
    """Keep to released ratings that count."""
    return (
        found.select_from(Rating)
        .join(Visit, Visit.id == Rating.visit_id)
        .where(
            Rating.professional_id == professional_id,
            Rating.batch.is_not(None),
            Rating.standing == Standing.COUNTED,
            Visit.state != VisitState.CANCELLED,
        )
    )
