"""Slots, ballots and the chain of commitments.

`roll_slot` says who may vote and who has; `ballot` says what was chosen. No key joins them: a ballot carries an
HMAC of its slot under a key that is never in the database. Neither table holds a time.
"""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UtcDateTime, db


class Election(db.Model):
    """One vote: when it is open, and whether it is frozen or closed. Opens inclusive, closes exclusive."""

    __tablename__ = "election"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_closing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rules: Mapped[dict | None] = mapped_column(JSON)
    rules_hash: Mapped[str | None] = mapped_column(String(64))


class ElectionCount(db.Model):
    """Counters and chain head of an election: one small row, written by every ballot.

    `marks` counts, by option, the marks that the recorded ballots carry; what a mark is worth is the ballot form's
    business. `lengths` counts the ballots by their number of marks, which is written as text.
    """

    __tablename__ = "election_count"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    slots: Mapped[int] = mapped_column(default=0)
    ballots: Mapped[int] = mapped_column(default=0)
    blank: Mapped[int] = mapped_column(default=0)
    marks: Mapped[dict] = mapped_column(JSON, default=dict)
    lengths: Mapped[dict] = mapped_column(JSON, default=dict)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64))


class RollSlot(db.Model):
    """The right of one dwelling or resident to one ballot."""

    __tablename__ = "roll_slot"
    __table_args__ = (
        UniqueConstraint("election_id", "dwelling_id"),
        UniqueConstraint("election_id", "resident_id"),
        CheckConstraint("(dwelling_id IS NULL) <> (resident_id IS NULL)", name="one_voter"),
        Index("ix_roll_slot_election_id_area_id", "election_id", "area_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    dwelling_id: Mapped[int | None] = mapped_column(ForeignKey("dwelling.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    has_voted: Mapped[bool] = mapped_column(default=False)


class Ballot(db.Model):
    """One voter's choice. `choices` is canonical JSON, so that its commitment can be recomputed.

    The id is random, not counted, so that the table's own order does not tell who voted when.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        Index("uq_ballot_slot_key", "slot_key", unique=True),  # One ballot a slot: everything rests on this.
        Index("ix_ballot_election_id", "election_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    slot_key: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(32))
    choices: Mapped[str]


class Commitment(db.Model):
    """One link of the chain. `receipt` is what the voter sees; it follows from the form's token, so that a repeated
    form finds its own receipt."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("receipt"),
        Index(
            "ix_commitment_replaces",
            "replaces",
            sqlite_where=text("replaces IS NOT NULL"),
            postgresql_where=text("replaces IS NOT NULL"),
        ),
    )

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    commitment: Mapped[str] = mapped_column(String(64))
    replaces: Mapped[str | None] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(16))


class Turnout(db.Model):
    """First ballots of one day in one area, kept by the vote itself. `day` is in the community's time zone."""

    __tablename__ = "turnout"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    ballots: Mapped[int] = mapped_column(default=0)
