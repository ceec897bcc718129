"""Posters as a browser draws them: a machine reads them off the screen, and they fit their paper."""

import io
import re
from urllib.parse import urlsplit

import pytest
import zxingcpp
from factories import make_area, make_placement, make_user
from PIL import Image, ImageDraw

A4_POINTS = (595, 842)
HOST = "http://localhost"
LONG = {
    "name_zh": "很长的社区名称" * 11,
    "name_en": "A community of a very long name that goes on " + "and on " * 5,
    "spot_zh": "很长的地点名称" * 28,
    "spot_en": "A very long spot, " * 11,
}


@pytest.fixture
def community(app):
    return make_area("community", name_zh="十八梯社区", name_en="Shibati Community")


@pytest.fixture
def draw(app, browser, community, sign_in):
    """Return a function that opens the posters as a worker does, answered by the application in this process."""
    client = sign_in(make_user(role="worker", area=community))
    context = browser.new_context(viewport={"width": 1000, "height": 1400}, device_scale_factor=1.5)

    def answer(route):
        parts = urlsplit(route.request.url)
        if parts.hostname != "localhost":
            return route.abort()
        response = client.get(f"{parts.path}?{parts.query}")
        return route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    context.route("**/*", answer)

    def draw(layout="poster"):
        page = context.new_page()
        page.goto(f"{HOST}/staff/placements/posters?layout={layout}")
        return page

    yield draw
    context.close()


def picture(page, selector):
    return Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("L")


def read(image):
    return [code.text for code in zxingcpp.read_barcodes(image)]


def covered(page, image, across, down):
    """Return the picture with a square of a tenth of the symbol covered, at these shares from its left and top."""
    sheet, symbol = (page.locator(name).first.bounding_box() for name in (".sheet", ".symbol svg"))
    scale = image.width / sheet["width"]
    quiet = 4 / int(page.locator(".symbol svg").first.get_attribute("viewBox").split()[2])
    side = symbol["width"] * (1 - 2 * quiet)
    patch = (side**2 / 10) ** 0.5
    left = symbol["x"] - sheet["x"] + symbol["width"] * quiet + (side - patch) * across
    top = symbol["y"] - sheet["y"] + symbol["height"] * quiet + (side - patch) * down
    copy = image.copy()
    corners = [left * scale, top * scale, (left + patch) * scale, (top + patch) * scale]
    ImageDraw.Draw(copy).rectangle(corners, fill=150)
    return copy


def test_a_poster_is_read_whole_and_with_a_tenth_covered(draw, community):
    make_placement(community, code="K7M29QXD")
    page = draw()
    whole = picture(page, ".sheet")

    assert read(whole) == ["HTTP://LOCALHOST/Q/K7M29QXD"]
    for across, down in [(0.5, 0.5), (0.4, 0.6), (1, 1), (0.5, 0), (0, 0.5)]:
        damaged = covered(page, whole, across, down)
        assert damaged.tobytes() != whole.tobytes()
        assert read(damaged) == ["HTTP://LOCALHOST/Q/K7M29QXD"]


def test_every_card_of_a_page_is_read(draw, community):
    codes = {make_placement(community).code for _number in range(8)}

    assert set(read(picture(draw("cards"), ".sheet"))) == {f"HTTP://LOCALHOST/Q/{code}" for code in codes}


@pytest.mark.parametrize(("layout", "pages"), [("poster", 9), ("cards", 2)])
def test_each_sheet_is_one_page_of_a4(draw, community, layout, pages):
    for _number in range(9):
        make_placement(community)
    pdf = draw(layout).pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)

    assert len(re.findall(rb"/Type /Page\b", pdf)) == pages
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {A4_POINTS}


@pytest.mark.parametrize("layout", ["poster", "cards"])
def test_the_longest_names_fit_the_paper_and_leave_the_symbol_whole(draw, app, community, layout):
    community.name_zh, community.name_en = LONG["name_zh"], LONG["name_en"]
    make_placement(community, code="K7M29QXD", spot_zh=LONG["spot_zh"], spot_en=LONG["spot_en"])
    page = draw(layout)
    overflowing = """names => names.filter(name => [...document.querySelectorAll(name)].some(
        box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1))"""

    assert page.evaluate(overflowing, [".sheet", ".card-cut"]) == []
    assert read(picture(page, ".sheet")) == ["HTTP://LOCALHOST/Q/K7M29QXD"]
