import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from engage.communities import qr

SHORT = "https://engage.example.org/q/abcd1234"
LONG = "https://engage.example.org/Ratings/visit?ticket=aBcD&spot=东门"
SVG = "{http://www.w3.org/2000/svg}"


def picture(url, scale=10, level="H"):
    return Image.open(io.BytesIO(qr.png(url, scale, level))).convert("L")


def drawn(svg, scale=8):
    """Draw the SVG's path with PIL, bar by bar."""
    root = ElementTree.fromstring(svg)
    size = int(root.get("viewBox").split()[2])
    image = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", root.find(f"{SVG}path").get("d")):
        left, top = int(x) * scale, int(y) * scale
        pen.rectangle([left, top, left + int(width) * scale - 1, top + scale - 1], fill=0)
    return image


def read(image):
    return [code.text for code in zxingcpp.read_barcodes(image)]


def covered(url, across, down, fill, level="H"):
    """Return the symbol with a square of a tenth of its area covered; the shares say where, from left and top."""
    scale = 10
    side = len(qr.modules(url, level)) - 2 * qr.QUIET_ZONE
    patch = (side**2 / 10) ** 0.5
    image = picture(url, scale, level)
    left, top = ((qr.QUIET_ZONE + (side - patch) * share) * scale for share in (across, down))
    ImageDraw.Draw(image).rectangle([left, top, left + patch * scale, top + patch * scale], fill=fill)
    return image


@pytest.mark.parametrize("level", ["Q", "H"])
@pytest.mark.parametrize("url", [SHORT, LONG])
def test_png_is_read_as_the_address(url, level):
    assert read(picture(url, level=level)) == [qr.qr_text(url)]


@pytest.mark.parametrize("url", [SHORT, LONG])
def test_svg_is_read_as_the_address(url):
    assert read(drawn(qr.svg(url))) == [qr.qr_text(url)]


@pytest.mark.parametrize("fill", [0, 128, 255])
@pytest.mark.parametrize(
    ("across", "down"),
    [(0.5, 0.5), (0.5, 0.4), (0.4, 0.6), (0.6, 0.6), (1, 1), (0.8, 0.8), (0.5, 0), (0, 0.5), (1, 0.5)],
)
def test_is_read_with_a_tenth_covered(across, down, fill):
    assert read(covered(SHORT, across, down, fill)) == [qr.qr_text(SHORT)]


@pytest.mark.parametrize("pixels", [1.6, 2.3, 3])
def test_is_read_at_low_resolution(pixels):
    image = picture(SHORT, 10)
    side = round(image.width / 10 * pixels)

    small = image.resize((side, side), Image.Resampling.BILINEAR)

    assert read(small) == [qr.qr_text(SHORT)]


@pytest.mark.parametrize("level", ["Q", "H"])
def test_quiet_zone_is_four_modules_or_more(level):
    scale = 7
    image = picture(SHORT, scale, level)
    left, top, right, bottom = image.point(lambda value: 255 - value).getbbox()

    assert min(left, top, image.width - right, image.height - bottom) >= 4 * scale


def test_svg_has_the_same_modules_as_the_png():
    scale = 3

    assert drawn(qr.svg(LONG), scale).tobytes() == picture(LONG, scale).tobytes()


def test_upper_case_makes_a_smaller_symbol():
    as_bytes = "https://engage.example.org/c/abcd1234"

    assert len(as_bytes) == len(SHORT)
    assert len(qr.modules(SHORT)) < len(qr.modules(as_bytes))


def test_svg_obeys_the_content_security_policy():
    drawing = qr.svg(SHORT)
    root = ElementTree.fromstring(drawing)

    assert [child.tag for child in root] == [f"{SVG}rect", f"{SVG}path"]
    assert not re.search(r"style|<script|\son\w+=|href", drawing)
    assert root.get("viewBox") == "0 0 {0} {0}".format(len(qr.modules(SHORT)))


def test_svg_has_a_name_only_when_given_one():
    named = ElementTree.fromstring(qr.svg(SHORT, label='Gate 2 "<notice>" board'))
    plain = ElementTree.fromstring(qr.svg(SHORT))

    assert (named.get("role"), named.get("aria-label")) == ("img", 'Gate 2 "<notice>" board')
    assert (plain.get("role"), plain.get("aria-hidden")) == (None, "true")


def test_svg_is_not_escaped_by_templates():
    assert qr.svg(SHORT).__html__() == str(qr.svg(SHORT))


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://engage.example.org/q/abcd1234", "HTTPS://ENGAGE.EXAMPLE.ORG/Q/ABCD1234"),
        ("http://127.0.0.1:8000/Q/ABCD-1234", "HTTP://127.0.0.1:8000/Q/ABCD-1234"),
    ],
)
def test_short_addresses_are_in_upper_case(url, text):
    assert qr.qr_text(url) == text


@pytest.mark.parametrize(
    "url",
    [
        "https://host/q/abcd1234?lang=zh",
        "https://host/q/abcd1234#top",
        "https://host/q/abcd1234/",
        "https://host/q/",
        "https://host/engage/q/abcd1234",
        "https://host/vote/abcd",
        "https://name:Secret@host/q/abcd1234",
        "https://社区.example/q/abcd1234",
        "/q/abcd1234",
    ],
)
def test_other_addresses_are_untouched(url):
    assert qr.qr_text(url) == url


@pytest.mark.parametrize("scale", [0, 51])
def test_refuses_a_senseless_scale(scale):
    with pytest.raises(ValueError, match="scale"):
        qr.png(SHORT, scale)
