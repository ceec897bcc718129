"""What a survey still lacks before residents may answer it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.questionnaire import Questionnaire


@dataclass(frozen=True)
class Lack:
    """A sentence, and the page that mends it: "questions" or "settings"."""

    sentence: Any
    page: str


def lacks(survey: Survey, questionnaire: Questionnaire, now: datetime) -> list[Lack]:
    found = []
    if not any(question.asks for question in questionnaire.questions):
        found.append(Lack(_l("There is no question yet."), "questions"))
    if not survey.notice_zh and not survey.notice_en:
        found.append(Lack(_l("The notice is missing that says what is done with the answers."), "settings"))
    if survey.closes_at is not None and survey.closes_at <= now:
        found.append(Lack(_l("The end lies in the past."), "settings"))
    return found
