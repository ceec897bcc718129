"""People who sign in, and what they may do where."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.communities.models import Area


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    OFFICIAL = "official"
    WORKER = "worker"
    PROFESSIONAL = "professional"


class User(UserMixin, db.Model):
    """Somebody with a password. Residents have none. Professionals have a profession, which their needs match."""

    __tablename__ = "staff_user"
    __table_args__ = (
        CheckConstraint("profession IN ('planner', 'architect', 'engineer', 'other')", name="profession"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    profession: Mapped[str | None] = mapped_column(String(12))
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    def get_id(self) -> str:
        """Return what the session cookie holds: signing out raises the epoch and so ends every session."""
        return f"{self.id}.{self.session_epoch}"


class RoleGrant(db.Model):
    """A role in an area and everything below it."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "area_id"),
        CheckConstraint("role IN ('administrator', 'official', 'worker', 'professional')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    role: Mapped[str] = mapped_column(String(16))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    user: Mapped[User] = relationship(back_populates="grants")
    area: Mapped["Area"] = relationship()


class GuessWindow(db.Model):
    """Failed guesses at one thing (an account, a network, a code row) since a moment. Keys are hashed."""

    __tablename__ = "guess_window"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    guesses: Mapped[int] = mapped_column(default=0)


class AuditEntry(db.Model):
    """Who did what to which thing of an area. Ids only: no names, no free text."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
