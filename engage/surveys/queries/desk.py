"""What the office's list of surveys shows."""

from collections.abc import Sequence
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from engage.accounts.models import User
from engage.accounts.permissions import Permission, within
from engage.communities.models import Area, AreaKind
from engage.extensions import db
from engage.surveys.models import Survey, SurveyState

MOST_OFFERED = 300


def _in_phase(phase: str, now: datetime) -> ColumnElement[bool]:
    """Return `surveys.phase` as an SQL condition."""
    ended = and_(Survey.closes_at.is_not(None), Survey.closes_at <= now)
    coming = and_(Survey.opens_at.is_not(None), Survey.opens_at > now)
    opened = Survey.state == SurveyState.OPEN
    conditions: dict[str, ColumnElement[bool]] = {
        "draft": Survey.state == SurveyState.DRAFT,
        "coming": and_(opened, ~ended, coming),
        "open": and_(opened, ~ended, ~coming),
        "closed": or_(Survey.state == SurveyState.CLOSED, and_(opened, ended)),
    }
    return conditions[phase]


def page_of_surveys(user: User, *, text: str, phase: str, now: datetime) -> Pagination:
    """Return a page of the surveys that the user may see, the newest first, with their areas. Deleted ones are out."""
    found = (
        select(Survey)
        .join(Survey.area)
        .options(contains_eager(Survey.area))
        .where(within(user, Permission.SEE_SURVEYS), Survey.deleted_at.is_(None))
        .order_by(Survey.id.desc())
    )
    if phase:
        found = found.where(_in_phase(phase, now))
    if text:
        found = found.where(_holds(text))
    return db.paginate(found, per_page=30, max_per_page=30, error_out=False)


def _holds(text: str) -> ColumnElement[bool]:
    columns = (Survey.title_zh, Survey.title_en, Area.name_zh, Area.name_en)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def areas_for_surveys(user: User, text: str = "", also: int | None = None) -> list[Area]:
    """Return areas in which the user may run a survey, as many as a list can hold; always with the one of id `also`."""
    mine = select(Area).where(within(user, Permission.RUN_SURVEYS), Area.kind != AreaKind.STAIRWELL)
    found = mine.order_by(Area.path)
    if text:
        columns = (Area.name_zh, Area.name_en, Area.code)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    else:
        found = found.where(Area.kind != AreaKind.BUILDING)  # There are thousands: they are looked for by name.
    areas = list(db.session.scalars(found.limit(MOST_OFFERED)))
    if also is not None and all(area.id != also for area in areas):
        areas = [*db.session.scalars(mine.where(Area.id == also)), *areas]
    return areas


def surveys_to_copy(user: User, text: str = "") -> Sequence[Survey]:
    """Return the newest surveys that a new one can begin from."""
    found = (
        select(Survey)
        .join(Survey.area)
        .options(contains_eager(Survey.area))
        .where(within(user, Permission.RUN_SURVEYS), Survey.deleted_at.is_(None))
        .order_by(Survey.id.desc())
    )
    if text:
        found = found.where(_holds(text))
    return db.session.scalars(found.limit(20)).all()
