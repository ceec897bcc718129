"""A real Chromium, and the product served as in production for it to visit."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.axe import Axe
from browser.phone import Phone
from browser.world import Vote, fill_city, new_vote
from live_server import Site, another_database, run_site
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what needs the browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The demonstration city over SQLite."""
    with run_site(tmp_path_factory.mktemp("site"), ENGAGE_DEMO="1") as site:
        yield site


@pytest.fixture(scope="session")
def postgres_site(tmp_path_factory, postgres_url) -> Iterator[Site]:
    """An empty installation over PostgreSQL."""
    url = another_database(postgres_url, "browser")
    with run_site(tmp_path_factory.mktemp("site"), database_url=url) as site:
        yield site


@pytest.fixture(scope="session")
def city(site) -> dict:
    """The demonstration city in the store of `site`, as demo.json describes it."""
    return fill_city(site)


@pytest.fixture
def vote(site) -> Vote:
    """A community of its own with an open vote, a roll and a poster."""
    return new_vote(site)


@pytest.fixture
def pick_up(browser, site) -> Iterator:
    """Return a function that hands out phones. At the end of the test nothing may have gone wrong on any of them."""
    phones = []

    def pick_up(url=site.url, **kwargs) -> Phone:
        phones.append(Phone(browser, url, **kwargs))
        return phones[-1]

    yield pick_up
    for phone in phones:
        phone.put_away()


@pytest.fixture
def axe() -> Iterator[Axe]:
    """The checker. At the end nothing may have been found, and it must have looked at the sizes of targets."""
    axe = Axe()
    yield axe
    assert axe.pages
    assert {"target-size", "color-contrast"} <= axe.ran
    assert not axe.faults, "\n".join(axe.faults)


@pytest.fixture
def phone(pick_up) -> Phone:
    return pick_up()
