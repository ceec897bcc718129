"""Answers to a survey with one question of each kind, for the tests of results."""

import itertools

from factories import NOON, commit, make_area, make_survey

from engage.extensions import db
from engage.surveys.models import SurveyAnswer, SurveyTurnout, SurveyVersion
from engage.surveys.queries.results import Results
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Scale, Section, Words
from engage.surveys.services.fold import fold

MONDAY = NOON.date()
_ids = itertools.count(10**15, 7919)


def choices(*values):
    return tuple(Choice(value, Words(f"选{value}", f"Choice {value}")) for value in values)


def question(name, kind, **kwargs):
    return Question(name, QuestionType(kind), Words(f"题目{name}", f"Question {name}"), **kwargs)


EVERY_KIND = (
    question("lift", "single", choices=choices("yes", "no")),
    question("needs", "multiple", choices=choices("light", "seats", "trees")),
    question("order", "ranking", choices=choices("light", "seats", "trees")),
    question("happy", "scale", scale=Scale(1, 5)),
    question("places", "matrix", choices=choices("good", "bad"), rows=choices("yard", "stairs")),
    question("age", "integer"),
    question("rent", "decimal"),
    question("since", "date"),
    question("why", "text"),
    question("seen", "acknowledge"),
    question("photo", "photo"),
)


def questionnaire(*questions):
    return Questionnaire((Section("s1", questions=questions or EVERY_KIND),))


def survey_with(*questions, **kwargs):
    return make_survey(questionnaire=questionnaire(*questions), **kwargs)


def answer(survey, data, *, area=None, **kwargs):
    """Store an answer as the sending does, not counted yet."""
    return answers(survey, [{"data": data, "area": area, **kwargs}])[0]


def answers(survey, said):
    """Store many at once: each a dictionary with its `data` and whatever else is particular to it."""
    version = db.session.query(SurveyVersion).filter_by(survey_id=survey.id).first()
    values = {
        "survey_id": survey.id, "version": version, "channel": "web", "language": "zh", "week": MONDAY,
        "notice_version": 1, "area": None,
    }  # fmt: skip
    made = [_row(survey.area, **{**values, **one}) for one in said]
    commit(*made)
    return made


def _row(survey_area, *, area, version, **kwargs):
    return SurveyAnswer(id=next(_ids), area_id=(area or survey_area).id, version_id=version.id, **kwargs)


def took_part(survey, number, area=None, channel="web"):
    commit(SurveyTurnout(survey_id=survey.id, area_id=(area or survey.area).id, channel=channel, parts=number))


def folded(survey):
    """Return the results after counting all that came in."""
    while fold(survey.id):
        pass
    db.session.commit()
    return Results(survey)


def buildings(community, number):
    return [make_area("building", community) for _number in range(number)]
