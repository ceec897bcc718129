"""What a first visit costs on a phone without anything of ours in its cache: bytes as transferred, and requests."""

import base64
import gzip
from dataclasses import dataclass, field

import pytest
from browser.phone import CDN_HEADERS, HTMX
from browser.steps import type_code

from engage.config import HTMX_URL

MOST_REQUESTS = 6
MOST_BYTES = 50 * 1024


@dataclass
class Meter:
    """Counts what the browser asks for and what the network carries, told by the browser itself.

    The CDN's answer is weighed by our own copy, compressed. Nothing is routed: that would switch the cache off.
    """

    network: object
    asked: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        self.network.on("Network.requestWillBeSent", self._ask)
        self.network.on("Network.requestServedFromCache", lambda event: self.asked.pop(event["requestId"], None))
        self.network.on("Network.loadingFinished", self._finish)
        self.network.on("Fetch.requestPaused", self._be_the_cdn)
        self.network.send("Network.enable")
        self.network.send("Fetch.enable", {"patterns": [{"urlPattern": HTMX_URL}]})

    def _ask(self, event):
        if "redirectResponse" in event:  # The same id goes on: what is over counts under a name of its own.
            over = event["redirectResponse"]
            self.asked[f"{event['requestId']} redirected"] = over["url"]
            self.sizes[over["url"]] = int(over["encodedDataLength"])
        if not event["request"]["url"].startswith("data:"):
            self.asked[event["requestId"]] = event["request"]["url"]

    def _finish(self, event):
        if url := self.asked.get(event["requestId"]):
            ours = len(gzip.compress(HTMX.read_bytes(), 9))
            self.sizes[url] = ours if url == HTMX_URL else int(event["encodedDataLength"])

    def _be_the_cdn(self, event):
        answer = {"requestId": event["requestId"], "responseCode": 200}
        answer["responseHeaders"] = [{"name": name, "value": value} for name, value in CDN_HEADERS.items()]
        self.network.send("Fetch.fulfillRequest", {**answer, "body": base64.b64encode(HTMX.read_bytes()).decode()})

    def read(self):
        """Return the number of requests and the bytes since the last reading."""
        found = len(self.asked), dict(self.sizes)
        self.asked.clear()
        self.sizes.clear()
        return found


@pytest.fixture
def phone(pick_up):
    return pick_up(lang="zh", routed=False)


@pytest.fixture
def meter(phone):
    return Meter(phone.context.new_cdp_session(phone.page))


def test_a_first_visit_is_small(phone, meter, city):
    scan = city["pages"]["poster"].removeprefix(phone.url)
    phone.page.goto(scan, wait_until="networkidle")
    visits = {"poster and community": meter.read()}
    phone.page.goto(city["pages"]["vote"], wait_until="networkidle")
    visits["code"] = meter.read()
    type_code(phone, city["household_codes"][0])
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.locator(".ballot .pick img").count() >= 6
    visits["ballot"] = meter.read()

    assert HTMX_URL in visits["poster and community"][1]
    for requests, sizes in visits.values():
        assert requests <= MOST_REQUESTS
        assert sum(sizes.values()) <= MOST_BYTES


def test_a_ballot_opened_first_is_small_too(phone, pick_up, meter, city):
    """The voter's session comes from another browser: nothing of ours is in this one's cache."""
    first = pick_up(lang="zh")
    first.open(city["pages"]["vote"].removeprefix(first.url))
    type_code(first, city["household_codes"][1])
    phone.context.add_cookies(first.context.cookies())

    phone.page.goto(city["pages"]["vote"].removesuffix("/enter"), wait_until="networkidle")

    requests, sizes = meter.read()
    assert phone.page.locator(".ballot .pick img").count() >= 6
    assert requests <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES
