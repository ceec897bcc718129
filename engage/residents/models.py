"""The voter roll, and the access codes that open a ballot."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UtcDateTime, db


class Tie(StrEnum):
    """How a person belongs to a place."""

    LIVES = "lives"
    WORKS = "works"
    STUDIES = "studies"


class Dwelling(db.Model):
    """A flat. Floor area in dm² (0.01 m²), exact."""

    __tablename__ = "dwelling"
    __table_args__ = (UniqueConstraint("area_id", "label"), CheckConstraint("floor_area_dm2 > 0", name="floor_area"))

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    label: Mapped[str] = mapped_column(String(40))
    floor_area_dm2: Mapped[int]


class Resident(db.Model):
    """A person on the roll of an area, for cycles in which persons vote. `reference` is the office's own number."""

    __tablename__ = "resident"
    __table_args__ = (
        UniqueConstraint("area_id", "reference"),
        CheckConstraint("tie IN ('lives', 'works', 'studies')", name="tie"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    reference: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    birth_year: Mapped[int | None]
    tie: Mapped[str] = mapped_column(String(8), default=Tie.LIVES)
    dwelling_id: Mapped[int | None] = mapped_column(ForeignKey("dwelling.id"), index=True)


class Channel(StrEnum):
    """How a code reaches its voter."""

    LETTER = "letter"
    DESK = "desk"


class CodeState(StrEnum):
    ISSUED = "issued"
    SPENT = "spent"
    VOID = "void"


class CodeBatch(db.Model):
    """Access codes made together: letters for an area, or one at the desk.

    `token` names the form that asked for them: sent again, it makes no second batch.
    """

    __tablename__ = "code_batch"
    __table_args__ = (UniqueConstraint("token"), CheckConstraint("channel IN ('letter', 'desk')", name="channel"))

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    token: Mapped[str | None] = mapped_column(String(32))
    codes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class AccessCode(db.Model):
    """A code for one roll slot of an election. Only the locator is stored in clear; the secret is Argon2id-hashed.

    A letter code opens the ballot until the close; a desk code is for a single use, spent by the ballot it casts.
    A slot has at most one code that is valid.
    """

    __tablename__ = "access_code"
    __table_args__ = (
        UniqueConstraint("election_id", "locator"),
        CheckConstraint("state IN ('issued', 'spent', 'void')", name="state"),
        Index(
            "uq_access_code_valid_slot_id",
            "slot_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"), index=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("roll_slot.id"), index=True)
    locator: Mapped[str] = mapped_column(String(4))
    secret_hash: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(8), default=CodeState.ISSUED)
