import base64
import gzip
import hashlib

import pytest
from bs4 import BeautifulSoup

from engage.assets import BUNDLES, build
from engage.config import HTMX_INTEGRITY, HTMX_URL
from engage.paths import asset_folder


@pytest.fixture
def address(app):
    """Return a function that gives the address of a bundle."""
    return lambda name: f"/assets/{app.extensions['engage.assets'][name].digest}/{name}"


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_sent_compressed_and_kept_for_ever(app, client, address, name):
    response = client.get(address(name), headers={"Accept-Encoding": "gzip, br"})

    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == app.extensions["engage.assets"][name].body
    cache = response.cache_control
    assert (cache.public, cache.immutable, cache.max_age) == (True, True, 31_536_000)
    assert response.headers["Vary"] == "Accept-Encoding"  # Not Cookie: a new cookie must not fetch all this again.
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_sent_plain_to_those_who_take_no_compression(app, client, address, name):
    response = client.get(address(name), headers={"Accept-Encoding": ""})

    assert "Content-Encoding" not in response.headers
    assert response.data == app.extensions["engage.assets"][name].body
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    assert response.content_type == f"{kind}; charset=utf-8"


@pytest.mark.parametrize("path", ["/assets/000000000000/engage.css", "/assets/x/none.css", "/assets/x/..%2fapp.py"])
def test_another_content_has_another_address(client, path):
    assert client.get(path).status_code == 404


def test_holds_every_file_of_ours_and_only_files_there_are():
    folder = asset_folder("static")
    files = {str(path.relative_to(folder)) for kind in ("css", "js") for path in (folder / kind).iterdir()}
    bundled = [part for parts in BUNDLES.values() for part in parts]

    assert set(bundled) == files
    assert len(bundled) == len(set(bundled))


def test_our_htmx_is_the_very_file_that_the_page_accepts_from_the_network():
    copy = (asset_folder("static") / "js/htmx-2.0.11.min.js").read_bytes()

    assert "sha384-" + base64.b64encode(hashlib.sha384(copy).digest()).decode() == HTMX_INTEGRITY
    assert "htmx.org@2.0.11/" in HTMX_URL
    assert build("htmx.js").body == copy


def test_a_page_asks_for_few_files_and_no_font(client, address):
    page = BeautifulSoup(client.get("/sign-in").data, "html.parser")

    assert [link["href"] for link in page.select("link[rel=stylesheet]")] == [address("engage.css")]
    scripts = page.find_all("script")
    assert [script["src"] for script in scripts] == [address("engage.js"), HTMX_URL]
    assert (scripts[1]["integrity"], scripts[1]["crossorigin"]) == (HTMX_INTEGRITY, "anonymous")
    assert scripts[1]["data-fallback"] == address("htmx.js")
    assert not any(script.string for script in scripts)
    assert b"@font-face" not in build("engage.css").body
    assert b"@import" not in build("engage.css").body


def test_style_and_scripts_are_small(app):
    sizes = {name: len(asset.compressed) for name, asset in app.extensions["engage.assets"].items()}

    assert sizes["engage.css"] < 14_000
    assert sizes["engage.js"] < 4_000
    assert sizes["htmx.js"] < 18_000
