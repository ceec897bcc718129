"""Code letters as a browser draws them: a machine reads the symbol off the screen, and they fit their paper."""

import io
import re
from urllib.parse import urlsplit

import pytest
import zxingcpp
from bs4 import BeautifulSoup
from factories import DAY, make_area, make_cycle, make_dwelling, make_election, make_user
from PIL import Image

from engage.clock import utcnow

A4_POINTS = (595, 842)
HOST = "http://localhost"
LONG = {"title_zh": "很长的预算名称很长" * 13, "title_en": "A very long title of a budget " * 4}


@pytest.fixture
def building(app):
    return make_area("building", make_area("community", name_zh="十八梯社区", name_en="Shibati Community"))


@pytest.fixture
def draw(browser, building, sign_in):
    """Return a function that makes letters as an official does and shows them, answered by this process."""
    client = sign_in(make_user(area=building))
    context = browser.new_context(viewport={"width": 1000, "height": 1400}, device_scale_factor=1.5)

    def answer(route):
        parts = urlsplit(route.request.url)
        if parts.hostname != "localhost":
            return route.abort()
        response = client.get(parts.path)
        return route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    def draw(cycle, layout="one"):
        url = f"/staff/cycles/{cycle.id}/codes/letters"
        form = BeautifulSoup(client.get(url).text, "html.parser").select_one("main form[method=post]")
        fields = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
        letters = client.post(url, data={**fields, "layout": layout})
        context.route("**/*", answer)
        context.route(f"{HOST}/letters", lambda route: route.fulfill(content_type="text/html", body=letters.data))
        page = context.new_page()
        page.goto(f"{HOST}/letters")
        page.emulate_media(media="print")
        return page

    yield draw
    context.close()


def cycle_of(building, opens=-DAY, **kwargs):
    return make_cycle(
        building, make_election(building, opens_at=utcnow() + opens, closes_at=utcnow() + 9 * DAY), **kwargs
    )


def test_the_symbol_of_every_letter_opens_the_voting_page(draw, building):
    for _number in range(2):
        make_dwelling(building)
    cycle = cycle_of(building)

    sheet = draw(cycle, "two").locator(".sheet").first.screenshot()

    read = [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))]
    assert read == [f"{HOST}/cycles/{cycle.id}/vote/enter"] * 2


@pytest.mark.parametrize(("layout", "pages"), [("one", 3), ("two", 2)])
def test_each_sheet_is_one_page_of_a4(draw, building, layout, pages):
    for _number in range(3):
        make_dwelling(building)

    pdf = draw(cycle_of(building), layout).pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == pages
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4_POINTS}


@pytest.mark.parametrize("layout", ["one", "two"])
def test_the_longest_words_fit_the_paper(draw, app, building, layout):
    building.name_zh, building.name_en = "很长的楼名" * 16, "A building of a very long name " * 2
    make_dwelling(building, label="W" * 40)
    page = draw(cycle_of(building, opens=DAY, **LONG), layout)
    overflowing = """() => [...document.querySelectorAll(".letter")].some(letter =>
        letter.scrollHeight > letter.clientHeight || letter.scrollWidth > letter.clientWidth)"""

    assert page.locator(".letter").count() == 1
    assert not page.evaluate(overflowing)
    assert page.locator(".letter .never").first.is_visible()
