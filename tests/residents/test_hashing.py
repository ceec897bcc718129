import importlib.util

import pytest

from engage.codes import ALPHABET

# The other tests hash faster: these look at the module as the product loads it.
SPEC = importlib.util.find_spec("engage.residents.hashing")
hashing = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(hashing)


def test_a_secret_matches_its_own_hash_only():
    first, second = hashing.fresh_secrets(2)

    assert hashing.matches(first.hash, first.secret)
    assert not hashing.matches(first.hash, second.secret)
    assert len(first.secret) == 8
    assert set(first.secret) <= set(ALPHABET)


def test_what_is_stored_is_argon2id_and_fits_its_column():
    stored = hashing.fresh_secrets(1)[0].hash

    assert stored.startswith("$argon2id$v=19$m=8192,t=3,p=1$")
    assert len(stored) <= 120


def test_without_a_row_nothing_matches_but_as_much_is_hashed(monkeypatch):
    hashed = []
    verify = type(hashing.hasher).verify
    monkeypatch.setattr(
        type(hashing.hasher),
        "verify",
        lambda self, stored, secret: hashed.append(stored) or verify(self, stored, secret),
    )

    assert not hashing.matches(None, "ABCDEFGH")
    hashing.matches(hashing.fresh_secrets(1)[0].hash, "ABCDEFGH")

    assert [stored.rsplit("$", 2)[0] for stored in hashed] == ["$argon2id$v=19$m=8192,t=3,p=1"] * 2


def test_secrets_show_in_no_log_line():
    fresh = hashing.fresh_secrets(1)[0]

    assert fresh.secret not in repr(fresh)


@pytest.mark.parametrize("typed", ["7K2M-ABCD-EFGH", " 7k2m abcd efgh ", "７Ｋ２ＭＡＢＣＤＥＦＧＨ", "7k2mABCDefgh"])
def test_reads_a_code_however_it_is_typed(typed):
    assert hashing.split(typed) == ("7K2M", "ABCDEFGH")


def test_takes_letters_for_the_digits_they_look_like():
    assert hashing.split("OI2M-Lbcd-Oooo") == ("012M", "1BCD0000")


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "7K2M-ABCD-EFG", "7K2M-ABCD-EFGH-J", "7K2M-ABCD-EFGU", "二维码二维码二维码二维码", "x" * 5000]
)
def test_refuses_what_cannot_be_a_code(typed):
    with pytest.raises(ValueError):  # noqa: PT011
        hashing.split(typed)
