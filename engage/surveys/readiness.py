"""What a survey still lacks before residents may answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel.speaklater import LazyString

from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.problems import Problem, problems
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.words import problem_sentence


@dataclass(frozen=True)
class Lack:
    """A sentence, and the page that mends it: "questions" or "settings"."""

    sentence: Any
    page: str


def lacks(survey: Survey, questionnaire: Questionnaire, now: datetime) -> list[Lack]:
    wrong = problems(questionnaire)
    found = [Lack(_l("There is no question yet."), "questions") for problem in wrong if problem.code == "empty"]
    if others := [problem for problem in wrong if problem.code != "empty"]:
        found.append(Lack(_told(others, questionnaire), "questions"))
    if not survey.notice_zh and not survey.notice_en:
        found.append(Lack(_l("The notice is missing that says what is done with the answers."), "settings"))
    if survey.closes_at is not None and survey.closes_at <= now:
        found.append(Lack(_l("The end lies in the past."), "settings"))
    return found


def _told(wrong: Sequence[Problem], questionnaire: Questionnaire) -> Any:
    """Name the first, and how many there are."""
    first = LazyString(problem_sentence, wrong[0], among=questionnaire)
    if len(wrong) == 1:
        return _l("One question has to be mended: %(problem)s", problem=first)
    return _l(
        "%(count)s things in the questions have to be mended, first: %(problem)s",
        count=len(wrong),
        problem=first,
    )
