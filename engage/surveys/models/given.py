"""Who took part and what was said.

`survey_part` says who took part, `survey_answer` what was said. No key joins them, neither holds a time of day, and
neither table's own order is that of the other: a part is stored under a keyed hash, an answer under a random number.
While an answer is being written, `survey_draft` knows both; it is deleted by the sending.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import db

AnswerId = BigInteger().with_variant(Integer, "sqlite")


class Channel(StrEnum):
    """How an answer came in. Assisted: a worker wrote it down for somebody. Paper: typed in from a printed form.

    Late: a printed form that was typed in after the close.
    """

    WEB = "web"
    ASSISTED = "assisted"
    PAPER = "paper"
    LATE = "late"


class SurveyPart(db.Model):
    """Somebody took part: `key` is a keyed hash of the device, ticket, household or form. The key decides "once"."""

    __tablename__ = "survey_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)


class SurveyTurnout(db.Model):
    """How many took part, by the area they answered from and the channel; kept by the sending."""

    __tablename__ = "survey_turnout"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    parts: Mapped[int] = mapped_column(default=0)


class SurveyDraft(db.Model):
    """An answer that is not sent yet. `token` is in the address that resumes it; `part_key` becomes the part's.

    `data` is what was typed, by question, `revision` rises with every save. `area_id` is where the person answers
    from. `ticket_id` or `slot_id` is what let them in. Days only, no times.
    """

    __tablename__ = "survey_draft"
    __table_args__ = (
        UniqueConstraint("survey_id", "part_key"),
        CheckConstraint("channel IN ('web', 'assisted', 'paper')", name="channel"),
    )

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), index=True)
    part_key: Mapped[str] = mapped_column(String(64))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("survey_ticket.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("roll_slot.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8), default=Channel.WEB)
    notice_version: Mapped[int]
    data: Mapped[dict] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=0)
    saved_on: Mapped[date] = mapped_column(index=True)


class SurveyAnswer(db.Model):
    """What somebody said. `data` holds normalised answers by question, hidden questions left out (see `values`).

    `id` follows from the draft's token under the application's key, so that a form sent again finds its answer. `week`
    is the Monday of the week in which it was sent. `area_id` is never finer than a building, and the survey's
    community where households are known. `is_counted` tells whether the kept counts hold it already. Excluded ones
    are out of the counts and stay. A withdrawn one has lost its words and photos.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'assisted', 'paper', 'late')", name="channel"),
        Index("ix_survey_answer_survey_id_id", "survey_id", "id"),
        Index(
            "ix_survey_answer_uncounted",
            "survey_id",
            "is_counted",  # Always the same, but with two columns to match a planner takes this index and no other.
            sqlite_where=text("is_counted = 0"),
            postgresql_where=text("is_counted = false"),
        ),
    )

    id: Mapped[int] = mapped_column(AnswerId, primary_key=True, autoincrement=False)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    channel: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    week: Mapped[date]
    notice_version: Mapped[int]
    data: Mapped[dict] = mapped_column(JSON)
    is_counted: Mapped[bool] = mapped_column(default=False)
    is_excluded: Mapped[bool] = mapped_column(default=False)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)


class SurveyPhoto(db.Model):
    """A photo of a draft or of an answer, so that nobody tidies it away while it is needed."""

    __tablename__ = "survey_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("picture.digest"), index=True)
    draft_token: Mapped[str | None] = mapped_column(String(32), index=True)
    answer_id: Mapped[int | None] = mapped_column(AnswerId, index=True)
