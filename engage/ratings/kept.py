"""Keeping `satisfaction`: the figure of every period that a write touched, and the word of it to those who listen."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engage.communities.models import Area
from engage.communities.queries import timezone_of
from engage.extensions import db
from engage.ratings.models import Professional, Satisfaction
from engage.ratings.periods import parse, quarter_of, rolling_to, touched_by, year_of
from engage.ratings.queries.figures import Months, month_sums, sum_up
from engage.ratings.settings import Rules, scoring
from engage.webhooks import outbox

CHANGED = "satisfaction.changed"


def today_in(area: Area, now: datetime) -> date:
    """Return the day that it is in the area."""
    return now.astimezone(ZoneInfo(timezone_of(area))).date()


def refresh(professional: Professional, days: Iterable[date], *, area: Area, now: datetime) -> None:
    """Count the figures anew in which visits of these days count. The professional is locked."""
    days = set(days)
    names = {name for day in days for name in touched_by(day)}
    changed = refresh_periods(professional, names, now=now)
    told = {rolling_to(today_in(area, now)), *(name for day in days for name in (year_of(day), quarter_of(day)))}
    for name in sorted(changed & told):
        outbox.record(CHANGED, area=area, payload={"staff_no": professional.staff_no, "period": name}, now=now)


def refresh_periods(professional: Professional, names: Iterable[str], *, now: datetime) -> set[str]:
    """Count the figures of these periods anew, and return the names of those that changed."""
    db.session.flush()
    periods = [parse(name) for name in sorted(names)]
    if not periods:
        return set()
    kept = {
        row.period: row
        for row in db.session.scalars(
            select(Satisfaction).where(
                Satisfaction.professional_id == professional.id, Satisfaction.period.in_([p.name for p in periods])
            )
        )
    }
    months = month_sums(professional.id, min(p.first for p in periods), max(p.last for p in periods))
    rules = scoring(professional)
    changed = set()
    for period in periods:
        values = kept_values(professional.staff_no, period.name, months, rules)
        row = kept.get(period.name)
        if row is None:
            row = Satisfaction(professional_id=professional.id, period=period.name)
            db.session.add(row)
        elif all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at = now
        changed.add(period.name)
    db.session.flush()
    return changed


def kept_values(staff_no: str, period: str, months: Months, rules: Rules) -> dict[str, str | int]:
    """Return what a row of `satisfaction` has to hold, from the sums by month."""
    result, digest, _total = sum_up(staff_no, parse(period), months, rules)
    return {
        "policy": rules.policy,
        "n": result.n,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "status": result.status.value,
        "input_hash": digest,
    }
