"""What the overview says of surveys."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_survey, make_tree
from statements import recorded
from surveys.survey_answers import answer

from engage.accounts.models import Role
from engage.extensions import db
from engage.surveys.models import SurveyAction, SurveyTurnout
from engage.surveys.services.fold import fold

MONDAY = (NOON - timedelta(days=NOON.weekday())).date()


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def card(sign_in, tree):
    """Return a function that gives the lines about surveys, as somebody of the community reads them."""
    worker = sign_in(role=Role.WORKER, area=tree[3])

    def card():
        section = BeautifulSoup(worker.get("/staff").text, "html.parser").select_one("section[aria-labelledby=surveys]")
        if section is None:
            return None
        return [" ".join(part.get_text(" ").split()) for part in section.select("p:not(.actions), li")]

    return card


def answered(survey, parts=1, week=MONDAY):
    for _number in range(parts):
        answer(survey, {"lamps": "yes"}, week=week)
    commit(SurveyTurnout(survey_id=survey.id, area_id=survey.area_id, channel="web", parts=parts))
    fold(survey.id)
    db.session.commit()


def test_open_surveys_stand_with_their_answers(card, tree):
    survey = make_survey(tree[3])
    answered(survey, 2)
    for noise in (
        make_survey(tree[3], state="draft"),
        make_survey(tree[3], opens_at=NOON + DAY),
        make_survey(tree[3], closes_at=NOON),
        make_survey(tree[3], deleted_at=NOON),
        make_survey(make_area()),
    ):
        answered(noise)

    assert card() == ["2 answers came in this week.", f"Lighting survey {tree[3].name_en} · 2 answers"]


def test_answers_of_earlier_weeks_are_not_of_this_one(card, tree):
    answered(make_survey(tree[3]), week=MONDAY - timedelta(days=7))

    assert card() == [f"Lighting survey {tree[3].name_en} · 1 answer"]


def test_texts_wait_for_action_until_something_came_of_them(card, tree):
    survey = make_survey(tree[3], state="closed", closed_at=NOON)
    said = [answer(survey, {"where": "三楼"}) for _number in range(2)]
    marks = [SurveyAction(survey_id=survey.id, answer_id=one.id, question="where", marked_at=NOON) for one in said]
    commit(*marks)

    assert card() == ["Lighting survey 2 texts wait for action"]


def test_nothing_is_said_where_there_is_nothing(card):
    assert card() is None


def test_the_overview_asks_the_same_however_many_surveys_there_are(sign_in, tree):
    official = sign_in(role=Role.OFFICIAL, area=tree[3])
    make_survey(tree[3])
    official.get("/staff")
    with recorded() as few:
        official.get("/staff")
    for _number in range(8):
        answered(make_survey(tree[3]))
    with recorded() as many:
        official.get("/staff")

    assert len(many) == len(few)
