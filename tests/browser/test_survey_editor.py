"""The survey editor in a browser: what htmx swaps in, and what a reader did to the page before."""

import pytest
from browser.steps import sign_in
from browser.world import PASSWORD
from factories import make_area, make_survey

from engage.accounts.services import add_user
from engage.clock import utcnow
from engage.transaction import transaction


@pytest.fixture
def editor(site, pick_up):
    """A worker's phone on a question of a survey that others stand before."""
    with site.store():
        area = make_area(parent=make_area("city"))
        survey = make_survey(area, state="draft")
        with transaction():
            add_user(f"editor{area.id}", "Editor", PASSWORD, role="worker", area=area, actor_id=None, now=utcnow())
        name, survey_id = f"editor{area.id}", survey.id
    phone = pick_up(lang="en")
    sign_in(phone, name)
    phone.open(f"/staff/surveys/{survey_id}/edit/question?name=content")
    return phone


def test_conditions_are_added_beside_a_field_that_was_made_taller(editor):
    """A field that a reader pulls taller gets a style attribute, which nothing may copy: the policy forbids it."""
    editor.page.wait_for_function("window.htmx && document.readyState === 'complete'")
    for number in range(2):
        editor.page.eval_on_selector_all("textarea", "all => all.forEach(one => { one.style.height = '9rem'; })")
        editor.page.locator("#when-add").tap()
        editor.page.locator(f"#when-question-{number}").wait_for()
        editor.page.locator(".htmx-settling, .htmx-added").first.wait_for(state="detached")

    assert editor.page.locator(".rule").count() == 2
    editor.look()
