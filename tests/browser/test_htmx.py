"""htmx comes from a CDN; when that is changed, dead or slow, our own copy runs, and without any the page works too."""

import re
import time

import pytest
from browser.phone import HTMX, send_htmx
from browser.steps import enter_code, tick

from engage.config import HTMX_URL

REFUSED = re.compile("Failed to find a valid digest in the 'integrity' attribute")
UNREACHED = re.compile(r"Failed to load resource: net::ERR_")


@pytest.fixture
def ballot(pick_up, vote):
    """Return a function that opens the ballot on a phone that has never seen htmx, before a CDN of the test's own."""

    def ballot(cdn):
        first, phone = pick_up(script=False), pick_up(cdn=cdn)
        enter_code(first, vote, vote.code())
        phone.context.add_cookies(first.context.cookies())
        phone.page.goto(f"/cycles/{vote.cycle_id}/vote", wait_until="domcontentloaded")
        return phone

    return ballot


def check_that_it_counts(phone):
    """Tick once: the page asks once how many are left, and says so without being loaded again."""
    phone.page.wait_for_function("() => window.htmx && document.readyState !== 'loading'")
    phone.page.evaluate("window.stays = true")
    tick(phone, "ramp")
    phone.page.locator("#left", has_text="1 / 2").wait_for()
    tick(phone, "trees")
    phone.page.locator("#left", has_text="none left").wait_for()
    assert phone.page.evaluate("window.stays")
    assert len([url for url in phone.asked if url.endswith("/vote/left")]) == 2


def sources(phone):
    """Return where htmx was asked for."""
    return ["ours" if "/assets/" in url else "cdn" for url in phone.asked if "htmx" in url]


def test_the_true_file_of_the_cdn_passes_and_runs(ballot):
    phone = ballot(send_htmx)

    check_that_it_counts(phone)

    assert sources(phone) == ["cdn"]


@pytest.mark.parametrize("changed", [HTMX.read_bytes() + b" ", HTMX.read_bytes()[:-1]], ids=["longer", "shorter"])
def test_a_file_changed_by_a_byte_is_refused_and_ours_runs(ballot, changed):
    phone = ballot(lambda route: send_htmx(route, body=changed))

    with phone.hearing(REFUSED):
        check_that_it_counts(phone)

    assert sources(phone) == ["cdn", "ours"]


@pytest.mark.parametrize("status", [404, 503])
def test_an_error_page_of_the_cdn_is_passed_over_and_ours_runs(ballot, status):
    phone = ballot(lambda route: route.fulfill(status=status, headers={"access-control-allow-origin": "*"}))

    with phone.hearing(re.compile(f"status of {status}")):
        check_that_it_counts(phone)

    assert sources(phone) == ["cdn", "ours"]


def test_with_a_dead_cdn_ours_runs(ballot):
    phone = ballot(lambda route: route.abort("namenotresolved"))

    with phone.hearing(UNREACHED):
        check_that_it_counts(phone)

    assert sources(phone) == ["cdn", "ours"]


def test_when_the_cdn_hangs_ours_runs_after_four_seconds_and_only_once(ballot):
    held = []
    started = time.monotonic()
    phone = ballot(lambda route: held.append(route))

    check_that_it_counts(phone)
    assert time.monotonic() - started > 3.5
    assert sources(phone) == ["cdn", "ours"]

    send_htmx(held[0])  # The answer comes after all; a second htmx must not count twice.
    phone.page.wait_for_load_state("load")
    tick(phone, "trees")
    phone.page.locator("#left", has_text="1 / 2").wait_for()
    assert len([url for url in phone.asked if url.endswith("/vote/left")]) == 3


def test_the_page_names_the_cdn_once_and_pins_the_file(ballot):
    page = ballot(send_htmx).page

    script = page.locator("script[integrity]")
    assert script.count() == 1
    assert script.get_attribute("src") == HTMX_URL
    assert script.get_attribute("integrity").startswith("sha384-")
    assert script.get_attribute("crossorigin") == "anonymous"
