"""Every page that a link leads to, one for each address of the program, and the pages that only a form leads to."""

from collections import deque
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from browser.phone import Phone
from browser.rated import Rated
from browser.steps import go_to_review, send, tick, type_code
from browser.world import Vote
from flask import Flask

LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map(one => one.href)"


def follow_links(phone: Phone, app: Flask, *starts: str, no_pages: Collection[str]) -> Iterator[str]:
    """Open page after page, the nearest first, and yield the endpoint of each while it is open.

    Of the pages of one endpoint the first that is met is opened, and every one that is among the starts; none of the
    endpoints `no_pages`, and none that leads on to another address. A link to a refusal is a fault of the phone.
    """
    waiting, wanted, met = deque(starts), set(starts), set()
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path)
        if endpoint is None or endpoint in no_pages or (endpoint in met and path not in wanted):
            continue
        wanted.discard(path)
        met.add(endpoint)
        if phone.open(path).request.redirected_from:
            continue
        found = [own_path(phone, url) for url in phone.page.evaluate(LINKS)]
        yield endpoint
        waiting += [path for path in found if path]


def endpoint_of(app: Flask, path: str) -> str | None:
    parts = urlsplit(path)
    try:
        return app.url_map.bind("").match(parts.path, method="GET")[0]
    except LookupError:
        return None


def own_path(phone: Phone, url: str) -> str:
    """Return path and query of an address of the site, "" for any other."""
    parts = urlsplit(url)
    if not url.startswith(phone.url + "/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def voting_pages(phone: Phone, other: Phone, vote: Vote) -> Iterator[str]:
    """Walk through a vote with every answer that a voter can get, and yield the name of each page.

    The other phone belongs to somebody who holds the same letter.
    """
    code, base = vote.code(), f"/cycles/{vote.cycle_id}/vote"
    phone.open(f"{base}/enter")
    yield "code"
    with phone.refused(422):
        type_code(phone, "7K2M 0000 0000")
    yield "wrong code"
    type_code(phone, code)
    yield "ballot"
    tick(phone, "ramp", "lamps", "trees")
    with phone.refused(422):
        phone.press("Next: check")
    yield "too many choices"
    tick(phone, "lamps")
    phone.press("Next: check")
    yield "review"
    number = send(phone)
    open_details(phone)
    yield "receipt"
    phone.follow(phone.link("Change my ballot"))
    open_details(phone)
    yield "ballot of one who voted"
    phone.press("Leave it blank")
    yield "blank review"
    go_to_review(other, vote, "benches", code=code)
    other.press("Send my ballot")
    with phone.refused(409):
        phone.press("Send my ballot")
    open_details(phone)
    yield "voted elsewhere"
    phone.open(f"/receipts/{number}")
    yield "replaced receipt"
    with phone.refused(404):
        phone.open("/receipts/0000000000000000")
    yield "unknown receipt"
    yield from _after_the_end(phone, vote)


def _after_the_end(phone: Phone, vote: Vote) -> Iterator[str]:
    go_to_review(phone, vote, "trees")
    vote.end()
    with phone.refused(409):
        phone.press("Send my ballot")
    yield "too late"
    phone.open(f"/cycles/{vote.cycle_id}/vote/enter")
    yield "code after the end"
    phone.open(f"/cycles/{vote.cycle_id}/result")
    yield "result before its time"


def rating_answers(phone: Phone, rated: Rated) -> Iterator[str]:
    """Rate a visit with every answer that a resident can get, and yield the name of each page."""
    phone.open(f"/r/{rated.ticket}")
    open_details(phone)
    yield "rating"
    phone.page.evaluate("() => { document.querySelector('#rate').noValidate = true; }")
    with phone.refused(422):
        phone.press("Send my rating")
    open_details(phone)
    yield "rating without an answer"
    phone.page.locator("label.level").last.tap()
    phone.press("Send my rating")
    yield "thanks to one who is dissatisfied"
    phone.open(f"/r/{rated.used}")
    yield "used ticket"
    for name, code in (("expired", rated.expired), ("cancelled", rated.cancelled)):
        with phone.refused(410):
            phone.open(f"/r/{code}")
        yield f"{name} ticket"
    with phone.refused(404):
        phone.open("/r/ABCDEFGHJKMN")
    yield "unknown ticket"
    phone.open("/r")
    phone.page.fill("input[name=code]", "ABC")
    with phone.refused(422):
        phone.follow(phone.page.locator("main form button"))
    yield "code that is none"
    phone.open(f"/p/{rated.professional}")
    yield "professional with too few ratings"
    with phone.refused(404):
        phone.open("/p/ABCDEFGHJK")
    yield "unknown card"


def open_details(phone: Phone) -> None:
    """Unfold whatever is folded on the page."""
    phone.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")


def refusals(phone: Phone, city: dict) -> Iterator[str]:
    """Open what is not there, not any more, or not for everybody."""
    revoked = city["revoked"]
    for name, path, status in (
        ("no such page", "/nowhere", 404),
        ("no such cycle", "/cycles/999999", 404),
        ("unknown poster", "/q/ZZZZ0000", 404),
        ("revoked poster", f"/q/{revoked}", 410),
    ):
        with phone.refused(status):
            phone.open(path)
        yield name
    phone.open("/staff")
    with phone.refused(422):
        sign_in_wrongly(phone)
    yield "wrong password"


def sign_in_wrongly(phone: Phone) -> None:
    phone.page.fill("input[name=name]", "nobody")
    phone.page.fill("input[name=password]", "not the password")
    phone.press("Sign in")


def office_pages(phone: Phone, vote: Vote) -> Iterator[str]:
    """Do the work of the office in a vote, as far as it shows pages that only a form leads to."""
    base = f"/staff/cycles/{vote.cycle_id}"
    phone.open(f"{base}/codes/letters?area={vote.building_id}")
    phone.follow(phone.page.locator("form.card button.big"))
    yield "letters to print"
    phone.follow(phone.link("Printing failed: void this batch"))
    yield "batch of letters"
    phone.open(f"{base}/codes/voters?q=3-1")
    yield "voters found"
    phone.follow(phone.page.locator("main .rows a").first)
    yield "voter"
    desk = phone.page.locator("form[action$='/desk']")
    with phone.refused(422):
        phone.page.evaluate("() => document.querySelector('form[action$=\"/desk\"]').noValidate = true")
        phone.follow(desk.locator("button"))
    yield "voter, identity not checked"
    phone.page.locator("form[action$='/desk'] label").first.tap()
    phone.follow(phone.page.locator("form[action$='/desk'] button"))
    yield "code from the desk"
    phone.open(f"{base}/end")
    yield "end of voting"
    phone.press("End voting now")
    phone.open(f"{base}/tally")
    yield "waiting to be counted"
    phone.follow(phone.link("Count and see the result"))
    yield "count"
    phone.press("Count and see the result")
    yield "result before it is published"
    phone.follow(phone.link("Publish the result"))
    yield "publish"
