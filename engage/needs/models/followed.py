"""What follows on a need: what neighbours say of it, its timeline, visits."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.accounts.models import User


class NeedSupport(db.Model):
    """ "I need this too", once for each device. Rows of merged needs stay where they were given."""

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "device"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    device: Mapped[str] = mapped_column(String(64))
    given_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class NeedVerdict(db.Model):
    """Whether somebody who asked or joined finds it solved: once a round; each "done" opens a new round."""

    __tablename__ = "need_verdict"
    __table_args__ = (UniqueConstraint("need_id", "round", "voice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    round: Mapped[int]
    voice: Mapped[str] = mapped_column(String(64))
    is_solved: Mapped[bool]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedFlag(db.Model):
    """Somebody points out that a public need should not stand as it does. It goes to the queue and hides nothing."""

    __tablename__ = "need_flag"
    __table_args__ = (UniqueConstraint("need_id", "device"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    device: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None] = mapped_column(String(500))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NeedEvent(db.Model):
    """A line of a need's timeline. Public ones are read by everybody, the others by the office.

    `kind` is one of "received", "state", "edited", "answer", "assigned", "visit", "photo", "supported", "reopened",
    "entered", "withdrawn", "proposal".
    """

    __tablename__ = "need_event"
    __table_args__ = (Index("ix_need_event_need_id_id", "need_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str | None] = mapped_column(String(12))
    text_zh: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    actor: Mapped["User | None"] = relationship()


class NeedVisit(db.Model):
    """A visit that a professional proposes for a need, and what came of it."""

    __tablename__ = "need_visit"
    __table_args__ = (CheckConstraint("state IN ('proposed', 'made', 'cancelled')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    visit_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    outcome_zh: Mapped[str] = mapped_column(default="")
    outcome_en: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    professional: Mapped["User"] = relationship()
