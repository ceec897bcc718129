"""A phone in somebody's hand: a browser context of its own, and everything on it that should not have happened."""

import gettext
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Request, Response, Route

from engage.config import HTMX_URL
from engage.i18n import catalogue_folder
from engage.paths import asset_folder

WIDTH, HEIGHT = 360, 740
CONSOLE_SECONDS = 10
HTMX = next(asset_folder("static").glob("js/htmx-*.min.js"))
CDN_HEADERS = {"access-control-allow-origin": "*", "content-type": "application/javascript; charset=utf-8"}


class Phone:
    """Opens and taps as a person does, in one language. `faults` collects what no page of ours may cause."""

    def __init__(self, browser: Browser, url: str, *, lang="en", script=True, view="", theme="", cdn=None, routed=True):
        self.url, self.lang, self.script = url, lang, script
        self.faults: list[str] = []
        self.asked: list[str] = []
        self._expected: dict[re.Pattern, int] = {}
        self.context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            base_url=url,
            java_script_enabled=script,
            has_touch=True,
            locale="zh-CN" if lang == "zh" else "en-GB",
        )
        chosen = {name: value for name, value in (("view", view), ("theme", theme)) if value}
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in chosen.items()])
        self.context.on("console", lambda message: self._hear(message.type, message.text))
        self.context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        self.context.on("request", lambda request: self._ask(request))
        if routed:
            self.context.route(HTMX_URL, cdn or (lambda route: send_htmx(route)))
        self.page: Page = self.context.new_page()

    def _hear(self, kind: str, text: str) -> None:
        """Keep an error of the console, unless the test expects it."""
        if expected := next((pattern for pattern in self._expected if pattern.search(text)), None):
            self._expected[expected] += 1
        elif kind in ("error", "warning"):
            self.faults.append(f"console: {text} ({self.page.url})")

    def _ask(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self.url + "/", HTMX_URL, "data:")):
            self.faults.append(f"asked a stranger: {request.url}")

    @contextmanager
    def hearing(self, *patterns: re.Pattern) -> Iterator[None]:
        """Expect each of these errors in the console, at the latest within this block."""
        for pattern in patterns:
            early = [fault for fault in self.faults if pattern.search(fault)]
            self._expected[pattern] = len(early)
            self.faults = [fault for fault in self.faults if fault not in early]
        yield
        for pattern in patterns:
            self._wait_for(pattern)
            assert self._expected.pop(pattern), f"nobody complained of {pattern.pattern!r} ({self.page.url})"

    def _wait_for(self, pattern: re.Pattern) -> None:
        """Let the console catch up: on a busy machine a page is there before the browser speaks of its status."""
        limit = time.monotonic() + CONSOLE_SECONDS
        while not self._expected[pattern] and time.monotonic() < limit:
            self.page.wait_for_timeout(50)

    def refused(self, status: int) -> AbstractContextManager[None]:
        """Expect that within this block the server refuses something with this status."""
        return self.hearing(re.compile(rf"Failed to load resource: the server responded with a status of {status}"))

    def say(self, message: str, **values: object) -> str:
        """Return a sentence of the pages in this phone's language. One without a translation is a failure."""
        if self.lang == "en":
            return message % values if values else message
        text = gettext.translation("messages", catalogue_folder(), ["zh"]).gettext(message)
        assert text != message, f"not translated: {message}"
        return text % values if values else text

    def open(self, path: str) -> Response | None:
        answer = self.page.goto(path)
        self.look()
        return answer

    def button(self, message: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(message), exact=True)

    def link(self, message: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(message), exact=True)

    def press(self, message: str) -> None:
        """Tap a button that leads to another page."""
        self.follow(self.button(message))

    def follow(self, target: Locator) -> None:
        """Tap what leads to another page, and wait until that is there."""
        with self.page.expect_navigation():
            target.first.tap()
        self.look()

    def press_in_vain(self, message: str) -> None:
        """Tap a button whose answer never arrives: the browser shows a page of its own."""
        with pytest.raises(Error, match="net::"), self.page.expect_navigation():
            self.button(message).tap(no_wait_after=True)
        self.page.wait_for_function("() => document.readyState == 'complete'")
        assert self.page.url.startswith("chrome-error:")

    def look(self) -> None:
        """Check what holds for every page: nothing sticks out at the side."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > WIDTH:
            self.faults.append(f"{wide} px wide: {self.page.url}")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    def shot(self, file: Path) -> None:
        self.page.screenshot(path=file, full_page=True)

    def put_away(self) -> None:
        """Close the context. Raises `AssertionError` with everything that went wrong on this phone."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)


def send_htmx(route: Route, *, body: bytes | None = None) -> None:
    """Answer as the CDN does."""
    route.fulfill(status=200, headers=CDN_HEADERS, body=body or HTMX.read_bytes())
