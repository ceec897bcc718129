from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.budget.rules import lottery

IDS = st.lists(st.text(min_size=1, max_size=6), unique=True)


def test_gives_an_order_that_anybody_can_draw_again():
    seed = bytes.fromhex("00ff10")

    drawn = lottery(["p1", "p2", "绿地"], seed)

    lots = {id_: sha256(b"\x00\xff\x10" + id_.encode("utf-8")).hexdigest() for id_ in ("p1", "p2", "绿地")}
    assert drawn == sorted(lots, key=lots.get)


def test_stays_as_it_was_published():
    assert lottery("abcdefgh", b"engage") == list("dagbcefh")


@given(IDS, st.binary(max_size=32), st.randoms())
def test_does_not_depend_on_the_order_given(ids, seed, random):
    shuffled = random.sample(ids, len(ids))

    assert lottery(shuffled, seed) == lottery(ids, seed)
    assert sorted(lottery(ids, seed)) == sorted(ids)


def test_another_seed_gives_another_order():
    assert lottery("abcdefgh", b"one") != lottery("abcdefgh", b"two")


def test_refuses_an_id_that_comes_twice():
    with pytest.raises(ValueError, match="twice"):
        lottery(["a", "b", "a"], b"seed")
