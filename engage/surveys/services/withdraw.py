"""Taking an answer back: its words and photos go for good, its choices stay in the counts without a trace of whom."""

from sqlalchemy import delete, select

from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.pictures.services import delete_unused
from engage.surveys.models import SurveyAnswer, SurveyPhoto, SurveyVersion
from engage.surveys.queries.surveys import questionnaire_of
from engage.surveys.questionnaire import QuestionType
from engage.surveys.services.fold import unfold
from engage.surveys.services.reading import forget_texts

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
    forget_texts(answer)
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
