"""Free texts, one question at a time, in the order of random ids."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.sensitive import findings
from engage.surveys.models import SurveyAction, SurveyAnswer, SurveyTag, SurveyTagged

PER_PAGE = 25


@dataclass(frozen=True)
class TextFilter:
    """`show` is "" for all that count, "action" for those that need action, "excluded" for those taken out."""

    q: str = ""
    tag_id: int | None = None
    show: str = ""
    after: int = -1


@dataclass(frozen=True)
class Text:
    """`pieces` are (text, whether it looks like personal data)."""

    answer_id: int
    pieces: Sequence[tuple[str, bool]]
    tags: Sequence[SurveyTag]
    action: SurveyAction | None
    is_excluded: bool


@dataclass(frozen=True)
class TextPage:
    """`next_after` leads to the next page; none at the end."""

    texts: Sequence[Text]
    next_after: int | None


def texts(survey_id: int, question: str, asked: TextFilter) -> TextPage:
    said = SurveyAnswer.data[question].as_string()
    found = (
        select(SurveyAnswer.id, said, SurveyAnswer.is_excluded)
        .where(
            SurveyAnswer.survey_id == survey_id,
            SurveyAnswer.id > asked.after,
            SurveyAnswer.is_withdrawn.is_(False),
            SurveyAnswer.is_excluded.is_(asked.show == "excluded"),
            said.is_not(None),
        )
        .order_by(SurveyAnswer.id)
        .limit(PER_PAGE + 1)
    )
    if asked.q:
        found = found.where(func.lower(said).contains(asked.q.lower(), autoescape=True))
    if asked.tag_id is not None:
        tagged = select(SurveyTagged.answer_id).filter_by(question=question, tag_id=asked.tag_id)
        found = found.where(SurveyAnswer.id.in_(tagged))
    if asked.show == "action":
        marked = select(SurveyAction.answer_id).filter_by(survey_id=survey_id, question=question)
        found = found.where(SurveyAnswer.id.in_(marked))
    rows = db.session.execute(found).all()
    shown = rows[:PER_PAGE]
    ids = [row[0] for row in shown]
    tags, actions = _tags(question, ids), _actions(question, ids)
    return TextPage(
        [Text(id_, pieces(text), tags[id_], actions.get(id_), is_out) for id_, text, is_out in shown],
        ids[-1] if len(rows) > PER_PAGE else None,
    )


def marked_questions(survey_id: int) -> set[str]:
    """Return the names of the questions with a text that needs action."""
    return set(db.session.scalars(select(SurveyAction.question).filter_by(survey_id=survey_id).distinct()))


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return the text in pieces, those that look like personal data marked."""
    found, end = [], 0
    for finding in findings(text):
        found += [(text[end : finding.start], False), (text[finding.start : finding.end], True)]
        end = finding.end
    return [piece for piece in [*found, (text[end:], False)] if piece[0]]


def tags(survey_id: int) -> Sequence[SurveyTag]:
    """Return the survey's tags, the most used first."""
    found = select(SurveyTag).filter_by(survey_id=survey_id).order_by(SurveyTag.texts.desc(), SurveyTag.name)
    return db.session.scalars(found).all()


def tag_counts(survey_id: int, question: str) -> list[tuple[str, int]]:
    """Return (tag, texts) of one question, among answers that count, the most used first."""
    number = func.count()
    found = (
        select(SurveyTag.name, number)
        .join(SurveyTagged, SurveyTagged.tag_id == SurveyTag.id)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyTagged.answer_id)
        .where(
            SurveyTag.survey_id == survey_id,
            SurveyTagged.question == question,
            SurveyAnswer.is_excluded.is_(False),
            SurveyAnswer.is_withdrawn.is_(False),
        )
        .group_by(SurveyTag.id, SurveyTag.name)
        .order_by(number.desc(), SurveyTag.name)
    )
    return [(name, int(texts_)) for name, texts_ in db.session.execute(found)]


def _tags(question: str, ids: Sequence[int]) -> dict[int, list[SurveyTag]]:
    found: dict[int, list[SurveyTag]] = defaultdict(list)
    rows = (
        select(SurveyTagged.answer_id, SurveyTag)
        .join(SurveyTag, SurveyTag.id == SurveyTagged.tag_id)
        .where(SurveyTagged.question == question, SurveyTagged.answer_id.in_(ids))
        .order_by(SurveyTag.name)
    )
    for answer_id, tag in db.session.execute(rows):
        found[answer_id].append(tag)
    return found


def _actions(question: str, ids: Sequence[int]) -> dict[int, SurveyAction]:
    rows = select(SurveyAction).where(SurveyAction.question == question, SurveyAction.answer_id.in_(ids))
    return {action.answer_id: action for action in db.session.scalars(rows)}
