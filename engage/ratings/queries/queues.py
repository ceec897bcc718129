"""What waits for the office: call-backs, comments, appeals, ratings that were held back. Never one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engage.accounts.models import AuditEntry, User
from engage.accounts.permissions import Permission
from engage.communities.models import Area
from engage.errors import NotAllowed, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.models import (
    CallBack,
    Channel,
    Professional,
    Rating,
    RatingAnswer,
    RatingAppeal,
    RatingReview,
    RatingSum,
    Standing,
    Ticket,
    Visit,
)
from engage.ratings.queries.office import reach

PENDING = ("open", "not-reached")
PER_PAGE = 30
MOST_COUNTED = 100


@dataclass(frozen=True)
class Slice:
    """One page of a list that is not counted: whether there are further ones is known, how many is not."""

    items: Sequence[Any]
    page: int
    has_next: bool

    @property
    def has_prev(self) -> bool:
        return self.page > 1


class Queue(StrEnum):
    CALL_BACKS = "call-backs"
    COMMENTS = "comments"
    APPEALS = "appeals"
    QUARANTINE = "quarantine"
    EXCLUDED = "excluded"


def slice_of(found: Select[Any], page: int | None) -> Slice:
    number = min(max(page or 1, 1), 10_000)
    start = (number - 1) * PER_PAGE
    rows = db.session.scalars(found.offset(start).limit(PER_PAGE + 1)).unique().all()
    return Slice(rows[:PER_PAGE], number, len(rows) > PER_PAGE)


def queue(user: User, which: Queue, page: int | None) -> Slice:
    """Return ratings of the user's areas, with visit, area and professional loaded; what is due first comes first."""
    found = _of_reach(user, Permission.SEE_RATINGS)
    match which:
        case Queue.CALL_BACKS:
            found = found.join(CallBack, CallBack.rating_id == Rating.id)
            found = found.where(CallBack.state.in_(PENDING)).order_by(CallBack.due_on, Rating.id)
        case Queue.COMMENTS:
            found = found.where(Rating.comment_state == "waiting").order_by(Rating.id)
        case Queue.APPEALS:
            found = found.join(RatingAppeal, RatingAppeal.rating_id == Rating.id)
            found = found.where(RatingAppeal.state == "open").order_by(RatingAppeal.made_at, Rating.id)
        case Queue.QUARANTINE:
            found = found.where(Rating.standing == Standing.QUARANTINED).order_by(Rating.id)
        case Queue.EXCLUDED:
            found = found.where(Rating.standing == Standing.EXCLUDED).order_by(Rating.id.desc())
    return slice_of(found, page)


def call_backs_of(ratings: Sequence[Rating]) -> dict[int, CallBack]:
    found = select(CallBack).where(CallBack.rating_id.in_([rating.id for rating in ratings]))
    return {row.rating_id: row for row in db.session.scalars(found)}


def appeals_of(ratings: Sequence[Rating]) -> dict[int, RatingAppeal]:
    found = select(RatingAppeal).where(RatingAppeal.rating_id.in_([rating.id for rating in ratings]))
    return {row.rating_id: row for row in db.session.scalars(found)}


def last_reviews_of(ratings: Sequence[Rating]) -> dict[int, RatingReview]:
    """Return the last decision about the standing of each rating."""
    last = (
        select(func.max(RatingReview.id))
        .where(
            RatingReview.rating_id.in_([rating.id for rating in ratings]),
            RatingReview.old_standing != RatingReview.new_standing,
        )
        .group_by(RatingReview.rating_id)
    )
    found = select(RatingReview).where(RatingReview.id.in_(last))
    return {row.rating_id: row for row in db.session.scalars(found)}


@dataclass(frozen=True)
class Case:
    """One rating with everything that happened to it. A review that changed no standing was about the comment."""

    rating: Rating
    call_back: CallBack | None
    appeal: RatingAppeal | None
    answer: RatingAnswer | None
    reviews: Sequence[RatingReview]
    names: dict[int, str]


def case_of(rating_id: int, user: User) -> Case:
    """Return a rating as the office sees it. Raises `NotFound`, and `NotAllowed` to the professional who was rated."""
    rating = db.session.scalar(
        select(Rating)
        .where(Rating.id == rating_id)
        .options(
            joinedload(Rating.ticket),
            joinedload(Rating.visit).joinedload(Visit.area),
            joinedload(Rating.visit).joinedload(Visit.professional),
        )
    )
    if rating is None:
        raise NotFound(_l("There is no such rating."))
    refuse_own(rating.visit.professional, user)
    reviews = db.session.scalars(
        select(RatingReview).where(RatingReview.rating_id == rating_id).order_by(RatingReview.id)
    ).all()
    call_back = db.session.get(CallBack, rating_id)
    appeal = db.session.scalar(select(RatingAppeal).where(RatingAppeal.rating_id == rating_id))
    answer = db.session.get(RatingAnswer, rating_id)
    people = {
        rating.entered_by_id,
        *(review.decided_by_id for review in reviews),
        call_back.done_by_id if call_back else None,
        appeal.decided_by_id if appeal else None,
    } - {None}
    return Case(rating, call_back, appeal, answer, reviews, names_of(people))


def refuse_own(professional: Professional, user: User) -> None:
    if professional.user_id == user.id:
        raise NotAllowed(_l("Nobody looks into the ratings of their own work here. Ask a colleague."))


def names_of(user_ids: Any) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(set(user_ids))))
    return {user_id: name for user_id, name in rows}  # noqa: C416  (rows are no pairs to the checker of types)


def last_hand(rating_id: int, area_id: int) -> tuple[str, AuditEntry] | None:
    """Return who last did something to a rating, and what: told to whoever came second."""
    row = db.session.execute(
        select(User.display_name, AuditEntry)
        .join(User, User.id == AuditEntry.user_id)
        .where(AuditEntry.area_id == area_id, AuditEntry.subject == f"rating {rating_id}")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def count_of_excluded(user: User, first: date, last: date) -> tuple[int, int]:
    """Return how many ratings were excluded of how many, from the sums: what is published."""
    counted = [func.sum(getattr(RatingSum, f"level_{level}")) for level in range(1, 6)]
    row = db.session.execute(
        select(func.sum(RatingSum.excluded), *counted)
        .join(Area, Area.id == RatingSum.area_id)
        .where(reach(user, Permission.SEE_RATINGS), RatingSum.month.between(first, last))
    ).one()
    numbers = [int(number or 0) for number in row]
    return numbers[0], sum(numbers)


@dataclass(frozen=True)
class Workload:
    """What waits, counted to a hundred at most. `late` are the call-backs whose day is over."""

    due: int
    late: int
    comments: int
    appeals: int
    held: int

    @property
    def is_any(self) -> bool:
        return any((self.due, self.comments, self.appeals, self.held))


def workload(user: User, today: date) -> Workload:
    """Return what waits in the user's areas, each count from an index and cut off at a hundred."""
    pending = select(CallBack.rating_id).where(CallBack.state.in_(PENDING), CallBack.due_on <= today)
    pending = pending.join(Area, Area.id == CallBack.area_id).where(reach(user, Permission.SEE_RATINGS))
    ratings = (
        select(Rating.id)
        .join(Visit, Visit.id == Rating.visit_id)
        .join(Area, Area.id == Visit.area_id)
        .where(reach(user, Permission.SEE_RATINGS))
    )
    appeals = ratings.join(RatingAppeal, RatingAppeal.rating_id == Rating.id).where(RatingAppeal.state == "open")
    return Workload(
        due=_counted(pending),
        late=_counted(pending.where(CallBack.due_on < today)),
        comments=_counted(ratings.where(Rating.comment_state == "waiting")),
        appeals=_counted(appeals),
        held=_counted(ratings.where(Rating.standing == Standing.QUARANTINED)),
    )


def tickets_by_channel(visit_id: int) -> dict[str, tuple[int, int]]:
    """Return (tickets, used ones) of a visit by the way they were handed out."""
    rows = db.session.execute(
        select(Ticket.channel, func.count(Ticket.id), func.count(Rating.id))
        .outerjoin(Rating, Rating.ticket_id == Ticket.id)
        .where(Ticket.visit_id == visit_id)
        .group_by(Ticket.channel)
    )
    found = {channel: (int(tickets), int(used)) for channel, tickets, used in rows}
    return {channel.value: found[channel.value] for channel in Channel if channel.value in found}


def _of_reach(user: User, permission: Permission) -> Select[Any]:
    return (
        select(Rating)
        .join(Rating.visit)
        .join(Visit.area)
        .join(Visit.professional)
        .where(reach(user, permission), or_(Professional.user_id.is_(None), Professional.user_id != user.id))
        .options(
            contains_eager(Rating.visit).contains_eager(Visit.area),
            contains_eager(Rating.visit).contains_eager(Visit.professional),
            joinedload(Rating.ticket),
        )
    )


def _counted(found: Select[Any]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(found.limit(MOST_COUNTED).subquery())) or 0)
