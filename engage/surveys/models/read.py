"""What is kept of answers to be read: counts, sums, tags, and what needs action."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UtcDateTime, db


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
