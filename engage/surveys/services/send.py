"""Sending an answer: what is kept of a draft, checked against its questions, recorded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from engage.errors import NotAllowed
from engage.extensions import db
from engage.i18n import _l
from engage.residents.models import AccessCode
from engage.surveys import flow
from engage.surveys.drafts import Typed
from engage.surveys.expressions import Value
from engage.surveys.queries.drafts import Opened
from engage.surveys.questionnaire import QuestionType
from engage.surveys.services.drafts import drop_photos_of
from engage.surveys.services.record import Entry, Recorded, record


class NoLongerLetIn(NotAllowed):
    """The ticket or the code that let somebody in was made void."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer: a code and its numbers (see `words`)."""

    code: str
    numbers: Mapping[str, int]


def faults(found: Opened, typed: Typed, *, now: datetime) -> dict[str, Fault]:
    """Return what is wrong with the answers to the questions that apply, in the questions' order."""
    today = found.today(now)
    unfit = typed.faults(found.questionnaire)
    codes = flow.faults(found.questionnaire, typed.answers, today=today)
    shown = flow.shown(found.questionnaire, typed.answers, today=today) if unfit else list(codes)
    wrong = {}
    for name in shown:
        if name in unfit:
            wrong[name] = Fault(unfit[name].code, unfit[name].numbers)
        elif name in codes:
            wrong[name] = Fault(codes[name], {})
    return wrong


def entry_of(found: Opened, typed: Typed, *, language: str, now: datetime) -> Entry:
    """Return what is recorded of a draft: answers to questions that apply, nothing else."""
    kept = flow.kept(found.questionnaire, typed.answers, today=found.today(now))
    row = found.row
    return Entry(
        survey_id=found.survey_id,
        version_id=row.version_id,
        token=found.token,
        part_key=row.part_key,
        area_id=row.area_id,
        channel=row.channel,
        language=language,
        data=kept,
        notice_version=row.notice_version,
        slot_id=row.slot_id,
        photos=_photos(found, kept),
        revision=row.version_revision,
        draft_revision=found.revision,
    )


def send(entry: Entry, *, has_photos: bool, secret: bytes, now: datetime, timezone: str) -> Recorded:
    """Record an answer; to be run in one transaction. `has_photos` tells whether its draft held any.

    Raises what `record` raises, and `NoLongerLetIn`.
    """
    if entry.slot_id is not None and not _has_code(entry.slot_id):
        raise NoLongerLetIn(_l("The code from the letter is no longer valid: a newer one was issued."))
    recorded = record(entry, secret=secret, now=now, timezone=timezone)
    if has_photos and recorded.is_new:
        drop_photos_of(entry.token)
    return recorded


def _photos(found: Opened, kept: Mapping[str, Value]) -> Sequence[str]:
    by_name = found.questionnaire.by_name
    return [str(value) for name, value in kept.items() if by_name[name].type == QuestionType.PHOTO]


def _has_code(slot_id: int) -> bool:
    valid = exists().where(AccessCode.slot_id == slot_id, AccessCode.state == "issued")
    return bool(db.session.scalar(select(valid)))
