"""Cycles, their proposals and their results."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.ballotbox.models import Election
from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.communities.models import Area


class Voters(StrEnum):
    DWELLINGS = "dwellings"
    PERSONS = "persons"


class Phase(StrEnum):
    """Where a cycle stands, told by its dates and by hand."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    VOTING = "voting"
    COUNTING = "counting"
    RESULTS = "results"


def phase_at(
    now: datetime,
    published_at: datetime | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    closed_at: datetime | None,
) -> Phase:
    """Return the phase that these dates make. Opening is inclusive, closing exclusive."""
    if published_at is None:
        return Phase.DRAFT
    if closed_at is not None:
        return Phase.RESULTS
    if opens_at is None or now < opens_at:
        return Phase.UPCOMING
    return Phase.VOTING if closes_at is None or now < closes_at else Phase.COUNTING


class Cycle(db.Model):
    """One participatory budget. Money in minor units of `currency`.

    `version` rises with every edit of the cycle or its proposals. `options_made` counts the proposals ever made, so
    that the name of a deleted one is not given again. `form_token` names the form that made the cycle. `source` holds
    what an imported file said that has no column here, so that it can be written back.
    """

    __tablename__ = "cycle"
    __table_args__ = (
        CheckConstraint("voters IN ('dwellings', 'persons')", name="voters"),
        CheckConstraint("pot_minor >= 0", name="pot"),
        CheckConstraint("0 <= min_choices AND min_choices <= max_choices", name="choices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), unique=True)
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120), default="")
    summary_zh: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    voters: Mapped[str] = mapped_column(String(12))
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    age_as_of: Mapped[date | None]
    ties: Mapped[list] = mapped_column(JSON, default=list)
    currency: Mapped[str] = mapped_column(String(3))
    pot_minor: Mapped[int] = mapped_column(BigInteger)
    ballot_form: Mapped[str] = mapped_column(String(16), default="approval")
    min_choices: Mapped[int] = mapped_column(default=1)
    max_choices: Mapped[int]
    rule: Mapped[str] = mapped_column(String(24), default="greedy")
    shows_tally: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    version: Mapped[int] = mapped_column(default=1)
    options_made: Mapped[int] = mapped_column(default=0)
    form_token: Mapped[str | None] = mapped_column(String(32), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    source: Mapped[dict | None] = mapped_column(JSON)
    area: Mapped["Area"] = relationship()
    election: Mapped[Election] = relationship(lazy="joined")
    proposals: Mapped[list["Proposal"]] = relationship(back_populates="cycle", order_by="Proposal.number")

    def phase(self, now: datetime) -> Phase:
        election = self.election
        return phase_at(now, self.published_at, election.opens_at, election.closes_at, election.closed_at)


class Proposal(db.Model):
    """A costed micro-renewal project on the ballot. `option` names it inside ballots: short, stable, never reused."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number"),
        UniqueConstraint("cycle_id", "option"),
        UniqueConstraint("cycle_id", "form_token"),
        CheckConstraint("cost_minor >= 0", name="cost"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    number: Mapped[int]
    option: Mapped[str] = mapped_column(String(40))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    text_zh: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    place_zh: Mapped[str] = mapped_column(String(120), default="")
    place_en: Mapped[str] = mapped_column(String(120), default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    cost_minor: Mapped[int] = mapped_column(BigInteger)
    picture_digest: Mapped[str | None] = mapped_column(ForeignKey("picture.digest"))
    form_token: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[dict | None] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(String(40), default="", server_default="")
    area: Mapped["Area | None"] = relationship()
    cycle: Mapped[Cycle] = relationship(back_populates="proposals")


class Result(db.Model):
    """The outcome, counted once from the ballots at the close. `outcome` is the rule's trace."""

    __tablename__ = "result"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict] = mapped_column(JSON)


class ImportedBallot(db.Model):
    """A ballot of an election held elsewhere, kept as its file has it. It never passed our ballot box."""

    __tablename__ = "imported_ballot"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[dict] = mapped_column(JSON)
