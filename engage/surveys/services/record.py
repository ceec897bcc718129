"""Recording an answer: who took part and what was said, in one transaction and with nothing to join them by."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.ballotbox.models import RollSlot
from engage.communities.models import Area, AreaKind
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.formats import local
from engage.i18n import _l
from engage.prepared import Prepared
from engage.surveys.late import typing_ends_at
from engage.surveys.models import (
    Channel,
    Survey,
    SurveyAnswer,
    SurveyDraft,
    SurveyPart,
    SurveyPhoto,
    SurveyState,
    SurveyTurnout,
    SurveyVersion,
)


class AnsweredBefore(Conflict):
    """This device, ticket, household or form has given its answer."""


class QuestionsChanged(Conflict):
    """The questions were edited after the answer was checked against them. Check it against the new ones."""


class DraftMoved(Conflict):
    """The draft was saved, sent or dropped elsewhere after it was read. Read it again."""


@dataclass(frozen=True)
class Entry:
    """A checked answer. `data` holds what is kept of it (`flow.kept`); `photos` are the digests among it.

    `part_key` decides "once" (`part_key_of`), `token` is the form's, so that a form sent again finds its answer.
    `revision` is that of the version whose questions were checked, `draft_revision` that of the draft which was read.
    `slot_id` is the household's, for the gate by code.
    """

    survey_id: int
    version_id: int
    token: str
    part_key: str
    area_id: int
    channel: str
    language: str
    data: Mapping[str, Any]
    notice_version: int
    slot_id: int | None = None
    photos: Sequence[str] = ()
    revision: int | None = None
    draft_revision: int | None = None


@dataclass(frozen=True)
class Recorded:
    answer_id: int
    is_new: bool


def answer_id_of(token: str, secret: bytes) -> int:
    """Return the id of the answer that a form's token gives: 63 bits that say nothing about when it was sent."""
    digest = hmac.new(secret, f"survey answer:{token}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) >> 1


def part_key_of(secret: bytes, survey_id: int, kind: str, identifier: str | int) -> str:
    """Return what a survey keeps of a device, ticket, slot or form (`kind`) that takes part: 64 hexadecimal digits."""
    return hmac.new(secret, f"survey {survey_id} part:{kind}:{identifier}".encode(), hashlib.sha256).hexdigest()


_survey, _version, _answer = Survey.__table__, SurveyVersion.__table__, SurveyAnswer.__table__
_part, _turnout, _draft = SurveyPart.__table__, SurveyTurnout.__table__, SurveyDraft.__table__
_photo, _area = SurveyPhoto.__table__, Area.__table__
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

_STATE = Prepared(
    select(
        _survey.c.state,
        _survey.c.opens_at,
        _survey.c.closes_at,
        _survey.c.closed_at,
        _survey.c.deleted_at,
        _survey.c.paper_days,
        _survey.c.published_at,
        _version.c.frozen_at,
    )
    .join_from(_survey, _version, _version.c.survey_id == _survey.c.id)
    .where(_survey.c.id == bindparam("survey_id"), _version.c.id == bindparam("version_id"))
    .with_for_update(read=True, of=_survey)  # Whoever closes the survey waits for the answers that are on their way.
)
_ANSWER = Prepared(select(_answer.c.id).where(_answer.c.id == bindparam("answer_id")))
# Once for each key is decided by the primary key; nothing here asks first.
_TAKE_PART = Prepared(lambda dialect: _INSERTS[dialect](_part).on_conflict_do_nothing())
_INSERT_ANSWER = Prepared(_answer.insert())
_DROP_DRAFT = Prepared(delete(_draft).where(_draft.c.token == bindparam("token")))
_DROP_DRAFT_AS_READ = Prepared(
    delete(_draft).where(_draft.c.token == bindparam("token"), _draft.c.revision == bindparam("revision"))
)
_ADD_TURNOUT = Prepared(
    lambda dialect: _INSERTS[dialect](_turnout).on_conflict_do_update(
        index_elements=["survey_id", "area_id", "channel"], set_={"parts": _turnout.c.parts + 1}
    )
)


def record(entry: Entry, *, secret: bytes, now: datetime, timezone: str) -> Recorded:
    """Record an answer, once; to be run in one transaction. `timezone` is the survey's, for the week.

    Sent again it is the same answer, even when the survey has closed meanwhile. A paper form is recorded for some days
    after the close, too (`late`), and counted apart. Raises `NotFound`, `Closed`,
    `AnsweredBefore`, `QuestionsChanged` and `DraftMoved`; then nothing was recorded.
    """
    connection = db.session.connection()
    answer_id = answer_id_of(entry.token, secret)
    state = _STATE.first(connection, {"survey_id": entry.survey_id, "version_id": entry.version_id})
    if state is None:
        raise NotFound(_l("There is no such survey."))
    if (refusal := _refusal(state, now)) is not None:
        if not (entry.channel == Channel.PAPER and typing_ends_at(state, now)):
            return _again(connection, answer_id, refusal)
        entry = replace(entry, channel=Channel.LATE)
    if not _TAKE_PART.run(connection, {"survey_id": entry.survey_id, "key": entry.part_key}):
        return _again(connection, answer_id, AnsweredBefore(_answered()))
    if state.frozen_at is None:
        _freeze(entry, local(now, timezone).replace(hour=0, minute=0, second=0, microsecond=0))
    _INSERT_ANSWER.run(connection, _values(entry, answer_id, monday_of(now, timezone)))
    _drop_draft(connection, entry)
    _hand_over_photos(entry, answer_id)
    turnout_area = entry.area_id if entry.slot_id is None else _building_of_slot(entry.slot_id)
    # Last, since every other answer waits for this row.
    turnout = {"survey_id": entry.survey_id, "area_id": turnout_area, "channel": entry.channel, "parts": 1}
    _ADD_TURNOUT.run(connection, turnout)
    return Recorded(answer_id, is_new=True)


def monday_of(now: datetime, timezone: str) -> date:
    """Return the Monday of the week, which is all that is kept of when somebody answered."""
    today = local(now, timezone).date()
    return today - timedelta(days=today.weekday())


def building_of(area_id: int) -> int:
    """Return the building that a stairwell belongs to, and any other area itself: nothing finer is ever kept."""
    lifted = case((_area.c.kind == AreaKind.STAIRWELL, _area.c.parent_id), else_=_area.c.id)
    return db.session.scalar(select(lifted).where(_area.c.id == area_id)) or area_id


def _refusal(state: Any, now: datetime) -> Conflict | None:
    if state.deleted_at is not None:
        return Closed(_l("This survey was taken down. Your answer was not recorded."))
    if state.state == SurveyState.DRAFT or (state.opens_at is not None and now < state.opens_at):
        return Closed(_l("This survey has not opened yet. Your answer was not recorded."))
    is_past = state.closes_at is not None and now >= state.closes_at
    if is_past or state.state != SurveyState.OPEN:
        return Closed(_l("This survey has closed. Your answer was not recorded."))
    return None


def _answered() -> object:
    return _l("An answer was recorded here before, and it counts. Thank you: nothing more is needed.")


def _again(connection: Connection, answer_id: int, refusal: Conflict) -> Recorded:
    """Find the answer of a form that was sent before; otherwise refuse."""
    if _ANSWER.first(connection, {"answer_id": answer_id}) is None:
        raise refusal
    return Recorded(answer_id, is_new=False)


def _values(entry: Entry, answer_id: int, week: date) -> dict[str, Any]:
    return {
        "id": answer_id,
        "survey_id": entry.survey_id,
        "version_id": entry.version_id,
        "area_id": entry.area_id,
        "channel": entry.channel,
        "language": entry.language,
        "week": week,
        "notice_version": entry.notice_version,
        "data": dict(entry.data),
        "is_counted": False,
        "is_excluded": False,
        "is_withdrawn": False,
    }


def _freeze(entry: Entry, day: datetime) -> None:
    """Fix the questions, since somebody has answered them. The day is enough: a time would be that of an answer."""
    version = db.session.get_one(SurveyVersion, entry.version_id, with_for_update=True, populate_existing=True)
    if entry.revision is not None and version.revision != entry.revision:
        raise QuestionsChanged(_l("The questions were changed a moment ago. Please look at your answers again."))
    if version.frozen_at is None:
        version.frozen_at = day
        db.session.flush()


def _drop_draft(connection: Connection, entry: Entry) -> None:
    if entry.draft_revision is None:
        _DROP_DRAFT.run(connection, {"token": entry.token})
    elif not _DROP_DRAFT_AS_READ.run(connection, {"token": entry.token, "revision": entry.draft_revision}):
        raise DraftMoved(_l("This answer was changed elsewhere a moment ago. Please look at it again."))


def _hand_over_photos(entry: Entry, answer_id: int) -> None:
    if entry.photos:
        of_answer = (SurveyPhoto.draft_token == entry.token) & SurveyPhoto.digest.in_(entry.photos)
        db.session.execute(update(SurveyPhoto).where(of_answer).values(draft_token=None, answer_id=answer_id))


def _building_of_slot(slot_id: int) -> int:
    """Return a household's building, for the turnout.

    Nothing is written at its slot or its code: what one transaction writes lies in the same order in each table, and
    bears its number in PostgreSQL. That the household took part is said by its key alone.
    """
    area_id = db.session.scalar(select(RollSlot.area_id).where(RollSlot.id == slot_id))
    return building_of(area_id or 0)
