"""A need, from the poster to the neighbours' word."""

import io
import re

import pytest
from browser.steps import sign_in
from browser.world import picture
from PIL import Image

TEXT = {"zh": "3号楼2单元楼道的声控灯坏了，晚上看不见台阶", "en": "The stairwell lamp is broken and the steps are dark"}
# Nobody types that fast: the form asks whoever does to send once more.
TYPING_MS = 3200


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "lamp.jpg"
    Image.open(io.BytesIO(picture("lamp").full)).convert("RGB").save(file)
    return file


@pytest.mark.parametrize(("lang", "script"), [("zh", True), ("en", False)])
def test_from_the_broken_lamp_to_the_neighbours_word(pick_up, city, request, photo, lang, script):
    resident, neighbour = pick_up(lang=lang, script=script), pick_up(lang=lang, script=script)
    worker = pick_up(lang=lang, script=script)
    # Without scripts axe cannot run; the pages are the same.
    check = request.getfixturevalue("axe").check if script else lambda *_: None

    resident.open(city["pages"]["new_need"].removeprefix(resident.url))
    check(resident, "form of a need")
    resident.page.locator("label.topic").first.tap()
    resident.page.fill("#text", TEXT[lang])
    add_photo(resident, photo)
    resident.page.wait_for_timeout(TYPING_MS)
    resident.press("Send")
    if resident.path == "/needs/new/review":
        check(resident, "similar needs")
        resident.press("Send mine")
    assert re.fullmatch(r"/t/[0-9A-Z]{12}", resident.path)
    check(resident, "tracking page")
    tracking = resident.path
    resident.page.reload()
    assert resident.page.get_by_text(TEXT[lang]).count() == 1

    account = next(account for account in city["accounts"] if account["name"] == "worker")
    sign_in(worker, account["name"], account["password"])
    need = publish(worker, TEXT[lang])
    neighbour.open(f"/needs/{need}")
    check(neighbour, "need of a neighbour")
    join(neighbour)
    report_done(worker, need)
    neighbour.open(f"/needs/{need}")
    neighbour.press("No, not yet")
    resident.open(tracking)
    check(resident, "reopened need")
    assert resident.page.locator(".timeline li").count() >= 4
    resident.follow(resident.link("Withdraw it"))
    check(resident, "withdrawal")
    resident.press("Withdraw it")
    assert resident.page.get_by_text(TEXT[lang]).count() == 0


def add_photo(phone, photo):
    phone.page.set_input_files("#photo", photo)
    if not phone.script:
        phone.press("Add this photo")
    phone.page.locator(".photos img").wait_for()


def publish(phone, text):
    """Find the need in the queue, publish it as it is, and return its number."""
    phone.open("/staff/needs/queue")
    while phone.page.get_by_text(text).count() == 0:
        phone.follow(phone.page.locator("nav.pager a[rel=next]"))
    phone.follow(phone.page.locator("li", has_text=text).locator("h2 a, h3 a, a").first)
    number = re.search(r"/staff/needs/(\d+)", phone.path)[1]
    phone.press("Publish")
    return number


def join(phone):
    button = phone.button("I need this too")
    if phone.script:
        button.tap()
        phone.page.locator(".joined").wait_for()
    else:
        phone.follow(button)
    assert phone.page.locator(".joined").count() == 1


def report_done(phone, need):
    phone.open(f"/staff/needs/{need}")
    phone.page.locator("details#state > summary").tap()
    form = phone.page.locator("details#state form").first
    form.locator("input[value=done]").check()
    form.locator("textarea").first.fill("灯已换好。The lamp works again.")
    phone.follow(form.locator("button"))
