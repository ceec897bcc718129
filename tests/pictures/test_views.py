from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from engage.extensions import db
from engage.pictures import queries
from engage.pictures.models import Picture
from engage.pictures.reencode import reencode
from engage.pictures.services import store_picture
from engage.transaction import transaction


def draw(colour="teal"):
    file = BytesIO()
    Image.new("RGB", (400, 300), colour).save(file, "PNG")
    return reencode(file.getvalue())


@pytest.fixture
def stored(app):
    """A stored picture, with another one beside it."""
    picture = draw()
    with transaction():
        store_picture(draw("orange"))
        store_picture(picture)
    return picture


def test_serves_the_picture_as_webp_that_may_be_kept_for_ever(client, stored):
    answer = client.get(f"/pictures/{stored.digest}.webp")

    assert answer.status_code == 200
    assert sha256(answer.data).hexdigest() == stored.digest
    assert answer.content_type == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    cache = answer.cache_control
    assert (cache.public, cache.immutable, cache.max_age) == (True, True, 31_536_000)
    assert "Set-Cookie" not in answer.headers


def test_serves_the_thumbnail_beside_it(client, stored):
    answer = client.get(f"/pictures/{stored.digest}/thumb.webp")

    assert answer.data == stored.thumb
    assert Image.open(BytesIO(answer.data)).size == (120, 90)


@pytest.mark.parametrize("path", ["{}.webp", "{}/thumb.webp"])
def test_a_browser_that_has_it_is_sent_nothing(client, stored, path):
    address = f"/pictures/{path.format(stored.digest)}"
    etag = client.get(address).headers["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


def test_full_picture_and_thumbnail_have_tags_of_their_own(client, stored):
    full = client.get(f"/pictures/{stored.digest}.webp").headers["ETag"]

    assert client.get(f"/pictures/{stored.digest}/thumb.webp", headers={"If-None-Match": full}).status_code == 200


@pytest.mark.parametrize("digest", ["0" * 64, "x", "%01" * 64, "..%2f..%2fetc%2fpasswd", "A" * 64, "0" * 65, "'--"])
@pytest.mark.parametrize("path", ["{}.webp", "{}/thumb.webp"])
def test_an_unknown_picture_is_not_found(client, stored, digest, path):
    assert client.get(f"/pictures/{path.format(digest)}").status_code == 404


def test_the_same_picture_is_kept_once(app, stored):
    with transaction():
        assert store_picture(stored) == stored.digest

    assert db.session.query(Picture).filter_by(digest=stored.digest).count() == 1
    assert db.session.query(Picture).count() == 2


def test_tells_the_size(app, stored):
    assert queries.size_of(stored.digest) == queries.Size(400, 300)
    assert queries.size_of("0" * 64) is None
    assert queries.size_of("\0") is None


def test_a_data_address_holds_the_thumbnail(app, stored):
    assert queries.data_uri(b"webp") == "data:image/webp;base64,d2VicA=="
