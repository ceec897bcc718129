"""Photos of a need: one at a time, drawn afresh, and each refusal with its reason and nothing lost."""

from io import BytesIO

import pytest
from factories import make_placement, make_tree
from need_forms import TEXT, fields_of, open_form, photo, post, rows, soup
from PIL import Image

from engage.needs.models import NeedDraft
from engage.pictures.containers import BROKEN, MOVING, NOT_A_PICTURE
from engage.pictures.models import Picture
from engage.pictures.reencode import TOO_MANY_BYTES, TOO_MANY_PIXELS


@pytest.fixture
def form(app, client):
    make_placement(make_tree()[5], code="7H2K9M4R", target="need")
    return open_form(client, "at=7H2K9M4R") | {"category": "lighting", "text": TEXT}


def animated():
    file = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


def whole():
    return photo(size=(400, 300))[0].getvalue()


def huge():
    file = BytesIO()
    Image.new("1", (8000, 5001)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (huge, TOO_MANY_PIXELS),
        (lambda: whole()[: len(whole()) // 2], BROKEN),
        (lambda: b"<html><script>alert(1)</script></html>", NOT_A_PICTURE),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_A_PICTURE),
        (lambda: b"GIF89a" + bytes(40), NOT_A_PICTURE),
        (animated, MOVING),
        (lambda: b"%PDF-1.4" + whole(), NOT_A_PICTURE),
        (lambda: b"\xff\xd8" + bytes(11_000_000), TOO_MANY_BYTES),
        (lambda: bytes(20_000_000), TOO_MANY_BYTES),
    ],
    ids=["40 MP", "truncated", "html", "svg", "gif", "animated", "pdf before", "11 MB", "20 MB"],
)
@pytest.mark.parametrize("path", ["/needs/new/photo", "/needs/new"])
def test_says_what_is_wrong_with_a_photo_and_keeps_the_rest(client, form, path, data, sentence):
    answer = post(client, path, form, photo=(BytesIO(data()), "photo.jpg"))

    assert answer.status_code == 422
    assert str(sentence) in soup(answer).select_one("#photos-error").get_text()
    assert fields_of(soup(answer))["text"] == TEXT
    assert rows(NeedDraft)[0].photos == []
    assert rows(Picture) == []


def test_what_hides_behind_a_picture_is_left_behind(client, form):
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    data = photo(exif=exif)[0].getvalue() + b"<script>alert(1)</script>PK\x03\x04"
    post(client, "/needs/new/photo", form, photo=(BytesIO(data), "photo.jpg"))

    stored = rows(Picture)[0]
    assert not any(hidden in stored.full + stored.thumb for hidden in (b"script", b"SECRET", b"PK\x03", b"EXIF"))


def test_of_ten_at_once_the_first_is_taken_and_that_is_said(client, form):
    ten = [photo((25 * number, 0, 0)) for number in range(10)]
    answer = post(client, "/needs/new/photo", form, photo=ten)

    assert answer.status_code == 422
    assert "Only the first photo was taken" in answer.text
    assert len(soup(answer).select("#photos img")) == 1
    assert fields_of(soup(answer))["text"] == TEXT


def test_ten_large_ones_at_once_lose_no_text(client, form):
    ten = [(BytesIO(whole() + bytes(4_000_000)), f"{number}.jpg") for number in range(10)]
    answer = post(client, "/needs/new/photo", form, photo=ten)

    assert answer.status_code == 422
    assert fields_of(soup(answer))["text"] == TEXT


def test_three_are_enough(client, form):
    for colour in ("red", "green", "blue"):
        assert post(client, "/needs/new/photo", form, photo=photo(colour)).status_code == 303
    page = soup(client.get("/needs/new?mine=1"))
    assert (len(page.select("#photos img")), page.select_one("input[type=file]")) == (3, None)
    fourth = post(client, "/needs/new/photo", form, photo=photo("white"))

    assert fourth.status_code == 422
    assert len(rows(NeedDraft)[0].photos) == 3


def test_the_same_photo_sent_twice_is_there_once_and_can_be_taken_out(client, form):
    for _number in range(2):
        post(client, "/needs/new/photo", form, photo=photo())
    [digest] = rows(NeedDraft)[0].photos
    post(client, "/needs/new/photo/remove", form | {"remove": digest})

    assert rows(NeedDraft)[0].photos == []
    assert rows(NeedDraft)[0].data["text"] == TEXT


def test_without_a_file_it_asks_for_one(client, form):
    assert "choose a photo first" in post(client, "/needs/new/photo", form).text
