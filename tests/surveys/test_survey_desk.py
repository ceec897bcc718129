import pytest
from bs4 import BeautifulSoup
from factories import QUESTIONS, make_area, make_survey, make_user

from engage.extensions import db
from engage.surveys.models import Survey
from engage.surveys.queries import surveys


@pytest.fixture
def area(app):
    return make_area("community", make_area("street"))


@pytest.fixture
def desk(sign_in, area):
    """The browser of a worker of the community."""
    return sign_in(make_user("worker", area))


def soup(answer):
    return BeautifulSoup(answer.data, "html.parser")


def questions(survey):
    db.session.expire_all()
    return surveys.questionnaire_of(surveys.newest_version(db.session.get_one(Survey, survey.id)))


def revision(survey):
    db.session.expire_all()
    return surveys.newest_version(db.session.get_one(Survey, survey.id)).revision


def test_every_page_of_a_survey_answers(desk, area):
    survey = make_survey(area)
    pages = ["", "/settings", "/open", "/close", "/delete", "/copy", "/copy?as=wave", "/edit", "/preview", "/versions",
             "/edit/question?name=lamps", "/edit/question?section=lighting&type=matrix", "/edit/section",
             "/edit/section?name=lighting"]  # fmt: skip

    for page in ["/staff/surveys", "/staff/surveys/new", *(f"/staff/surveys/{survey.id}{page}" for page in pages)]:
        answer = desk.get(page)
        assert answer.status_code == 200, page
        assert len(soup(answer).find_all("h1")) == 1, page
