"""Reading an answer that is not sent yet, with its survey and questions: one look at the store."""

import time
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select

from engage.communities.models import Area
from engage.communities.queries.areas import timezone_of
from engage.extensions import db
from engage.formats import local
from engage.prepared import Prepared
from engage.surveys.drafts import Typed
from engage.surveys.models import (
    Gate,
    Survey,
    SurveyAnswer,
    SurveyDraft,
    SurveyPart,
    SurveyState,
    SurveyTicket,
    SurveyTicketBatch,
    SurveyVersion,
)
from engage.surveys.queries.content import parsed
from engage.surveys.questionnaire import Questionnaire, QuestionType

_draft, _survey, _version = SurveyDraft.__table__, Survey.__table__, SurveyVersion.__table__
_ticket, _batch = SurveyTicket.__table__, SurveyTicketBatch.__table__
_FIND = Prepared(
    select(
        _draft.c.token,
        _draft.c.survey_id,
        _draft.c.version_id,
        _draft.c.part_key,
        _draft.c.area_id,
        _draft.c.slot_id,
        _draft.c.channel,
        _draft.c.notice_version,
        _draft.c.data,
        _draft.c.revision,
        _survey.c.area_id.label("survey_area_id"),
        _survey.c.title_zh,
        _survey.c.title_en,
        _survey.c.gate,
        _survey.c.paging,
        _survey.c.state,
        _survey.c.opens_at,
        _survey.c.closes_at,
        _survey.c.closed_at,
        _survey.c.deleted_at,
        _version.c.revision.label("version_revision"),
        cast(_version.c.content, Text).label("content"),
        _batch.c.voided_at,
    )
    .join_from(_draft, _survey, _survey.c.id == _draft.c.survey_id)
    .join(_version, _version.c.id == _draft.c.version_id)
    .outerjoin(_ticket, _ticket.c.id == _draft.c.ticket_id)
    .outerjoin(_batch, _batch.c.id == _ticket.c.batch_id)
    .where(_draft.c.token == bindparam("token"))
)


class Opened:
    """A draft with what its pages need to know of its survey. `row` has the columns of `_FIND`."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.token: str = row.token
        self.survey_id: int = row.survey_id
        self.revision: int = row.revision
        self.typed = Typed.from_data(row.data)
        self.questionnaire: Questionnaire = parsed(row.content)

    @property
    def closed_at(self) -> datetime | None:
        """When the survey ended or is to end: by hand, else by the clock."""
        return self.row.closed_at or self.row.closes_at

    def is_open(self, now: datetime) -> bool:
        row = self.row
        is_past = row.closes_at is not None and now >= row.closes_at
        has_begun = row.opens_at is None or now >= row.opens_at
        return row.state == SurveyState.OPEN and row.deleted_at is None and has_begun and not is_past

    @property
    def timezone(self) -> str:
        return kept_timezone(self.row.survey_area_id, minute=int(time.monotonic() // 60))

    @property
    def has_photos(self) -> bool:
        """Tell whether a photo was kept with the draft, for whatever question."""
        asked = (question for question in self.questionnaire.questions if question.type == QuestionType.PHOTO)
        return any(question.name in self.typed.answers for question in asked)

    def today(self, now: datetime) -> date:
        return local(now, self.timezone).date()


def opened(token: str, *, in_transaction: bool = False) -> Opened | None:
    """Return the draft of this token, or None when there is none, or no more. Outside a transaction it has its own."""
    values = {"token": token}
    row = _FIND.first(db.session.connection(), values) if in_transaction else _FIND.first_alone(db.engine, values)
    return Opened(row) if row is not None else None


def sent_answer(answer_id: int) -> SurveyAnswer | None:
    return db.session.get(SurveyAnswer, answer_id, populate_existing=True)


def draft_token(survey_id: int, part_key: str) -> str | None:
    """Return the token of the draft that somebody began."""
    return db.session.scalar(select(SurveyDraft.token).filter_by(survey_id=survey_id, part_key=part_key))


def took_part(survey_id: int, part_key: str) -> bool:
    return db.session.get(SurveyPart, (survey_id, part_key)) is not None


def survey_of_ticket(ticket: SurveyTicket) -> Survey:
    return db.session.get_one(Survey, ticket.batch.survey_id)


def is_by_code(survey: Survey) -> bool:
    return survey.gate == Gate.CODE and survey.election_id is not None


@lru_cache(maxsize=512)
def kept_timezone(area_id: int, *, minute: int) -> str:
    """Return the time zone of an area; read from the store once a minute at most."""
    return timezone_of(db.session.get_one(Area, area_id))


def clear() -> None:
    """Forget what is kept, for tests that make the same ids anew."""
    kept_timezone.cache_clear()
