"""Passwords and names: which are accepted, how they are hashed and compared. Knows nothing of the store."""

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engage import codes
from engage.errors import Invalid
from engage.i18n import _l

SHORTEST = 10
LONGEST = 200
# Argon2id with the parameters of RFC 9106 for machines with little memory, argon2-cffi's default.
hasher = PasswordHasher()

# What people choose most among passwords long enough to pass; one character repeated is refused beside these.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())


def normal_name(name: str) -> str:
    """Return the name as it is stored and compared: letter case, width and outer blanks do not matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def hash_password(password: str) -> str:
    return hasher.hash(_normal(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Tell whether the password fits. Takes as long where there is no account (None) as where there is one."""
    try:
        return hasher.verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    return hasher.check_needs_rehash(password_hash)


def check_choice(password: str, name: str) -> None:
    """Raise `Invalid` with the reason when nobody called so should have this password."""
    plain = _normal(password).casefold()
    if len(_normal(password)) < SHORTEST:
        raise Invalid(_l("A password needs %(count)s characters or more.", count=SHORTEST))
    if len(password) > LONGEST:
        raise Invalid(_l("A password may have %(count)s characters at most.", count=LONGEST))
    if plain == normal_name(name):
        raise Invalid(_l("The password must not be the name."))
    if plain in COMMON or len(set(plain)) == 1:
        raise Invalid(_l("This password is among the first that anybody would guess. Please choose another."))


def one_time_password() -> str:
    """Return a password to be read from paper and typed once: four groups of four, 80 bits."""
    return codes.grouped(codes.new_code(16)).lower()


def _normal(password: str) -> str:
    # The same keys give full-width or half-width signs, depending on the input method.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return hasher.hash(secrets.token_urlsafe(16))
