"""An answer that is not sent yet: begun, saved as it goes, sent."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.pictures.reencode import Reencoded
from engage.pictures.services import delete_unused, store_picture
from engage.prepared import Prepared
from engage.surveys.drafts import Page, Typed, merge
from engage.surveys.models import Channel, Survey, SurveyDraft, SurveyPart, SurveyPhoto
from engage.surveys.queries.drafts import Opened, opened
from engage.surveys.queries.surveys import current_version
from engage.surveys.questionnaire import QuestionType
from engage.surveys.services.record import AnsweredBefore

_draft = SurveyDraft.__table__
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_LOCK = Prepared(select(_draft.c.revision).where(_draft.c.token == bindparam("token")).with_for_update())
_SAVE = Prepared(
    update(_draft)
    .where(_draft.c.token == bindparam("of_token"))
    .values(data=bindparam("data"), revision=bindparam("revision"), saved_on=bindparam("saved_on"))
)


@dataclass(frozen=True)
class Comer:
    """Somebody who was let in: by which key they take part, from where, and by which ticket or household."""

    part_key: str
    area_id: int
    ticket_id: int | None = None
    slot_id: int | None = None
    channel: str = Channel.WEB


@dataclass(frozen=True)
class Saved:
    """A saved page: the draft as it is now, and the questions that were changed elsewhere since the page was shown."""

    opened: Opened
    typed: Typed
    revision: int
    overtaken: Sequence[str]


def begin(survey: Survey, comer: Comer, *, today: date) -> str:
    """Return the token of the draft of this comer: the one that is there, else a new one.

    Raises `AnsweredBefore`. Whether the survey is open is for the caller to ask; the sending asks again.
    """
    # Two devices with one ticket may begin at once, while a third sends: they share the draft that is there, or a new
    # one. An update that changes nothing returns it, whichever of them was first.
    insert = _INSERTS[db.session.get_bind().dialect.name](SurveyDraft).values(_draft_of(survey, comer, today))
    keys = [SurveyDraft.survey_id, SurveyDraft.part_key]
    shared = insert.on_conflict_do_update(index_elements=keys, set_={"part_key": insert.excluded.part_key})
    token = db.session.scalars(shared.returning(SurveyDraft.token)).one()
    # Asked last: from here on nobody can send this draft before this transaction is over.
    has_answered = exists().where(SurveyPart.survey_id == survey.id, SurveyPart.key == comer.part_key)
    if db.session.scalar(select(has_answered)):
        raise AnsweredBefore(
            _l("An answer was recorded here before, and it counts. Thank you: nothing more is needed.")
        )
    return token


def _draft_of(survey: Survey, comer: Comer, today: date) -> dict[str, Any]:
    return {
        "token": secrets.token_hex(16),
        "survey_id": survey.id,
        "version_id": current_version(survey).id,
        "part_key": comer.part_key,
        "area_id": comer.area_id,
        "ticket_id": comer.ticket_id,
        "slot_id": comer.slot_id,
        "channel": comer.channel,
        "notice_version": survey.notice_version,
        "data": Typed().to_data(),
        "revision": 0,
        "saved_on": today,
    }


def save(token: str, page: Page, *, today: date) -> Saved:
    """Merge a page that came back into the draft. Raises `NotFound` when the draft is no more."""
    found = _locked(token)
    typed, overtaken = merge(found.typed, found.revision, page, found.questionnaire)
    return Saved(found, typed, _store(found, typed, today), overtaken)


def add_photo(token: str, name: str, picture: Reencoded, *, today: date) -> int:
    """Keep a photo as the answer to a question, in place of one before it."""
    found = _locked(token)
    question = found.questionnaire.by_name.get(name)
    if question is None or question.type != QuestionType.PHOTO:
        raise Invalid(_l("This question takes no photo."))
    _drop_photo(found, name)
    digest = store_picture(picture)
    db.session.add(SurveyPhoto(digest=digest, draft_token=token))
    return _store(found, found.typed.with_answer(name, digest), today)


def remove_photo(token: str, name: str, *, today: date) -> int:
    found = _locked(token)
    _drop_photo(found, name)
    return _store(found, found.typed.with_answer(name, None), today)


def drop_photos_of(token: str) -> None:
    """Forget the photos of a draft that were not handed over to its answer: their questions did not apply."""
    digests = list(db.session.scalars(select(SurveyPhoto.digest).filter_by(draft_token=token)))
    if digests:
        db.session.execute(delete(SurveyPhoto).where(SurveyPhoto.draft_token == token))
        delete_unused(digests)


def drop_of_slots(slot_ids: Select[int]) -> None:
    """Forget what households began, with its photos."""
    tokens = list(db.session.scalars(select(SurveyDraft.token).where(SurveyDraft.slot_id.in_(slot_ids))))
    for token in tokens:
        drop_photos_of(token)
    db.session.execute(delete(SurveyDraft).where(SurveyDraft.token.in_(tokens)))


def _locked(token: str) -> Opened:
    locked = _LOCK.first(db.session.connection(), {"token": token})
    found = opened(token, in_transaction=True) if locked is not None else None
    if found is None:
        raise NotFound(_l("What you wrote is no longer kept here."))
    return found


def _store(found: Opened, typed: Typed, today: date) -> int:
    revision = found.revision + 1
    values = {"of_token": found.token, "data": typed.to_data(), "revision": revision, "saved_on": today}
    _SAVE.run(db.session.connection(), values)
    return revision


def _drop_photo(found: Opened, name: str) -> None:
    """Forget the photo of one question, unless another question has the same."""
    digest = found.typed.answers.get(name)
    if digest is None or list(found.typed.answers.values()).count(digest) > 1:
        return
    mine = (SurveyPhoto.draft_token == found.token) & (SurveyPhoto.digest == digest)
    db.session.execute(delete(SurveyPhoto).where(mine))
    delete_unused([str(digest)])
