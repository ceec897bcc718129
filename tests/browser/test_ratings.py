"""A rating, from the symbol on the professional's phone to what the professional gets to see."""

import pytest
from browser.rated import new_visit
from browser.world import PASSWORD
from PIL import Image
from zxingcpp import read_barcode

WORDS = {"zh": "讲得很清楚，还帮忙看了漏水的墙", "en": "She explained everything and looked at the wet wall, too"}
VERY_SATISFIED = {"zh": "非常满意", "en": "Very satisfied"}


@pytest.fixture
def rated(site):
    return new_visit(site)


@pytest.mark.parametrize(("lang", "script"), [("zh", True), ("en", False)])
def test_from_the_professionals_phone_to_five_ratings(pick_up, rated, tmp_path, request, lang, script):
    professional, resident = pick_up(lang=lang, script=script), pick_up(lang=lang, script=script)
    # Without scripts axe cannot run; the pages are the same.
    check = request.getfixturevalue("axe").check if script else lambda *_: None

    sign_in(professional, rated.account)
    path = show_ticket(professional, rated, tmp_path)
    with professional.refused(403):
        professional.open(path)
    assert professional.heading == professional.say("This is a visit of your own")

    resident.open(path)
    check(resident, "rating page")
    resident.page.locator("label.level", has_text=VERY_SATISFIED[lang]).first.tap()
    resident.page.fill("#comment", WORDS[lang])
    resident.press("Send my rating")
    check(resident, "thanks")
    assert resident.heading == resident.say("Thank you. The rating is recorded.")
    assert rated.ratings() == [(5, WORDS[lang])]

    stranger = pick_up(lang=lang, script=script)
    stranger.open(path)
    assert stranger.heading == stranger.say("Thank you. The rating is recorded.")
    told = stranger.say("This ticket was used already. Each one counts once, so nothing more is needed.")
    assert stranger.page.get_by_text(told).count() == 1

    professional.open("/staff/ratings/mine/feedback")
    assert professional.page.locator("ul.released li").count() == 0
    rated.rate_too(4, 4, 5)  # With the one of another visit there are five.
    professional.open("/staff/ratings/mine/feedback")
    assert professional.page.locator("ul.released > li").count() == 5
    assert professional.page.get_by_text(WORDS[lang]).count() == 0  # The office has not read it yet.


@pytest.mark.parametrize("script", [True, False])
def test_what_was_typed_stays_when_the_language_changes(pick_up, rated, script):
    phone = pick_up(script=script)
    phone.open(f"/r/{rated.ticket}")
    phone.page.locator("label.level").nth(3).tap()
    phone.page.fill("#comment", "Nobody came back")

    phone.follow(phone.page.get_by_role("button", name="中文"))
    phone.lang = "zh"

    assert phone.heading == phone.say("How satisfied are you?")
    assert phone.page.input_value("#comment") == "Nobody came back"
    assert phone.page.locator("input[name=level]:checked").get_attribute("value") == "2"
    phone.press("Send my rating")
    assert rated.ratings() == [(2, "Nobody came back")]


def test_enter_on_an_answer_sends_the_rating(pick_up, rated):
    phone = pick_up()
    phone.open(f"/r/{rated.ticket}")
    phone.page.locator("label.level").first.tap()

    with phone.page.expect_navigation():
        phone.page.locator("input[name=level]:checked").press("Enter")

    assert phone.page.locator("html").get_attribute("lang") == "en"
    assert rated.ratings() == [(5, None)]


def sign_in(phone, account):
    phone.open("/sign-in")
    phone.page.fill("input[name=name]", account)
    phone.page.fill("input[name=password]", PASSWORD)
    phone.press("Sign in")


def show_ticket(phone, rated, folder):
    """Show a ticket on the screen, read its symbol as another phone does, and return the path it leads to."""
    phone.open(f"/staff/ratings/mine/visits/{rated.visit_id}")
    phone.press("Show a ticket")
    phone.page.locator(".symbol").screenshot(path=folder / "symbol.png")
    address = read_barcode(Image.open(folder / "symbol.png")).text
    assert address.lower().startswith(f"{phone.url}/r/")
    return address[len(phone.url) :]
