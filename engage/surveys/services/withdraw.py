"""Taking an answer back: its words and photos go for good, its choices stay in the counts without a trace of whom."""

from sqlalchemy import delete, select, update

from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.pictures.services import delete_unused
from engage.surveys.models import SurveyAnswer, SurveyPhoto, SurveyTag, SurveyTagged, SurveyVersion
from engage.surveys.queries.surveys import questionnaire_of
from engage.surveys.questionnaire import QuestionType
from engage.surveys.services.fold import unfold

PERSONAL = frozenset({QuestionType.TEXT, QuestionType.PHOTO})


def withdraw(answer_id: int) -> SurveyAnswer:
    """Remove the free texts and photos of an answer, with what was made of them. Twice changes nothing more.

    The answer is counted anew with what is left of it. Raises `NotFound`.
    """
    answer = db.session.get(SurveyAnswer, answer_id)
    if answer is None:
        raise NotFound(_l("There is no such answer."))
    answer = unfold(answer.survey_id, answer_id)
    names = personal_questions(answer)
    answer.data = {name: value for name, value in answer.data.items() if name not in names}
    answer.is_withdrawn = True
    _untag(answer_id)
    photos = select(SurveyPhoto.digest).filter_by(answer_id=answer_id)
    digests = list(db.session.scalars(photos))
    db.session.execute(delete(SurveyPhoto).where(SurveyPhoto.answer_id == answer_id))
    db.session.flush()
    delete_unused(digests)
    return answer


def personal_questions(answer: SurveyAnswer) -> set[str]:
    """Return the names of the questions that ask for words or a photo, in the version that was answered."""
    questionnaire = questionnaire_of(db.session.get_one(SurveyVersion, answer.version_id))
    return {question.name for question in questionnaire.questions if question.type in PERSONAL}


def _untag(answer_id: int) -> None:
    tags = list(db.session.scalars(select(SurveyTagged.tag_id).filter_by(answer_id=answer_id)))
    db.session.execute(delete(SurveyTagged).where(SurveyTagged.answer_id == answer_id))
    for tag_id in tags:
        db.session.execute(update(SurveyTag).where(SurveyTag.id == tag_id).values(texts=SurveyTag.texts - 1))
