"""What somebody of the office typed and has not sent yet stays: language or print change, or a session ends."""

import re

import pytest
from browser.steps import sign_in
from browser.world import PASSWORD
from factories import make_area, make_survey

from engage.accounts.services import add_user
from engage.clock import utcnow
from engage.transaction import transaction

TITLE = "Lamps & lifts <soon>"


@pytest.fixture
def office(site, pick_up):
    """A worker's phone, and the number of a draft of theirs."""
    with site.store():
        area = make_area(parent=make_area("city"))
        survey_id, name = make_survey(area, state="draft").id, f"keeper{area.id}"
        with transaction():
            add_user(name, "Keeper", PASSWORD, role="official", area=area, actor_id=None, now=utcnow())
    phone = pick_up(lang="en")
    sign_in(phone, name)
    return phone, survey_id


def change_language(phone):
    phone.follow(phone.page.locator("header button[name=lang]"))
    assert phone.page.locator("html").get_attribute("lang") == "zh-Hans"


def test_a_form_keeps_what_was_typed_and_chosen(office):
    phone, _ = office
    phone.open("/staff/surveys/new")
    phone.page.fill("[name=title_en]", TITLE)
    phone.page.locator("label:has([name=from][value=blank])").tap()
    change_language(phone)

    assert phone.page.input_value("[name=title_en]") == TITLE
    assert phone.page.locator("[name=from][value=blank]").is_checked()
    phone.page.reload()
    assert phone.page.input_value("[name=title_en]") == ""


def test_a_form_that_was_refused_keeps_it_too(office):
    phone, _survey_id = office
    phone.open("/staff/cycles/new")
    phone.page.locator("main label:has(input[type=radio])").first.tap()
    phone.follow(phone.page.locator("main form button").last)
    address = phone.page.url
    phone.page.fill("[name=title_en]", TITLE)
    phone.page.fill("[name=pot]", "much")
    for _ in range(2):
        phone.page.evaluate("() => document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
        with phone.refused(422):
            phone.follow(phone.page.locator("main form[method=post] button").last)
    change_language(phone)

    assert phone.page.url == address
    assert [phone.page.input_value(f"[name='{name}']") for name in ("title_en", "pot")] == [TITLE, "much"]


@pytest.mark.parametrize("kind", ["question", "section"])
def test_rows_that_came_while_editing_stay(office, kind):
    phone, survey_id = office
    phone.open(f"/staff/surveys/{survey_id}/edit/{kind}")
    phone.page.wait_for_function("window.htmx && document.readyState === 'complete'")
    name = "label.en" if kind == "question" else "title_en"
    phone.page.fill(f"[name='{name}']", TITLE)
    phone.page.locator("#when-add").tap()
    phone.page.locator("#when-question-0").wait_for()
    change_language(phone)

    assert phone.page.input_value(f"[name='{name}']") == TITLE
    assert phone.page.locator(".rule").count() == 1
    assert phone.page.locator("[role=alert]").count() == 0


def test_a_form_stays_when_a_step_of_it_is_refused(office):
    phone, survey_id = office
    phone.open(f"/staff/surveys/{survey_id}/edit/section")
    phone.page.wait_for_function("window.htmx && document.readyState === 'complete'")
    phone.page.fill("[name=title_en]", TITLE)
    phone.context.clear_cookies()
    for _ in range(2):
        with phone.hearing(
            re.compile("Failed to load resource.*40[01]"), re.compile("Response Status Error Code 40[01]")
        ):
            phone.page.locator("#when-add").tap()
            phone.page.locator("#problem").wait_for()

    assert phone.page.input_value("[name=title_en]") == TITLE
    assert phone.page.locator("#problem").count() == 1
