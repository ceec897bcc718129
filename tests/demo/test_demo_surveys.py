"""Surveys of the demonstration city: one to answer, one to read, and what residents were told."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from conftest import make_settings
from sqlalchemy import func, select

from engage.app import create_app
from engage.demo import city
from engage.demo.cycles import Calendar
from engage.demo.survey_answers import TEXT
from engage.demo.survey_words import SAID
from engage.demo.surveys import add_surveys
from engage.extensions import db
from engage.needs.models import Need
from engage.sensitive import findings
from engage.surveys.models import (
    Survey,
    SurveyAction,
    SurveyAnswer,
    SurveyCount,
    SurveyDraft,
    SurveyPart,
    SurveyTurnout,
)
from engage.surveys.queries.results import Results
from engage.surveys.queries.surveys import phase
from engage.surveys.queries.taking_part import taking_part
from engage.surveys.queries.waves import waves_until
from engage.surveys.services.fold import waiting
from engage.transaction import transaction

NOW = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The application and what was made; the tests only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('city') / 'engage.sqlite'}"
    app = create_app(make_settings(url, is_demo=True), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        with transaction():
            areas = city.add_areas(now=NOW)
            staff = city.add_staff(areas, now=NOW)
            city.add_roll(NOW.year)
        yield app, add_surveys(areas, staff, Calendar(NOW))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def held(filled):
    return filled[1]


def answers_to(survey):
    return db.session.scalars(select(SurveyAnswer).filter_by(survey_id=survey.id)).all()


def test_there_are_surveys_in_every_phase_that_residents_see_all_marked(filled):
    surveys = db.session.scalars(select(Survey)).all()

    assert Counter(phase(survey, NOW) for survey in surveys) == {"open": 2, "closed": 2}
    assert all(survey.is_demo and survey.title_en and survey.notice_en for survey in surveys)


def test_the_finished_one_has_believable_answers(held):
    answers = answers_to(held.finished)
    texts = [answer.data[TEXT] for answer in answers if TEXT in answer.data]

    assert 300 <= len(answers) <= 400
    assert len(set(texts)) == len(texts) >= 60
    assert {answer.language for answer in answers} == {"zh", "en"}
    assert {answer.channel for answer in answers} == {"web", "assisted", "paper"}
    assert len({json.dumps(answer.data, sort_keys=True) for answer in answers}) > 0.95 * len(answers)


def test_everything_is_counted_and_agrees_with_who_took_part(held):
    assert waiting(held.finished.id) == 0
    parts = db.session.scalar(select(func.sum(SurveyTurnout.parts)).filter_by(survey_id=held.finished.id))
    keys = db.session.scalar(select(func.count()).select_from(SurveyPart).filter_by(survey_id=held.finished.id))

    assert Results(held.finished).overall.answers == parts == keys == len(answers_to(held.finished))
    assert db.session.scalar(select(func.count()).select_from(SurveyCount)) > 100


def test_one_building_is_silent(held):
    assert [row.area.code[-2:] for row in taking_part(held.finished).silent] == ["B6"]


def test_one_text_alone_tells_who_wrote_it(held):
    assert [text for _tag, text in SAID if findings(text)] == []
    told = [answer for answer in answers_to(held.finished) if findings(answer.data.get(TEXT, ""))]
    assert len(told) == 1


def test_texts_wait_for_action_and_one_became_a_need(held):
    actions = db.session.scalars(select(SurveyAction).filter_by(survey_id=held.finished.id)).all()

    [need_id] = [action.need_id for action in actions if action.need_id]
    need = db.session.get(Need, need_id)

    assert len(actions) >= 3
    assert (need.origin, need.channel, need.is_demo) == (f"survey:{held.finished.id}", "survey", True)


def test_residents_were_told_without_small_numbers_or_raw_texts(held):
    published = json.dumps(held.finished.published, ensure_ascii=False)

    assert held.finished.published_at < NOW
    assert "扶手" in held.finished.published["next_zh"]
    assert not any(text in published for _tag, text in SAID)
    tags = next(figure["tags"] for figure in held.finished.published["figures"] if figure["name"] == TEXT)
    assert len(tags) >= 5
    assert min(number for _name, number in tags) >= 5


def test_the_wave_before_can_be_compared(held):
    before, this = waves_until(held.finished)
    safe = [Results(wave).tally().cells["parts", "matrix"] for wave in (before, this)]
    shares = [(cells["safety=4"] + cells["safety=5"]) / cells[""] for cells in safe]

    assert shares[0] + 0.2 < shares[1]


def test_the_open_one_has_answers_and_drafts(held):
    assert len(answers_to(held.open)) >= 20
    assert db.session.scalar(select(func.count()).select_from(SurveyDraft).filter_by(survey_id=held.open.id)) == 2


def test_the_tickets_that_are_told_let_somebody_in(filled, held, monkeypatch):
    app, _held = filled
    for module in ("entry", "answer", "sending"):
        monkeypatch.setattr(f"engage.surveys.views.public.{module}.utcnow", lambda: NOW)
    browser = app.test_client()

    assert len(set(held.codes)) == len(held.codes) >= 5
    assert all(held.trial.title_zh in browser.get(f"/s/{code}").text for code in held.codes)
    began = browser.post(
        f"/surveys/{held.trial.id}/begin", data={"ticket": held.codes[0], "notice": held.trial.notice_version}
    )
    assert began.status_code == 303
    assert "/surveys/a/" in began.location


def test_the_poster_leads_to_the_open_one(filled, held):
    app, _held = filled

    assert app.test_client().get(f"/q/{held.poster.code}").location.endswith(f"/surveys/{held.open.id}")
