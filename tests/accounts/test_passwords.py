import importlib.util
from functools import cache

import pytest
from argon2 import PasswordHasher

from engage.accounts import passwords
from engage.errors import Invalid


def test_hashes_with_argon2id_and_a_salt():
    one, two = passwords.hash_password("correct horse"), passwords.hash_password("correct horse")

    assert one.startswith("$argon2id$")
    assert one != two


def test_hashing_costs_an_attacker_memory():
    """The other tests hash faster: this looks at the module as the product loads it."""
    spec = importlib.util.find_spec("engage.accounts.passwords")
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)

    assert fresh.hasher.memory_cost >= 64 * 1024
    assert fresh.hasher.time_cost >= 3


def test_tells_right_from_wrong():
    password_hash = passwords.hash_password("correct horse")

    assert passwords.is_right("correct horse", password_hash)
    assert not passwords.is_right("correct house", password_hash)


@pytest.mark.parametrize("password_hash", [None, "!", "", "$argon2id$v=19$m=65536,t=3,p=4$broken"])
def test_nothing_fits_an_account_without_a_hash(password_hash):
    assert not passwords.is_right("", password_hash)
    assert not passwords.is_right("!", password_hash)


def test_an_unknown_name_costs_one_comparison_like_a_known_one(monkeypatch):
    compared = []

    class Counting(PasswordHasher):
        def verify(self, password_hash, password):
            compared.append(password_hash)
            return super().verify(password_hash, password)

    monkeypatch.setattr(passwords, "hasher", Counting())
    monkeypatch.setattr(passwords, "_nobodys_hash", cache(passwords._nobodys_hash.__wrapped__))
    known = passwords.hash_password("correct horse")
    passwords.is_right("wrong", known)
    passwords.is_right("wrong", None)

    parameters = [password_hash.rsplit("$", 2)[0] for password_hash in compared]
    assert len(parameters) == 2
    assert parameters[0] == parameters[1]


def test_full_width_input_gives_the_same_password():
    assert passwords.is_right("correct horse １２３", passwords.hash_password("ｃｏｒｒｅｃｔ horse 123"))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ninechars", "10 characters or more"),
        ("x" * 201, "200 characters at most"),
        ("Li.Wei.2026", "must not be the name"),
        ("ＬＩ.wei.2026", "must not be the name"),
        ("1234567890", "guess"),
        ("Password123", "guess"),
        ("woaini1314", "guess"),
        ("aaaaaaaaaa", "guess"),
        ("ＡＡＡＡＡＡＡＡＡＡ", "guess"),
    ],
)
def test_refuses_passwords_that_fall_at_the_first_guess(app, password, reason):
    with pytest.raises(Invalid) as refusal:
        passwords.check_choice(password, "li.wei.2026")

    assert reason in str(refusal.value)


@pytest.mark.parametrize("password", ["correct horse", "ten chars!", "一二三四五六七八九十", "x" * 199 + "y"])
def test_asks_for_no_mixture_of_signs(password):
    passwords.check_choice(password, "li.wei")


def test_the_list_holds_only_what_is_long_enough_to_be_refused_by_it():
    assert all(len(word) >= passwords.SHORTEST and word == word.casefold() for word in passwords.COMMON)
    assert len(passwords.COMMON) > 100


def test_makes_up_passwords_that_it_would_accept():
    made_up = {passwords.one_time_password() for _number in range(50)}

    assert len(made_up) == 50
    for password in made_up:
        passwords.check_choice(password, "li.wei")


def test_notices_a_hash_made_with_other_parameters():
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")

    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hash_password("correct horse"))


def test_names_are_compared_without_case_width_and_blanks():
    assert passwords.normal_name(" Ｌi.WEI ") == "li.wei"
