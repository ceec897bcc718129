"""What is asked for. What a person wrote stands apart from what the public reads."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from engage.extensions import PathText, UtcDateTime, db

if TYPE_CHECKING:
    from engage.accounts.models import User
    from engage.budget.models import Proposal
    from engage.communities.models import Area, Placement

# How many areas of a need's path have a column of their own, from the root down, and what lists are ordered by.
LEVELS_KEPT = 4
LIST_ORDERS = ("created_at", "supports", "priority", "updated_at")


class Channel(StrEnum):
    """How a need came in. Assisted: a worker wrote it down for somebody."""

    WEB = "web"
    ASSISTED = "assisted"
    OPEN311 = "open311"
    SURVEY = "survey"


class Need(db.Model):
    """What somebody asks for.

    `path` is the area's. `level1_id` to `level4_id` are the first areas of it, so that one index answers "below this
    area, in this state, newest first" (decision 0012). `raw_text` is what was typed and is never shown in public; the
    summaries are. `tracking_digest` is the SHA-256 of the tracking code.
    `version` rises with every change of state, text or assignment: whoever changes a need names the version they saw.
    `supports` counts the neighbours who joined, those of needs merged into this one included. `priority` is kept by
    the writes that change its parts. `origin` names what it came of (see `engage.origins`). A need that is private
    never appears in public.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received', 'published', 'matched', 'under-way', 'done', 'confirmed', 'declined', 'merged')",
            name="state",
        ),
        CheckConstraint("channel IN ('web', 'assisted', 'open311', 'survey')", name="channel"),
        CheckConstraint("effort IN ('little', 'some', 'much')", name="effort"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merge"),
        Index("ix_need_updated", "updated_at", "id"),
        Index("ix_need_due", "due_at"),
        Index("ix_need_state", "state", "due_at", "id"),
        Index("ix_need_path", "path"),
        Index("ix_need_category", "category", "state", "path"),
        *(
            Index(f"ix_need_level{level}_{order}", f"level{level}_id", "state", order, "id")
            for level in range(1, LEVELS_KEPT + 1)
            for order in LIST_ORDERS
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    path: Mapped[str] = mapped_column(PathText)
    level1_id: Mapped[int | None]
    level2_id: Mapped[int | None]
    level3_id: Mapped[int | None]
    level4_id: Mapped[int | None]
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    spot: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[str] = mapped_column(String(24))
    raw_text: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(8), default="zh")
    summary_zh: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    affected: Mapped[list] = mapped_column(JSON, default=list)
    channel: Mapped[str] = mapped_column(String(12), default=Channel.WEB)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    api_key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    state: Mapped[str] = mapped_column(String(12), default="received")
    state_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_private: Mapped[bool] = mapped_column(default=False)
    first_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    professional_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"), index=True)
    supports: Mapped[int] = mapped_column(default=0)
    priority: Mapped[int] = mapped_column(default=0)
    effort: Mapped[str | None] = mapped_column(String(8))
    round: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    tracking_digest: Mapped[str] = mapped_column(String(64), unique=True)
    form_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(40), default="", server_default="")
    area: Mapped["Area"] = relationship()
    placement: Mapped["Placement | None"] = relationship()
    professional: Mapped["User | None"] = relationship(foreign_keys=[professional_id])
    proposal: Mapped["Proposal | None"] = relationship()
    photos: Mapped[list["NeedPhoto"]] = relationship(order_by="NeedPhoto.position", cascade="all, delete-orphan")

    @validates("path")
    def _keep_levels(self, _name: str, path: str) -> str:
        ids = [int(part) for part in path.split(".") if part]
        for level in range(1, LEVELS_KEPT + 1):
            setattr(self, f"level{level}_id", ids[level - 1] if level <= len(ids) else None)
        return path

    @classmethod
    def is_shown(cls) -> ColumnElement[bool]:
        """Return the SQL condition for a need that everybody may read."""
        return and_(cls.first_published_at.is_not(None), cls.is_private.is_(False), cls.state != "received")


class NeedContact(db.Model):
    """How to reach the person who asked, and which notice they read first. Deleted when its time is over."""

    __tablename__ = "need_contact"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), primary_key=True)
    contact: Mapped[str] = mapped_column(String(120))
    notice: Mapped[str] = mapped_column(String(20))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NeedPhoto(db.Model):
    """A photo of a need. `shown_digest` is what the public sees: the same picture, a redacted one, or none at all.

    `is_hidden` keeps a photo with the office when the need is published.
    """

    __tablename__ = "need_photo"
    __table_args__ = (UniqueConstraint("need_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(ForeignKey("picture.digest"), index=True)
    shown_digest: Mapped[str | None] = mapped_column(ForeignKey("picture.digest"), index=True)
    is_hidden: Mapped[bool] = mapped_column(default=False)


class NeedDraft(db.Model):
    """A form that is not sent yet: what was typed and the photos added, so that a lost connection loses nothing.

    `token` is held by the browser that writes it, and becomes the need's `form_token`. Photos are digests, in order.
    """

    __tablename__ = "need_draft"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[dict] = mapped_column(JSON, default=dict)
    photos: Mapped[list] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
