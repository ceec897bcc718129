"""What the overview says of surveys: which are open, how many answered this week, which texts wait for action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from engage.accounts.models import User
from engage.accounts.permissions import Permission, within
from engage.communities.models import Area
from engage.extensions import db
from engage.surveys.cells import WHOLE
from engage.surveys.models import Survey, SurveyAction, SurveyCount, SurveyState, SurveyVersion
from engage.surveys.queries.surveys import turnouts

MOST_OPEN = 5


@dataclass(frozen=True)
class OpenSurvey:
    survey: Survey
    area: Area
    answers: int


@dataclass(frozen=True)
class WaitingTexts:
    """A survey with free texts that need action, of which nothing came yet."""

    survey: Survey
    texts: int


@dataclass(frozen=True)
class SurveyCard:
    """`week` is how many answers of this week are counted; more may wait to be counted."""

    open: Sequence[OpenSurvey]
    is_more: bool
    week: int
    waiting: Sequence[WaitingTexts]

    @property
    def is_any(self) -> bool:
        return bool(self.open or self.waiting)


def survey_card(user: User, now: datetime) -> SurveyCard:
    rows = db.session.execute(
        select(Survey, Area)
        .join(Area, Area.id == Survey.area_id)
        .where(
            within(user, Permission.SEE_SURVEYS),
            Survey.state == SurveyState.OPEN,
            Survey.deleted_at.is_(None),
            or_(Survey.opens_at.is_(None), Survey.opens_at <= now),
            or_(Survey.closes_at.is_(None), Survey.closes_at > now),
        )
        .order_by(Survey.closes_at.asc().nulls_last(), Survey.id)
        .limit(MOST_OPEN + 1)
    ).all()
    found = rows[:MOST_OPEN]
    ids = [survey.id for survey, _area in found]
    parts = turnouts(ids) if ids else {}
    return SurveyCard(
        [OpenSurvey(survey, area, parts.get(survey.id, 0)) for survey, area in found],
        len(rows) > MOST_OPEN,
        _this_week(ids, now),
        _waiting(user),
    )


def _this_week(survey_ids: Sequence[int], now: datetime) -> int:
    monday = (now - timedelta(days=now.weekday())).date().isoformat()
    found = (
        select(func.sum(SurveyCount.answers))
        .join(SurveyVersion, SurveyVersion.id == SurveyCount.version_id)
        .where(SurveyVersion.survey_id.in_(survey_ids), SurveyCount.question == WHOLE, SurveyCount.cell == monday)
    )
    return int(db.session.scalar(found) or 0) if survey_ids else 0


def _waiting(user: User) -> list[WaitingTexts]:
    texts = func.count()
    rows = (
        select(Survey, texts)
        .join(SurveyAction, SurveyAction.survey_id == Survey.id)
        .join(Area, Area.id == Survey.area_id)
        .where(
            within(user, Permission.SEE_SURVEYS),
            Survey.deleted_at.is_(None),
            SurveyAction.need_id.is_(None),
            SurveyAction.proposal_id.is_(None),
        )
        .group_by(Survey.id)
        .order_by(texts.desc(), Survey.id)
        .limit(MOST_OPEN)
    )
    return [WaitingTexts(survey, int(number)) for survey, number in db.session.execute(rows)]
