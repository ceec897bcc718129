"""What staff do while they read free texts: tags, "needs action", and taking an answer out."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engage.accounts import audit
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey, SurveyAction, SurveyAnswer, SurveyTag, SurveyTagged
from engage.surveys.result_words import REASONS
from engage.surveys.services.fold import unfold

LONGEST_TAG = 40
MOST_TAGS = 200
NO_ANSWER = _l("There is no such answer.")
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SEPARATORS = re.compile(r"[,，、;；\n]+")


def tag_names(typed: str) -> list[str]:
    """Return the names in what was typed, separated by commas of either script, each once. Raises `Invalid`."""
    plain = (" ".join(unicodedata.normalize("NFC", part).split()) for part in _SEPARATORS.split(typed))
    names = list(dict.fromkeys(name for name in plain if name))
    if not names:
        raise Invalid(_l("Type a tag."))
    if any(len(name) > LONGEST_TAG for name in names):
        raise Invalid(_l("A tag has at most %(most)s characters.", most=LONGEST_TAG))
    return names


def add_tags(survey_id: int, question: str, answer_ids: Collection[int], names: Iterable[str]) -> None:
    """Put tags on texts; one that is there already stays once. Raises `NotFound`, or `Invalid` for too many tags."""
    texts = _texts(survey_id, question, answer_ids)
    for name in sorted(names):
        tag_id = _tag(survey_id, name)
        added = 0
        for answer_id in texts:
            row = {"answer_id": answer_id, "question": question, "tag_id": tag_id}
            new = _insert(SurveyTagged).values(**row).on_conflict_do_nothing().returning(SurveyTagged.tag_id)
            added += db.session.execute(new).scalar() is not None
        _count(tag_id, added)


def remove_tags(survey_id: int, question: str, answer_ids: Collection[int], names: Collection[str]) -> None:
    """Take tags off texts. A tag that no text carries any more is gone. Raises `NotFound`."""
    texts = _texts(survey_id, question, answer_ids)
    found = select(SurveyTag.id).where(SurveyTag.survey_id == survey_id, SurveyTag.name.in_(names))
    for tag_id in db.session.scalars(found.order_by(SurveyTag.id)).all():
        removed = db.session.execute(
            delete(SurveyTagged).where(
                SurveyTagged.tag_id == tag_id,
                SurveyTagged.question == question,
                SurveyTagged.answer_id.in_(texts),
            )
        )
        _count(tag_id, -removed.rowcount)  # type: ignore[attr-defined]
    db.session.execute(delete(SurveyTag).where(SurveyTag.survey_id == survey_id, SurveyTag.texts <= 0, ~_is_used()))


def rename_tag(survey_id: int, tag_id: int, typed: str) -> None:
    """Give a tag another name. Raises `NotFound`, `Invalid`, or `Conflict` when another tag has it."""
    names = tag_names(typed)
    tag = db.session.get(SurveyTag, tag_id, with_for_update=True)
    if tag is None or tag.survey_id != survey_id:
        raise NotFound(_l("There is no such tag."))
    if len(names) != 1:
        raise Invalid(_l("A tag has one name, without commas."))
    if db.session.scalar(select(SurveyTag.id).filter_by(survey_id=survey_id, name=names[0])) not in (None, tag.id):
        raise Conflict(_l("There is a tag of this name already."))
    tag.name = names[0]
    db.session.flush()


def mark_action(survey_id: int, question: str, answer_id: int, *, actor_id: int, now: datetime) -> None:
    """Note that a text needs action; once is enough. Raises `NotFound`."""
    [text] = _texts(survey_id, question, [answer_id])
    row = {
        "survey_id": survey_id,
        "answer_id": text,
        "question": question,
        "marked_at": now,
        "marked_by_id": actor_id,
    }
    db.session.execute(_insert(SurveyAction).values(**row).on_conflict_do_nothing())


def unmark_action(survey_id: int, question: str, answer_id: int) -> None:
    """Take the mark away. Raises `Conflict` when something came of it already."""
    [text] = _texts(survey_id, question, [answer_id])
    action = db.session.scalar(select(SurveyAction).filter_by(answer_id=text, question=question).with_for_update())
    if action is None:
        return
    if action.need_id or action.proposal_id:
        raise Conflict(_l("A need or a proposal came of this text already; the mark stays."))
    db.session.delete(action)
    db.session.flush()


def exclude(survey_id: int, answer_id: int, reason: str, *, actor_id: int, now: datetime) -> None:
    """Take a whole answer out of all counts, and note why. Raises `NotFound` and `Invalid`."""
    if reason not in REASONS:
        raise Invalid(_l("Say why this answer does not count."))
    answer = unfold(survey_id, answer_id)
    if answer.is_excluded:
        return
    answer.is_excluded = True
    _count_tags_of(answer_id, -1)
    _note(survey_id, f"survey answer out: {reason}", answer_id, actor_id, now)


def restore(survey_id: int, answer_id: int, *, actor_id: int, now: datetime) -> None:
    """Let an answer count again, from the next counting on. Raises `NotFound`."""
    answer = unfold(survey_id, answer_id)
    if not answer.is_excluded:
        return
    answer.is_excluded = False
    _count_tags_of(answer_id, 1)
    _note(survey_id, "survey answer back in", answer_id, actor_id, now)


def forget_texts(answer: SurveyAnswer) -> None:
    """Drop tags and marks of an answer whose words are going, for one that is withdrawn."""
    if not answer.is_excluded:
        _count_tags_of(answer.id, -1)
    db.session.execute(delete(SurveyTagged).where(SurveyTagged.answer_id == answer.id))
    db.session.execute(
        delete(SurveyAction).where(
            SurveyAction.answer_id == answer.id, SurveyAction.need_id.is_(None), SurveyAction.proposal_id.is_(None)
        )
    )


def _texts(survey_id: int, question: str, answer_ids: Collection[int]) -> list[int]:
    """Return the ids in order after checking that each answer is this survey's, counts, and says something."""
    found = select(SurveyAnswer.id).where(
        SurveyAnswer.survey_id == survey_id,
        SurveyAnswer.id.in_(answer_ids),
        SurveyAnswer.is_excluded.is_(False),
        SurveyAnswer.is_withdrawn.is_(False),
        SurveyAnswer.data[question].as_string().is_not(None),
    )
    ids = sorted(db.session.scalars(found.with_for_update()))
    if not ids or len(ids) != len(set(answer_ids)):
        raise NotFound(NO_ANSWER)
    return ids


def _insert(model: type[Any]) -> Any:
    return _INSERTS[db.session.get_bind().dialect.name](model)


def _tag(survey_id: int, name: str) -> int:
    db.session.execute(_insert(SurveyTag).values(survey_id=survey_id, name=name, texts=0).on_conflict_do_nothing())
    ids = db.session.execute(
        select(SurveyTag.id, SurveyTag.name).filter_by(survey_id=survey_id).order_by(SurveyTag.id)
    ).all()
    if len(ids) > MOST_TAGS:
        raise Invalid(_l("A survey has at most %(most)s tags.", most=MOST_TAGS))
    return next(id_ for id_, known in ids if known == name)


def _count(tag_id: int, change: int) -> None:
    if change:
        counted = update(SurveyTag).where(SurveyTag.id == tag_id).values(texts=SurveyTag.texts + change)
        db.session.execute(counted)


def _count_tags_of(answer_id: int, change: int) -> None:
    found = select(SurveyTagged.tag_id).where(SurveyTagged.answer_id == answer_id).order_by(SurveyTagged.tag_id)
    for tag_id in db.session.scalars(found).all():
        _count(tag_id, change)


def _is_used() -> Any:
    return select(SurveyTagged.tag_id).where(SurveyTagged.tag_id == SurveyTag.id).exists()


def _note(survey_id: int, action: str, answer_id: int, actor_id: int, now: datetime) -> None:
    area_id = db.session.get_one(Survey, survey_id).area_id
    subject = f"survey {survey_id} answer {answer_id}"
    audit.record(user_id=actor_id, area_id=area_id, action=action, subject=subject, now=now)
