"""The satisfaction of a professional in a period, from the sums that the writes keep: a few rows, not all ratings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from engage.communities.models import Area
from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.coefficient import Outcome, Status, input_hash, outcome
from engage.ratings.models import Professional, RatingSum
from engage.ratings.periods import Period, month_name, parse
from engage.ratings.settings import Rules, scoring
from engage.ratings.sums import COLUMNS, COUNTED, SHOWN

Months = Mapping[date, Counter[str]]


@dataclass(frozen=True)
class Figure:
    """A satisfaction with all that it comes from. `area` is the code of a part, None for the whole.

    `levels` are the counted ratings of level 1 to 5. Tickets, excluded and quarantined ratings are those of the same
    visits; the response rate is the share of tickets that were used, None where there were none.
    """

    staff_no: str
    policy: str
    minimum_n: int
    period: str
    area: str | None
    n: int
    levels: tuple[int, ...]
    numerator: int
    denominator: int
    satisfaction: Fraction | None
    coefficient: Fraction | None
    status: Status
    input_hash: str
    as_of: datetime
    tickets: int
    excluded: int
    quarantined: int

    @property
    def response_rate(self) -> Fraction | None:
        answers = self.n + self.excluded + self.quarantined
        return Fraction(min(answers, self.tickets), self.tickets) if self.tickets else None


def figure(professional_id: int, period: str, *, area: Area | None = None, now: datetime) -> Figure:
    """Return how a professional stands in a period, in an area and all below it or everywhere.

    Raises `NotFound`, and `Invalid` for what is no period.
    """
    return _figure(professional_id, period, area, now, COUNTED)


def shown_figure(professional_id: int, period: str, *, now: datetime) -> Figure:
    """Return the same from released ratings alone: for the professional and the public.

    The whole figure moves with every rating: whoever looks before and after a visit would know what was said.
    """
    return _figure(professional_id, period, None, now, SHOWN)


def read_period(name: str) -> Period:
    try:
        return parse(name)
    except ValueError as error:
        raise Invalid(_l("A period is written 2026, 2026-Q3 or 2026-07/12m."), fields=("period",)) from error


def month_sums(professional_id: int, first: date, last: date, area: Area | None = None) -> Months:
    """Return the sums by month, from one month to another; months with none are left out."""
    found = (
        select(RatingSum.month, *(func.sum(getattr(RatingSum, name)) for name in COLUMNS))
        .where(RatingSum.professional_id == professional_id, RatingSum.month.between(first, last))
        .group_by(RatingSum.month)
    )
    if area is not None:
        found = found.join(Area, Area.id == RatingSum.area_id).where(Area.within(area.path))
    return {
        month: Counter({name: int(number) for name, number in zip(COLUMNS, numbers, strict=True)})
        for month, *numbers in db.session.execute(found)
    }


def sum_up(
    staff_no: str, period: Period, months: Months, rules: Rules, columns: Sequence[str] = COUNTED, *,
    area: str | None = None,
) -> tuple[Outcome, str, Counter[str]]:  # fmt: skip
    """Return what the months of a period come to, the hash of the input, and the sums; other months are passed over."""
    within = {month: sums for month, sums in months.items() if month in period}
    total: Counter[str] = sum(within.values(), Counter())
    digest = input_hash(
        policy=rules.policy,
        minimum_n=rules.minimum_n,
        period=period.name,
        area=area,
        staff_no=staff_no,
        months={month_name(month): [sums[name] for name in columns] for month, sums in within.items()},
    )
    return outcome([total[name] for name in columns], rules.policy, rules.minimum_n), digest, total


def _figure(professional_id: int, period: str, area: Area | None, now: datetime, columns: Sequence[str]) -> Figure:
    professional = db.session.get(Professional, professional_id)
    if professional is None:
        raise NotFound(_l("There is no such professional."))
    wanted, rules = read_period(period), scoring(professional)
    months = month_sums(professional_id, wanted.first, wanted.last, area)
    code = area.code if area else None
    result, digest, total = sum_up(professional.staff_no, wanted, months, rules, columns, area=code)
    values: dict[str, Any] = {name: getattr(result, name) for name in Outcome.__dataclass_fields__}
    return Figure(
        staff_no=professional.staff_no,
        policy=rules.policy,
        minimum_n=rules.minimum_n,
        period=wanted.name,
        area=code,
        levels=tuple(total[name] for name in columns),
        input_hash=digest,
        as_of=now,
        tickets=total["tickets"],
        excluded=total["excluded"],
        quarantined=total["quarantined"],
        **values,
    )
