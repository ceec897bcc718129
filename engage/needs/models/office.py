"""What the office works with: counts, settings, ready sentences, saved lists."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UtcDateTime, db


class NeedCount(db.Model):
    """How many needs an area and everything below it has, kept by the writes: one row each for category and state.

    `is_assisted` keeps those that a worker entered apart. Supports are those of the same needs.
    """

    __tablename__ = "need_count"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(24), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), primary_key=True)
    is_private: Mapped[bool] = mapped_column(primary_key=True)
    is_assisted: Mapped[bool] = mapped_column(primary_key=True)
    needs: Mapped[int] = mapped_column(default=0)
    supports: Mapped[int] = mapped_column(default=0)


class NeedSettings(db.Model):
    """How an area, and those below it that have none of their own, works on needs.

    `due_days` by state, `weights` of the parts of the priority, `professions` by category, each only where they differ
    from the defaults.
    """

    __tablename__ = "need_settings"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    due_days: Mapped[dict] = mapped_column(JSON, default=dict)
    weights: Mapped[dict] = mapped_column(JSON, default=dict)
    professions: Mapped[dict] = mapped_column(JSON, default=dict)


class CannedAnswer(db.Model):
    """A ready sentence in both languages for an area and those below it."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text_zh: Mapped[str]
    text_en: Mapped[str] = mapped_column(default="")


class SavedView(db.Model):
    """Filters of the demand list that somebody gave a name: the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))


class BulkChange(db.Model):
    """What one bulk action did to each need, so that it can be taken back: {"needs": [{"id", "version", "state"}]}."""

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    action: Mapped[str] = mapped_column(String(24))
    done: Mapped[dict] = mapped_column(JSON)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
