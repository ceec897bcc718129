from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from engage.demo.art.needs import DRAWINGS as NEED_DRAWINGS
from engage.demo.content import CYCLES
from engage.demo.drawings import KEYS, draw
from engage.pictures.reencode import reencode

WANTED = [*(proposal.drawing for cycle in CYCLES for proposal in cycle.proposals), *NEED_DRAWINGS]


@cache
def drawn(key):
    return draw(key)


def test_each_proposal_has_a_drawing_of_its_own_and_needs_have_some():
    assert sorted(WANTED) == sorted(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_is_a_light_picture_that_uploads_take(key):
    data = drawn(key)
    picture = Image.open(BytesIO(data))

    assert (picture.format, picture.size) == ("PNG", (800, 600))
    assert len(set(picture.resize((40, 30)).get_flattened_data())) > 30  # There is something to see.
    assert len(reencode(data).thumb) < 2000


def test_drawings_differ_and_are_the_same_each_time():
    assert len({drawn(key) for key in KEYS}) == len(KEYS)
    assert draw(KEYS[0]) == drawn(KEYS[0])


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        draw("nothing")
