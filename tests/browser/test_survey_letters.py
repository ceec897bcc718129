"""Tickets and code letters of a survey as a browser draws them: a machine reads them, and they fit their paper."""

import io
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import zxingcpp
from browser.axe import LOOKS_AT_ONCE
from bs4 import BeautifulSoup
from factories import DAY, make_area, make_dwelling, make_survey, make_user
from PIL import Image

from engage.clock import utcnow

HOST = "http://localhost"
LONG = {
    "title_zh": "很长的问卷名称很长" * 13,
    "title_en": "A very long title of a survey " * 4,
    "intro_zh": "我们想知道大家对照明和环境是否满意。" * 20,
    "intro_en": "We want to know what you think of the lamps and the yard. " * 20,
}
OVERFLOWING = """selector => [...document.querySelectorAll(selector)].some(one =>
    one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)"""


@pytest.fixture
def building(app):
    building = make_area("building", make_area("community", name_zh="十八梯社区", name_en="Shibati Community"))
    make_dwelling(building, label="3-1-101")
    return building


@pytest.fixture
def office(browser, building, sign_in):
    """Return a function that opens a page as an official, or sends its form first and opens what comes."""
    client = sign_in(make_user(area=building))
    context = browser.new_context(viewport={"width": 1000, "height": 1400}, device_scale_factor=2)

    def answer(route):
        parts = urlsplit(route.request.url)
        response = client.get(parts.path) if parts.hostname == "localhost" else None
        if response is None:
            return route.abort()
        return route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    def office(url, **form):
        response = client.get(url)
        if form:
            fields = BeautifulSoup(response.text, "html.parser").select("main form[method=post] input[type=hidden]")
            response = client.post(url, data={**{field["name"]: field["value"] for field in fields}, **form})
        context.route("**/*", answer)
        context.route(f"{HOST}/shown", lambda route: route.fulfill(content_type="text/html", body=response.data))
        page = context.new_page()
        page.goto(f"{HOST}/shown")
        return page

    yield office
    context.close()


def survey_of(building, gate, **kwargs):
    return make_survey(building, gate=gate, opens_at=utcnow() - DAY, closes_at=utcnow() + 9 * DAY, **kwargs)


def read(page):
    page.emulate_media(media="print")
    sheet = Image.open(io.BytesIO(page.locator(".sheet").first.screenshot()))
    return {code.text for code in zxingcpp.read_barcodes(sheet)}


@pytest.mark.parametrize(("paper", "number"), [("letters", 1), ("halves", 2), ("slips", 8)])
def test_the_symbol_of_every_ticket_on_a_sheet_is_its_own_link(office, building, paper, number):
    survey = survey_of(building, "ticket")

    page = office(f"/staff/surveys/{survey.id}/tickets/new", count=9, paper=paper)

    codes = page.locator("input[name=codes]").first.get_attribute("value").split()
    assert read(page) == {f"{HOST}/s/{code}".upper() for code in codes[:number]}


def test_the_symbol_of_a_household_s_letter_opens_the_survey(office, building):
    survey = survey_of(building, "code")

    page = office(f"/staff/surveys/{survey.id}/codes/letters", layout="one")

    assert read(page) == {f"{HOST}/surveys/{survey.id}/code"}


@pytest.mark.parametrize(("gate", "form", "selector"), [
    ("ticket", {"count": 2, "paper": "letters"}, ".letter"),
    ("ticket", {"count": 2, "paper": "halves"}, ".letter"),
    ("ticket", {"count": 2, "paper": "slips"}, ".ticket"),
    ("code", {"layout": "one"}, ".letter"),
    ("code", {"layout": "two"}, ".letter"),
])  # fmt: skip
def test_the_longest_words_fit_the_paper(office, building, gate, form, selector):
    building.name_zh, building.name_en = "很长的楼名" * 16, "A building of a very long name " * 2
    survey = survey_of(building, gate, **LONG)
    path = "tickets/new" if gate == "ticket" else "codes/letters"

    page = office(f"/staff/surveys/{survey.id}/{path}", **form)

    page.emulate_media(media="print")
    assert page.locator(selector).count()
    assert not page.evaluate(OVERFLOWING, selector)
    assert page.locator(f"{selector} .never").first.is_visible()


def test_the_pages_of_gates_pass_axe(office, building, axe):
    ticket, code = survey_of(building, "ticket"), survey_of(building, "code")
    pages = {
        "new tickets": (f"/staff/surveys/{ticket.id}/tickets/new", {}),
        "tickets shown": (f"/staff/surveys/{ticket.id}/tickets/new", {"count": 2, "paper": "slips"}),
        "tickets": (f"/staff/surveys/{ticket.id}/tickets", {}),
        "void tickets": (f"/staff/surveys/{ticket.id}/tickets/1/void", {}),
        "codes": (f"/staff/surveys/{code.id}/codes", {}),
        "order letters": (f"/staff/surveys/{code.id}/codes/letters", {}),
        "households": (f"/staff/surveys/{code.id}/codes/households", {}),
        "turnout": (f"/staff/surveys/{code.id}/turnout", {}),
    }

    for name, (url, form) in pages.items():
        page = office(url, **form)
        page.set_viewport_size({"width": 360, "height": 740})
        axe.check(SimpleNamespace(page=page, lang="en", look=lambda: None), name, LOOKS_AT_ONCE)
