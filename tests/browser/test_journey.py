"""The main journey, whole: from the poster on the wall, by letter, ballot and receipt, to the published result."""

import io

import pytest
import zxingcpp
from browser.steps import receipt, send, sign_in, tick, title, type_code
from browser.world import HOUSEHOLDS, new_vote
from PIL import Image

SITES = {"sqlite": "site", "postgres": "postgres_site"}


# Each language and each way of scripting over each store once: all eight would say the same for twice the time.
WALKS = [("sqlite", "zh", True), ("sqlite", "en", False), ("postgres", "zh", False), ("postgres", "en", True)]


@pytest.fixture
def place(request):
    """The site, over the store that the test names."""
    if request.config.getoption("--store") not in (None, request.param):
        pytest.skip("another store was asked for")
    return request.getfixturevalue(SITES[request.param])


@pytest.mark.parametrize(("place", "lang", "script"), WALKS, indirect=["place"])
def test_from_the_poster_to_the_result(pick_up, place, lang, script):
    vote = new_vote(place)
    official, resident, stranger = (pick_up(place.url, lang=lang, script=script) for _ in range(3))

    sign_in(official, vote.official)
    address = read(print_poster(official))
    code = print_letters(official, vote)[0]

    scan(resident, address, vote)
    open_ballot(resident, vote, code)
    tick(resident, "ramp", "trees")
    resident.press("Next: check")
    chosen = resident.page.locator(".chosen .title").all_inner_texts()
    assert set(chosen) == {title(resident, "ramp"), title(resident, "trees")}
    number = send(resident)
    assert vote.ballots() == 1

    look_up(stranger, number)
    watch_and_end(official, vote)
    stranger.open(f"/communities/{vote.community}")
    assert stranger.page.get_by_text(title(stranger, "ramp")).count() == 0
    count_and_publish(official)

    read_result(stranger, vote)
    look_up(stranger, number)
    resident.page.reload()
    assert receipt(resident) == number


def print_poster(official):
    """Find the poster in the list, tick it and open the page to print. Return what comes out on paper."""
    official.follow(official.link("Posters"))
    official.page.locator("table.ticked input[type=checkbox]").first.check()
    official.press("Posters of the ticked ones")
    official.page.emulate_media(media="print")
    paper = official.page.locator(".sheet.poster").screenshot()
    official.page.emulate_media(media="screen")
    return Image.open(io.BytesIO(paper))


def read(paper):
    """Scan the poster as a phone does."""
    (symbol,) = zxingcpp.read_barcodes(paper)
    return symbol.text


def print_letters(official, vote):
    """Make the letters of the building and return the codes in them, as people read them."""
    open_cycle(official)
    official.follow(official.link("Access codes"))
    official.follow(official.link("Make letters"))
    official.follow(official.page.locator(f"main a[href*='area={vote.building_id}']"))
    official.follow(official.page.locator("form.card button.big"))
    codes = [" ".join(groups.split()) for groups in official.page.locator(".letter .code-groups").all_inner_texts()]
    assert len(set(codes)) == HOUSEHOLDS
    return codes


def open_cycle(official):
    official.follow(official.link("Budgets"))
    official.follow(official.page.locator("main a[href^='/staff/cycles/']").last)


def scan(resident, address, vote):
    """Open what the poster's symbol says; it leads to the community and knows where the poster hangs."""
    assert address.casefold() == f"{vote.site.url}/q/{vote.poster}".casefold()
    resident.open(address)
    assert resident.path == f"/communities/{vote.community}"
    spot = "2号门公告栏" if resident.lang == "zh" else "Gate 2 notice board"
    assert spot in resident.page.locator("main").inner_text()


def open_ballot(resident, vote, code):
    """Read what it is about, go on to vote, and type the code."""
    resident.follow(resident.page.locator(f"main a[href='/cycles/{vote.cycle_id}']"))
    assert resident.page.locator(".proposals li").count() == 4
    resident.follow(resident.link("Vote now"))
    assert resident.path == f"/cycles/{vote.cycle_id}/vote/enter"
    type_code(resident, code)
    assert resident.path == f"/cycles/{vote.cycle_id}/vote"


def look_up(stranger, number):
    """Type a receipt: it is there, and says nothing of what was chosen."""
    stranger.open("/receipts")
    stranger.page.get_by_label(stranger.say("Receipt"), exact=True).fill(number.lower().replace("-", " "))
    stranger.press("Check")
    assert stranger.heading == stranger.say("This ballot is recorded")
    words = stranger.page.locator("main").inner_text()
    assert not any(title(stranger, key) in words for key in ("ramp", "trees"))


def watch_and_end(official, vote):
    """See the turnout, which tells no votes, and end the voting by hand."""
    open_cycle(official)
    official.follow(official.link("Turnout"))
    words = official.page.locator("#watch").inner_text()
    assert f"1 / {HOUSEHOLDS}" in words
    assert title(official, "ramp") not in words
    open_cycle(official)
    official.follow(official.link("End voting now…"))
    official.press("End voting now")
    assert official.path == f"/staff/cycles/{vote.cycle_id}"


def count_and_publish(official):
    official.follow(official.link("Counting and result"))
    official.follow(official.link("Count and see the result"))
    official.press("Count and see the result")
    official.follow(official.link("Publish the result"))
    official.press("Publish the result")
    assert (
        official.say("The result is published. Everybody can see it now.")
        in official.page.locator(".notice.success").inner_text()
    )


def read_result(stranger, vote):
    """Come by the community's page and read who won."""
    stranger.open(f"/communities/{vote.community}")
    stranger.follow(stranger.page.locator(f"main a[href='/cycles/{vote.cycle_id}/result']"))
    won = stranger.page.locator(".winners").inner_text()
    assert title(stranger, "ramp") in won
    assert title(stranger, "trees") in won
    assert title(stranger, "lamps") not in won
