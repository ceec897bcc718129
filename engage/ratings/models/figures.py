"""What is kept of ratings in numbers, and how an area handles them."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UtcDateTime, db
from engage.ratings.models.people import Professional


class RatingSum(db.Model):
    """What the ratings of one professional in one area add up to in one month of visits, kept by the writes.

    `month` is the first day of the month of `visited_on`. `level_1` to `level_5` are the counted ratings of each level,
    `shown_1` to `shown_5` those of them that were released to the professional; tickets, excluded and quarantined
    ratings are counted beside. Every figure is a sum of at most a few hundred rows.
    """

    __tablename__ = "rating_sum"
    __table_args__ = (Index("ix_rating_sum_professional_id_month", "professional_id", "month"),)

    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    level_1: Mapped[int] = mapped_column(default=0)
    level_2: Mapped[int] = mapped_column(default=0)
    level_3: Mapped[int] = mapped_column(default=0)
    level_4: Mapped[int] = mapped_column(default=0)
    level_5: Mapped[int] = mapped_column(default=0)
    shown_1: Mapped[int] = mapped_column(default=0)
    shown_2: Mapped[int] = mapped_column(default=0)
    shown_3: Mapped[int] = mapped_column(default=0)
    shown_4: Mapped[int] = mapped_column(default=0)
    shown_5: Mapped[int] = mapped_column(default=0)
    tickets: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0)


class Satisfaction(db.Model):
    """The figure of a professional for a period as it stands: what the feed of changes reads.

    `period` is "2026", "2026-Q3" or "2026-07/12m" for the twelve months that end with July. `changed_at` moves when the
    figure does.
    """

    __tablename__ = "satisfaction"
    __table_args__ = (
        UniqueConstraint("professional_id", "period"),
        Index("ix_satisfaction_period_changed_at", "period", "changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    period: Mapped[str] = mapped_column(String(12))
    policy: Mapped[str] = mapped_column(String(24))
    n: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    input_hash: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    professional: Mapped[Professional] = relationship()


class PublishedFigure(db.Model):
    """A figure that was given out, with everything that it can be recomputed from. Never changed.

    The marks are the last rating, review and change of a visit that there were: later ones do not belong to it.
    """

    __tablename__ = "published_figure"
    __table_args__ = (Index("ix_published_figure_professional_id_period", "professional_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    professional_id: Mapped[int] = mapped_column(ForeignKey("professional.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    period: Mapped[str] = mapped_column(String(12))
    policy: Mapped[str] = mapped_column(String(24))
    minimum_n: Mapped[int]
    levels: Mapped[list] = mapped_column(JSON)
    n: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    input_hash: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    rating_mark: Mapped[int] = mapped_column(BigInteger)
    review_mark: Mapped[int]
    change_mark: Mapped[int]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class RatingSettings(db.Model):
    """How an area, and those below it without their own, handles ratings; each key only where it differs.

    Keys: "call_back_days", "burst_ratings", "burst_minutes", "ticket_days", and at the root alone, since one city
    counts by one rule: "policy", "minimum_n", "abilities".
    """

    __tablename__ = "rating_settings"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    values: Mapped[dict] = mapped_column(JSON, default=dict)
