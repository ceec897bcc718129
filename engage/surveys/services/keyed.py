"""Answers that workers type in: written down for somebody, or from paper. Taken back for as long as typing goes on."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from engage.ballotbox.models import RollSlot
from engage.communities.models import Area
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.formats import local
from engage.i18n import _l
from engage.surveys import flow
from engage.surveys.expressions import Value
from engage.surveys.late import typing_ends_at
from engage.surveys.models import (
    Channel,
    Survey,
    SurveyAction,
    SurveyAnswer,
    SurveyPart,
    SurveyTurnout,
    SurveyVersion,
)
from engage.surveys.queries.surveys import is_open, questionnaire_of
from engage.surveys.services.fold import unfold
from engage.surveys.services.reading import forget_texts
from engage.surveys.services.record import Entry, Recorded, answer_id_of, building_of, part_key_of, record


@dataclass(frozen=True)
class LetIn:
    """By what somebody takes part: the form itself, a ticket, or a household's slot; and the area they answer from."""

    kind: str
    identifier: str | int
    area_id: int
    slot_id: int | None = None


@dataclass(frozen=True)
class Keyed:
    """What was typed, read. `version_id` is that of the printed form."""

    version_id: int
    answers: dict[str, Value] = field(default_factory=dict)
    channel: str = Channel.PAPER
    language: str = "zh"


def enter(
    survey: Survey, keyed: Keyed, let_in: LetIn, *, token: str, secret: bytes, now: datetime, timezone: str
) -> Recorded:
    """Record an answer that a worker typed in; the form of that token sent again changes nothing.

    Raises what `record` raises.
    """
    version = db.session.get_one(SurveyVersion, keyed.version_id)
    kept = flow.kept(questionnaire_of(version), keyed.answers, today=local(now, timezone).date())
    entry = Entry(
        survey_id=survey.id,
        version_id=version.id,
        token=token,
        part_key=part_key_of(secret, survey.id, let_in.kind, let_in.identifier),
        area_id=building_of(let_in.area_id),
        channel=keyed.channel,
        language=keyed.language,
        data=kept,
        notice_version=survey.notice_version,
        slot_id=let_in.slot_id,
        revision=version.revision,
    )
    return record(entry, secret=secret, now=now, timezone=timezone)


def take_back(survey: Survey, token: str, let_in: LetIn, *, secret: bytes, now: datetime) -> None:
    """Undo `enter`: the answer is gone, and its ticket or code can be used again.

    Raises `Closed` when nothing more is typed in, `NotFound`, and `Conflict` when something came of the answer.
    """
    # As the recording does: whoever publishes the results waits, or is waited for.
    survey = db.session.get_one(Survey, survey.id, with_for_update={"read": True}, populate_existing=True)
    if not is_open(survey, now) and typing_ends_at(survey, now) is None:
        raise Closed(_l("Nothing is typed in any more. What was entered stays."))
    answer = unfold(survey.id, answer_id_of(token, secret))
    used = exists().where(
        SurveyAction.answer_id == answer.id,
        SurveyAction.need_id.is_not(None) | SurveyAction.proposal_id.is_not(None),
    )
    if db.session.scalar(select(used)):
        raise Conflict(_l("A need or a proposal came of this answer already. It stays."))
    part = db.session.get(SurveyPart, (survey.id, part_key_of(secret, survey.id, let_in.kind, let_in.identifier)))
    if part is None:
        raise NotFound(_l("There is no such answer."))
    forget_texts(answer)
    _one_less(survey, answer, let_in)
    db.session.delete(part)
    db.session.execute(delete(SurveyAnswer).where(SurveyAnswer.id == answer.id))
    db.session.flush()


def _one_less(survey: Survey, answer: SurveyAnswer, let_in: LetIn) -> None:
    area_id = answer.area_id
    if let_in.slot_id is not None:
        slot = db.session.get_one(RollSlot, let_in.slot_id)
        area_id = building_of(slot.area_id)
    place = {"survey_id": survey.id, "area_id": area_id, "channel": answer.channel}
    counted = update(SurveyTurnout).filter_by(**place).where(SurveyTurnout.parts > 0)
    db.session.execute(counted.values(parts=SurveyTurnout.parts - 1))


def places(survey: Survey) -> list[Area]:
    """Return where answers on paper may come from: the survey's area and the buildings within it."""
    within = select(Area).where(Area.within(survey.area.path), Area.kind == "building").order_by(Area.path).limit(1000)
    return [survey.area, *(area for area in db.session.scalars(within) if area.id != survey.area_id)]
