"""Professionals, visits, tickets and ratings, and the sums that are kept of ratings."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.accounts.models import User
    from engage.communities.models import Area


class VisitState(StrEnum):
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Channel(StrEnum):
    """How a ticket reached the resident. Phone: a worker wrote the rating down for somebody."""

    QR = "qr"
    SLIP = "slip"
    LETTER = "letter"
    API = "api"
    PHONE = "phone"


class Standing(StrEnum):
    """Whether a rating counts. Quarantined ones wait for a look; excluded ones were taken out with a reason."""

    COUNTED = "counted"
    QUARANTINED = "quarantined"
    EXCLUDED = "excluded"


class Professional(db.Model):
    """A planner, architect, engineer or other who serves communities. `staff_no` is the staff platform's number.

    `card_code` is what the standing QR card carries. One who was merged into another keeps the row, so that old cards
    and numbers lead on. `user_id` is the account with which the professional signs in, if there is one.
    """

    __tablename__ = "professional"
    __table_args__ = (
        CheckConstraint("profession IN ('planner', 'architect', 'engineer', 'other')", name="profession"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merge"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_no: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    profession: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(40), default="")
    photo_digest: Mapped[str | None] = mapped_column(ForeignKey("picture.digest"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), unique=True)
    card_code: Mapped[str] = mapped_column(String(10), unique=True)
    left_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("professional.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    user: Mapped["User | None"] = relationship()
    areas: Mapped[list["Area"]] = relationship(secondary="professional_area", order_by="Area.path")


class ProfessionalArea(db.Model):
    """An area that a professional serves."""

    __tablename__ = "professional_area"

    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, index=True)


class Visit(db.Model):
    """One service rendered, or meant to be. `visit_no` is the staff platform's, or ours where it was entered here.

    `invited` says in words who was invited to rate. `tickets` and `ratings` are kept by the writes. `visited_on` is a
    day in the area's time zone; it decides the period in which the ratings of the visit count.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("state IN ('completed', 'cancelled', 'missed')", name="state"),
        Index("ix_visit_professional_id_visited_on", "professional_id", "visited_on"),
        Index("ix_visit_area_id_visited_on", "area_id", "visited_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_no: Mapped[str] = mapped_column(String(60), unique=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    category: Mapped[str] = mapped_column(String(24))
    visited_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    invited: Mapped[str] = mapped_column(String(200), default="")
    tickets: Mapped[int] = mapped_column(default=0)
    ratings: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    version: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    professional: Mapped[Professional] = relationship()
    area: Mapped["Area"] = relationship()


class VisitChange(db.Model):
    """What a visit was before it was moved: with it every figure that was given out can be counted again."""

    __tablename__ = "visit_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    visited_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class Ticket(db.Model):
    """The right to one rating of one visit. Only the SHA-256 of its code is kept: it is random and used once."""

    __tablename__ = "ticket"
    __table_args__ = (CheckConstraint("channel IN ('qr', 'slip', 'letter', 'api', 'phone')", name="channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    visit: Mapped[Visit] = relationship()


class Rating(db.Model):
    """One resident's judgement of one visit. One ticket, one rating: the constraint decides.

    Levels run from 1, very dissatisfied, to 5, very satisfied. `rated_on` is a day and no more. `network` is a keyed
    hash by which the ratings of a burst are found together, deleted after a while. `professional_id` is the visit's.

    `batch` numbers the release to the professional, who sees ratings only in fives or more; None is not released yet.
    `released_month` is the first day of the month of release, and `handle` the random name by which the professional's
    pages call a rating: its id would tell the order in which the ratings came. Comments are read by others once
    `comment_state` says so.
    """

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        CheckConstraint("efficiency BETWEEN 1 AND 5", name="efficiency"),
        CheckConstraint("competence BETWEEN 1 AND 5", name="competence"),
        CheckConstraint("manner BETWEEN 1 AND 5", name="manner"),
        CheckConstraint("standing IN ('counted', 'quarantined', 'excluded')", name="standing"),
        CheckConstraint("comment_state IN ('none', 'waiting', 'shown', 'hidden')", name="comment_state"),
        UniqueConstraint("handle"),
        Index("ix_rating_visit_id", "visit_id"),
        Index("ix_rating_professional_id_batch", "professional_id", "batch"),
        Index("ix_rating_comment_state", "comment_state"),
        Index("ix_rating_standing", "standing"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    level: Mapped[int]
    efficiency: Mapped[int | None]
    competence: Mapped[int | None]
    manner: Mapped[int | None]
    comment: Mapped[str | None]
    comment_state: Mapped[str] = mapped_column(String(8), default="none")
    standing: Mapped[str] = mapped_column(String(12), default="counted")
    rated_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    network: Mapped[str | None] = mapped_column(String(64))
    batch: Mapped[int | None]
    released_month: Mapped[date | None]
    handle: Mapped[str | None] = mapped_column(String(16))
    ticket: Mapped[Ticket] = relationship()
    visit: Mapped[Visit] = relationship()


class RatingBurst(db.Model):
    """How many ratings of one professional came from one network in ten seconds; deleted within the hour.

    `key` is a keyed hash of both that is kept nowhere else, `slot` the seconds since 1970 by ten.
    """

    __tablename__ = "rating_burst"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, index=True)
    ratings: Mapped[int] = mapped_column(default=0)


class RatingReview(db.Model):
    """What an official decided about a rating, with the reason. Nothing is deleted; the last one stands."""

    __tablename__ = "rating_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    old_standing: Mapped[str] = mapped_column(String(12))
    new_standing: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RatingAppeal(db.Model):
    """The rated one asks for a second look, once for each rating. Evidence is text and pictures, in order."""

    __tablename__ = "rating_appeal"
    __table_args__ = (
        UniqueConstraint("rating_id"),
        CheckConstraint("state IN ('open', 'upheld', 'excluded')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    text: Mapped[str]
    state: Mapped[str] = mapped_column(String(8), default="open")
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    evidence: Mapped[list["RatingEvidence"]] = relationship(order_by="RatingEvidence.position")


class RatingEvidence(db.Model):
    """A picture that belongs to an appeal."""

    __tablename__ = "rating_evidence"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("rating_appeal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("picture.digest"))


class RatingAnswer(db.Model):
    """What the professional says to a comment, in public once the comment is shown."""

    __tablename__ = "rating_answer"

    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), primary_key=True)
    text_zh: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))


class CallBack(db.Model):
    """A bad rating is called back: somebody of the office asks what went wrong, by the due day."""

    __tablename__ = "call_back"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'not-reached')", name="state"),
        Index("ix_call_back_state_due_on", "state", "due_on"),
    )

    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="open")
    outcome: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class RatingSum(db.Model):
    """What the ratings of one professional in one area add up to in one month of visits, kept by the writes.

    `month` is the first day of the month of `visited_on`. `level_1` to `level_5` are the counted ratings of each level,
    `shown_1` to `shown_5` those of them that were released to the professional; tickets, excluded and quarantined
    ratings are counted beside. Every figure is a sum of at most a few hundred rows.
    """

    __tablename__ = "rating_sum"
    __table_args__ = (Index("ix_rating_sum_professional_id_month", "professional_id", "month"),)

    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    level_1: Mapped[int] = mapped_column(default=0)
    level_2: Mapped[int] = mapped_column(default=0)
    level_3: Mapped[int] = mapped_column(default=0)
    level_4: Mapped[int] = mapped_column(default=0)
    level_5: Mapped[int] = mapped_column(default=0)
    shown_1: Mapped[int] = mapped_column(default=0)
    shown_2: Mapped[int] = mapped_column(default=0)
    shown_3: Mapped[int] = mapped_column(default=0)
    shown_4: Mapped[int] = mapped_column(default=0)
    shown_5: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0)


class Satisfaction(db.Model):
    """The figure of a professional for a period as it stands: what the feed of changes reads.

    `period` is "2026", "2026-Q3" or "2026-07/12m" for the twelve months that end with July. `changed_at` moves when the
    figure does.
    """

    __tablename__ = "satisfaction"
    __table_args__ = (
        UniqueConstraint("professional_id", "period"),
        Index("ix_satisfaction_period_changed_at", "period", "changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    period: Mapped[str] = mapped_column(String(12))
    policy: Mapped[str] = mapped_column(String(24))
    n: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    input_hash: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    professional: Mapped[Professional] = relationship()


class PublishedFigure(db.Model):
    """A figure that was given out, with everything that it can be recomputed from. Never changed.

    The marks are the last rating, review and change of a visit that there were: later ones do not belong to it.
    """

    __tablename__ = "published_figure"
    __table_args__ = (Index("ix_published_figure_professional_id_period", "professional_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    period: Mapped[str] = mapped_column(String(12))
    policy: Mapped[str] = mapped_column(String(24))
    minimum_n: Mapped[int]
    levels: Mapped[list] = mapped_column(JSON)
    n: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    input_hash: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    rating_mark: Mapped[int] = mapped_column(BigInteger)
    review_mark: Mapped[int]
    change_mark: Mapped[int]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class RatingSettings(db.Model):
    """How an area, and those below it without their own, handles ratings; each key only where it differs.

    Keys: "call_back_days", "burst_ratings", "burst_minutes", "ticket_days", and at the root alone, since one city
    counts by one rule: "policy", "minimum_n", "abilities".
    """

    __tablename__ = "rating_settings"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    values: Mapped[dict] = mapped_column(JSON, default=dict)
