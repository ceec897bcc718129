"""Tickets, ratings, and what came after a rating."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db
from engage.ratings.models.people import Visit


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
