"""Typing paper forms in with nothing but the keyboard, and what the printed form looks like."""

import io

import pytest
from browser.axe import LOOKS_AT_ONCE
from browser.steps import sign_in
from browser.world import PASSWORD
from factories import make_area, make_survey
from sqlalchemy import select

from engage.accounts.services import add_user
from engage.clock import utcnow
from engage.extensions import db
from engage.surveys.models import SurveyAnswer
from engage.transaction import transaction


@pytest.fixture
def survey_id(site):
    """An open survey, and its worker "typist" beside it."""
    with site.store():
        area = make_area(parent=make_area("city"))
        survey = make_survey(area)
        with transaction():
            add_user(f"typist{area.id}", "Typist", PASSWORD, role="worker", area=area, actor_id=None, now=utcnow())
        return survey.id, f"typist{area.id}"


def stored(site, survey_id):
    with site.store():
        found = select(SurveyAnswer.data).filter_by(survey_id=survey_id, channel="paper")
        return sorted(db.session.scalars(found).all(), key=str)


def test_enter_leads_from_field_to_field_and_saves_at_the_end(pick_up, site, survey_id, axe):
    number, name = survey_id
    desk = pick_up(lang="en")
    sign_in(desk, name)
    desk.open(f"/staff/surveys/{number}/enter")
    axe.check(desk, "survey_paper.enter", LOOKS_AT_ONCE)
    keys = desk.page.keyboard

    for lines in (("2", "third floor", "4"), ("1", "", "5")):
        desk.page.wait_for_function("document.activeElement.id === 'q-lamps'")
        for line in lines[:-1]:
            keys.type(line)
            keys.press("Enter")
        keys.type(lines[-1])
        with desk.page.expect_navigation():
            keys.press("Enter")

    assert "2 entered by you" in desk.page.inner_text(".tallying")
    assert stored(site, number) == [
        {"lamps": "no", "where": "third floor", "content": 4},
        {"lamps": "yes", "content": 5},
    ]


def test_enter_saves_no_half_form_where_no_script_runs(pick_up, site, survey_id):
    number, name = survey_id
    desk = pick_up(lang="en", script=False)
    sign_in(desk, name)
    desk.open(f"/staff/surveys/{number}/enter")

    desk.page.fill("#q-lamps", "2")
    desk.page.press("#q-lamps", "Enter")

    assert desk.page.input_value("#q-lamps") == "2"
    assert stored(site, number) == []


def test_the_form_fits_its_paper(pick_up, survey_id, axe):
    number, name = survey_id
    desk = pick_up(lang="zh")
    sign_in(desk, name)
    desk.open(f"/staff/surveys/{number}/paper?lang=both")
    axe.check(desk, "survey_paper.paper", LOOKS_AT_ONCE)

    sheets = desk.page.pdf(prefer_css_page_size=True)

    assert io.BytesIO(sheets).getvalue().count(b"/Type /Page\n") == 1
    assert not desk.page.evaluate("document.documentElement.scrollWidth > innerWidth")
