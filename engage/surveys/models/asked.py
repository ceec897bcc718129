"""Surveys, their questions, and the tickets that let somebody answer."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.communities.models import Area


class Gate(StrEnum):
    """Who may answer: everybody, who holds a single-use ticket, a household with its access code."""

    OPEN = "open"
    TICKET = "ticket"
    CODE = "code"


class Paging(StrEnum):
    """What one page shows."""

    QUESTION = "question"
    SECTION = "section"
    ALL = "all"


class SurveyState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Survey(db.Model):
    """A survey of an area. Opens inclusive, closes exclusive; `closed_at` is the close by hand.

    `number` is that of the version that is answered, null before the first opening. `wave_of_id` names the survey that
    this one repeats. `election_id` carries the roll slots and access codes of a survey for households. `notice` says
    what is done with the answers; `notice_version` rises with every change of it. For `paper_days` after the end forms
    that were filled in before it may be typed in. `weighting` names the margins to
    weight by. `published` is the chosen part of the results as residents see it, fixed when it was published. Deleted
    ones stay as a row, so that an old poster still gets a helpful answer.
    """

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("gate IN ('open', 'ticket', 'code')", name="gate"),
        CheckConstraint("paging IN ('question', 'section', 'all')", name="paging"),
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_closing"),
        CheckConstraint("wave_of_id IS NULL OR wave_of_id <> id", name="wave"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    wave_of_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), index=True)
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"), index=True)
    form_token: Mapped[str | None] = mapped_column(String(32), unique=True)
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120), default="")
    intro_zh: Mapped[str] = mapped_column(default="")
    intro_en: Mapped[str] = mapped_column(default="")
    thanks_zh: Mapped[str] = mapped_column(default="")
    thanks_en: Mapped[str] = mapped_column(default="")
    notice_zh: Mapped[str] = mapped_column(default="")
    notice_en: Mapped[str] = mapped_column(default="")
    notice_version: Mapped[int] = mapped_column(default=1)
    gate: Mapped[str] = mapped_column(String(8), default=Gate.OPEN)
    paging: Mapped[str] = mapped_column(String(8), default=Paging.SECTION)
    once_per_device: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(8), default=SurveyState.DRAFT)
    number: Mapped[int | None]
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keep_days: Mapped[int] = mapped_column(default=365)
    paper_days: Mapped[int] = mapped_column(default=14)
    weighting: Mapped[dict | None] = mapped_column(JSON)
    published: Mapped[dict | None] = mapped_column(JSON)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)
    area: Mapped["Area"] = relationship()


class SurveyVersion(db.Model):
    """The questions. Frozen by the first answer, or by opening a later version.

    `content` is a `Questionnaire` as data, `former` what it was before the last edit. `revision` rises with every edit
    and goes on from one version to the next.
    """

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    content: Mapped[dict] = mapped_column(JSON)
    former: Mapped[dict | None] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyTicketBatch(db.Model):
    """Tickets made together for an area: links to hand out, or letters. `token` names the form that asked."""

    __tablename__ = "survey_ticket_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    tickets: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    area: Mapped["Area"] = relationship()


class SurveyTicket(db.Model):
    """The right to answer once. `digest` is the SHA-256 of the code. Whether it was used says `survey_part`."""

    __tablename__ = "survey_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("survey_ticket_batch.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    batch: Mapped[SurveyTicketBatch] = relationship()
