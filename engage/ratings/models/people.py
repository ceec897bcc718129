"""Professionals and their visits."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.accounts.models import User
    from engage.communities.models import Area


class VisitState(StrEnum):
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    MISSED = "missed"


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
