"""What a first visit moves: the page and everything it makes a browser fetch, as the network carries it."""

import gzip
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from bench.http1 import Address, Answer, Connection, build_request
from bench.voters import PHONE

IN_STYLE_SHEETS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass
class Visit:
    """Bytes with heads, by address. `elsewhere` counts what another host sends, by our own copy of it."""

    sizes: dict[str, int] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)

    @property
    def requests(self) -> int:
        return len(self.sizes)

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())


def measure(address: Address, path: str, *, cookie: str = "") -> Visit:
    headers = {**PHONE, "Cookie": cookie} if cookie else PHONE
    visit = Visit()
    page = _fetch(address, path, headers)
    visit.sizes[path] = page.wire_bytes
    for url, stand_in in _wanted(_text(page)):
        _add(visit, address, urljoin(path, url), stand_in, headers)
    return visit


def _add(visit: Visit, address: Address, url: str, stand_in: str | None, headers: dict[str, str]) -> None:
    if url in visit.sizes:
        return
    parts = urlsplit(url)
    is_elsewhere = bool(parts.netloc)
    if is_elsewhere and stand_in is None:
        raise ValueError(f"{url} is on another host, and the page names no copy of ours to weigh in its place")
    if is_elsewhere:
        visit.elsewhere.add(url)
    answer = _fetch(address, stand_in if is_elsewhere and stand_in else url, headers)
    visit.sizes[url] = answer.wire_bytes
    if url.endswith(".css"):
        for found in IN_STYLE_SHEETS.findall(_text(answer)):
            inner = found[0] or found[1]
            if not inner.startswith("data:"):
                _add(visit, address, urljoin(url, inner), None, headers)


def _wanted(html: str) -> list[tuple[str, str | None]]:
    """Return the addresses that a page makes a browser fetch, each with the page's own copy where it names one."""
    soup = BeautifulSoup(html, "html.parser")
    found = [(tag["src"], tag.get("data-fallback")) for tag in soup.select("script[src], img[src]")]
    links = soup.select('link[rel~="stylesheet"], link[rel~="icon"], link[rel~="manifest"], link[rel~="preload"]')
    found += [(tag["href"], None) for tag in links]  # Browsers fetch print styles, too, if later.
    if not soup.select('link[rel~="icon"]'):
        found.append(("/favicon.ico", None))
    return [(str(url), stand_in) for url, stand_in in found if not str(url).startswith("data:")]


def _fetch(address: Address, path: str, headers: dict[str, str]) -> Answer:
    connection = Connection(address)
    try:
        answer = connection.exchange(build_request("GET", path, address, headers=headers))
    finally:
        connection.close()
    if answer.status != 200:
        raise ValueError(f"{path} was answered {answer.status}")
    return answer


def _text(answer: Answer) -> str:
    body = gzip.decompress(answer.body) if answer.header("content-encoding") == "gzip" else answer.body
    return body.decode()
