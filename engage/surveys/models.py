"""Surveys, their questions, who took part and what was said.

`survey_part` says who took part, `survey_answer` what was said. No key joins them, neither holds a time of day, and
neither table's own order is that of the other: a part is stored under a keyed hash, an answer under a random number.
While an answer is being written, `survey_draft` knows both; it is deleted by the sending.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db

if TYPE_CHECKING:
    from engage.communities.models import Area

AnswerId = BigInteger().with_variant(Integer, "sqlite")


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


class Channel(StrEnum):
    """How an answer came in. Assisted: a worker wrote it down for somebody. Paper: typed in from a printed form."""

    WEB = "web"
    ASSISTED = "assisted"
    PAPER = "paper"


class Survey(db.Model):
    """A survey of an area. Opens inclusive, closes exclusive; `closed_at` is the close by hand.

    `number` is that of the version that is answered, null before the first opening. `wave_of_id` names the survey that
    this one repeats. `election_id` carries the roll slots and access codes of a survey for households. `notice` says
    what is done with the answers; `notice_version` rises with every change of it. `weighting` names the margins to
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
        CheckConstraint("channel IN ('web', 'assisted', 'paper')", name="channel"),
        Index("ix_survey_answer_survey_id_id", "survey_id", "id"),
        Index(
            "ix_survey_answer_uncounted",
            "survey_id",
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


class SurveyCount(db.Model):
    """How often something was said, by version, question, area and channel. Folded in from new answers.

    `cell` is "" for answers to the question at all, "~" where it was shown and left empty, a choice's value, a point of
    a scale, "row=value" of a matrix, "item@place" of a ranking, "#1230" for a number to three digits, "2026-03" for a
    date's month. The question "" counts whole answers, in all ("") and by week ("2026-03-02").
    """

    __tablename__ = "survey_count"

    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    cell: Mapped[str] = mapped_column(String(90), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)


class SurveySum(db.Model):
    """Sums of a question that asks for a number or a point of a scale, in ten-thousandths, exact."""

    __tablename__ = "survey_sum"

    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    least: Mapped[int] = mapped_column(BigInteger)
    most: Mapped[int] = mapped_column(BigInteger)


class SurveyTag(db.Model):
    """A word by which free texts are sorted."""

    __tablename__ = "survey_tag"
    __table_args__ = (UniqueConstraint("survey_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(String(40))
    texts: Mapped[int] = mapped_column(default=0)


class SurveyTagged(db.Model):
    """A free text carries a tag."""

    __tablename__ = "survey_tagged"

    answer_id: Mapped[int] = mapped_column(ForeignKey("survey_answer.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("survey_tag.id"), primary_key=True, index=True)


class SurveyAction(db.Model):
    """A free text that needs action, and the need or draft proposal that came of it."""

    __tablename__ = "survey_action"
    __table_args__ = (UniqueConstraint("answer_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("survey_answer.id"))
    question: Mapped[str] = mapped_column(String(40))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id", ondelete="SET NULL"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"), index=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
