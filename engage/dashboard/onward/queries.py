"""A free text that needs action, and where it can lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select
from sqlalchemy.orm import contains_eager

from engage.accounts.models import User
from engage.accounts.permissions import Permission, paths_of, scope, within
from engage.budget.models import Cycle
from engage.communities.models import LEVELS, Area, AreaKind
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.queries.onward import takes_proposals
from engage.surveys.models import Survey, SurveyAction, SurveyAnswer, SurveyVersion
from engage.surveys.queries.surveys import questionnaire_of
from engage.surveys.questionnaire import Question

MOST_PLACES, MOST_CYCLES = 400, 50
PLACES = (AreaKind.COMMUNITY, AreaKind.BUILDING, AreaKind.STAIRWELL)


@dataclass(frozen=True)
class Marked:
    """A text that needs action: the mark, the survey, the question, what was said, and from where."""

    action: SurveyAction
    survey: Survey
    question: Question
    text: str
    language: str
    area: Area


@scope("action_id")
def area_of_action(action_id: int) -> Area | None:
    found = select(Area).join(Survey, Survey.area_id == Area.id).join(SurveyAction, SurveyAction.survey_id == Survey.id)
    return db.session.scalar(found.where(SurveyAction.id == action_id))


def marked(action_id: int) -> Marked:
    """Return a marked text. Raises `NotFound`, also where the words are gone: withdrawn, or deleted in due time."""
    found = (
        select(SurveyAction, Survey, SurveyAnswer, SurveyVersion)
        .join(Survey, Survey.id == SurveyAction.survey_id)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyAction.answer_id)
        .join(SurveyVersion, SurveyVersion.id == SurveyAnswer.version_id)
        .where(SurveyAction.id == action_id, Survey.deleted_at.is_(None))
    )
    row = db.session.execute(found).one_or_none()
    if row is None or not row[2].data.get(row[0].question):
        raise NotFound(_l("This text is no longer here."))
    action, survey, answer, version = row
    text = answer.data[action.question]
    question = questionnaire_of(version).by_name[action.question]
    return Marked(action, survey, question, str(text), answer.language, db.session.get_one(Area, answer.area_id))


def places_for(user: User, found: Marked) -> Sequence[Area]:
    """Return where a need made of this text can be: in the community it came from, where the user reads needs."""
    own = or_(false(), *(Area.within(path) for path in paths_of(user, Permission.MODERATE_NEEDS)))
    places = select(Area).where(Area.within(_home(found).path), own, Area.kind.in_(PLACES))
    return db.session.scalars(places.order_by(Area.path).limit(MOST_PLACES)).all()


def _home(found: Marked) -> Area:
    """Return the community of the answer; the survey's area where the answer came from above a community."""
    if LEVELS[AreaKind(found.area.kind)] < LEVELS[AreaKind.COMMUNITY]:
        return found.survey.area
    above = select(Area).where(Area.id.in_(found.area.ancestor_ids), Area.kind == AreaKind.COMMUNITY)
    return db.session.scalar(above) or found.survey.area


def cycles_for(user: User, found: Marked, now: datetime) -> list[Cycle]:
    """Return the user's budgets that can take a proposal made of this text: of its place, above it, or within it."""
    cycles = (
        select(Cycle)
        .join(Cycle.area)
        .options(contains_eager(Cycle.area))
        .where(within(user, Permission.RUN_CYCLES))
        .where(or_(Area.within(found.survey.area.path), Area.id.in_(found.area.ancestor_ids)))
        .where(Cycle.election.has(frozen_at=None, closed_at=None))
        .order_by(Cycle.id.desc())
        .limit(MOST_CYCLES)
    )
    return [cycle for cycle in db.session.scalars(cycles) if takes_proposals(cycle, now)]
