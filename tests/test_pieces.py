import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.pieces import Piece, page

TEXTS = st.lists(st.tuples(st.text(max_size=300), st.booleans()), max_size=8)


@pytest.fixture(scope="module")
def bare():
    from flask import Flask

    return Flask(__name__)


@given(TEXTS)
def test_the_pieces_are_one_sound_gzip_file(bare, texts):
    pieces = [Piece(text, is_fresh=is_fresh) for text, is_fresh in texts]

    with bare.test_request_context(headers={"Accept-Encoding": "gzip, br"}):
        answer = page(pieces)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.get_data()).decode() == "".join(text for text, _ in texts)


def test_a_browser_that_cannot_unpack_gets_it_plain(bare):
    with bare.test_request_context():
        answer = page([Piece("一"), Piece("二", is_fresh=True)], 422)

    assert (answer.status_code, answer.get_data(as_text=True)) == (422, "一二")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("length", [65_535, 65_536, 200_000])
def test_a_long_fresh_piece_is_whole(bare, length):
    with bare.test_request_context(headers={"Accept-Encoding": "gzip"}):
        answer = page([Piece("a" * length, is_fresh=True)])

    assert gzip.decompress(answer.get_data()) == b"a" * length


def test_kept_pieces_are_compressed():
    assert len(Piece("<li>again</li>" * 200).deflated) < 100
