"""Answering a survey page by page, without a browser."""

import pytest
from bs4 import BeautifulSoup
from factories import NOON, make_survey, make_tree
from sqlalchemy import select

from engage.extensions import db
from engage.surveys.models import SurveyAnswer, SurveyDraft
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Section, Words

T = QuestionType


def choices(*values):
    return tuple(Choice(value, Words(value, value)) for value in values)


def question(name, type, **kwargs):
    return Question(name, type, Words(f"{name}？", f"{name}?"), **kwargs)


TWO_PAGES = Questionnaire(
    (
        Section("one", questions=(
            question("lamps", T.SINGLE, is_required=True, choices=choices("yes", "no")),
            question("where", T.TEXT, relevant="${lamps} = 'no'"),
            question("age", T.INTEGER, constraint=". >= 14"),
        )),
        Section("two", questions=(
            question("wishes", T.MULTIPLE, choices=choices("bench", "tree", "lamp")),
            question("more", T.TEXT, relevant="${lamps} = 'no'"),
        )),
    )
)  # fmt: skip


@pytest.fixture
def areas(app):
    return make_tree()


@pytest.fixture
def survey(areas):
    return make_survey(areas[3], TWO_PAGES)


@pytest.fixture
def client(client, monkeypatch):
    freeze(monkeypatch, NOON)
    return client


def freeze(monkeypatch, now):
    for module in ("entry", "answer", "sending"):
        monkeypatch.setattr(f"engage.surveys.views.public.{module}.utcnow", lambda: now)


def begin(client, survey, **fields):
    """Begin an answer; return the address of its first page."""
    answer = client.post(f"/surveys/{survey.id}/begin", data={"notice": survey.notice_version, **fields})
    assert answer.status_code == 303, answer.text
    return answer.location


def page_of(answer):
    assert answer.status_code in (200, 422), answer.text
    return BeautifulSoup(answer.text, "html.parser")


def hidden(client, address):
    """Return the hidden fields of a page, and the address that its form is sent to."""
    form = page_of(client.get(address)).select_one("#survey-form")
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}, form["action"]


def send_page(client, address, fields, **more):
    kept, action = hidden(client, address)
    return client.post(action, data={**kept, **fields, **more})


def follow(client, answer):
    assert answer.status_code == 303, answer.text
    return answer.location


def answers():
    return [answer.data for answer in db.session.scalars(select(SurveyAnswer))]


def test_from_the_first_page_to_thanks(client, survey):
    first = begin(client, survey)
    second = follow(client, send_page(client, first, {"q.lamps": "no", "q.where": "3号楼", "q.age": "二十五"}))
    review = follow(client, send_page(client, second, {"q.wishes": ["lamp", "bench"]}))
    text = client.get(review).text
    thanks = follow(client, client.post(review))

    assert "3号楼" in text
    assert "Not answered" in text or "未回答" in text or "没有回答" in text
    assert client.get(thanks).status_code == 200
    assert answers() == [{"lamps": "no", "where": "3号楼", "age": 25, "wishes": ["bench", "lamp"]}]
    assert db.session.scalars(select(SurveyDraft)).all() == []
