"""The area tree, placements and their scan counts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import PathText, UtcDateTime, db


class AreaKind(StrEnum):
    """Levels of the tree, from the root down."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    BUILDING = "building"
    STAIRWELL = "stairwell"


LEVELS = {kind: level for level, kind in enumerate(AreaKind)}


class Area(db.Model):
    """A node of the tree. `path` is the ids from the root down, each followed by a dot: "1.4.9."."""

    __tablename__ = "area"
    __table_args__ = (
        Index("ix_area_path", "path", unique=True),
        Index("ix_area_kind", "kind"),
        CheckConstraint("kind IN ('city', 'district', 'street', 'community', 'building', 'stairwell')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    path: Mapped[str] = mapped_column(PathText)
    timezone: Mapped[str | None] = mapped_column(String(40))

    @classmethod
    def within(cls, path: str) -> ColumnElement[bool]:
        """Return the SQL condition for the area at this path and everything below it."""
        return and_(cls.path >= path, cls.path < path[:-1] + "/")  # The slash comes right after the dot.

    def contains(self, other: "Area") -> bool:
        """Tell whether the other area is this one or lies below it."""
        return other.path.startswith(self.path)

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this area itself."""
        return [int(part) for part in self.path.split(".") if part]


class PlacementTarget(StrEnum):
    COMMUNITY = "community"
    CYCLE = "cycle"
    NEED = "need"
    SURVEY = "survey"


class Placement(db.Model):
    """One posted QR code. Revoked ones stay, so that an old poster still gets a helpful answer."""

    __tablename__ = "placement"
    __table_args__ = (CheckConstraint("target IN ('community', 'cycle', 'need', 'survey')", name="target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    spot_zh: Mapped[str] = mapped_column(String(200))
    spot_en: Mapped[str] = mapped_column(String(200), default="")
    target: Mapped[str] = mapped_column(String(16), default=PlacementTarget.COMMUNITY)
    target_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    area: Mapped[Area] = relationship()


class ScanCount(db.Model):
    """Scans of a placement in one hour. Nothing about who scanned."""

    __tablename__ = "scan_count"

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    hour_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    scans: Mapped[int] = mapped_column(default=0)


class Upload(db.Model):
    """An uploaded file waiting for its preview to be confirmed; also used for the voter roll."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(20))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    filename: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
