"""Access codes: how they are made, split and hashed. Decision 0004 says why so."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engage.codes import new_code, normalise

LOCATOR_LENGTH = 4
SECRET_LENGTH = 8
CODE_LENGTH = LOCATOR_LENGTH + SECRET_LENGTH

hasher = PasswordHasher(time_cost=3, memory_cost=8 * 1024, parallelism=1, hash_len=16, salt_len=16)
# Compared with when there is no row, so that an unknown code takes as long as a wrong one. Nobody knows its secret.
_NOBODYS_HASH = hasher.hash(new_code(SECRET_LENGTH))


@dataclass(frozen=True)
class FreshSecret:
    """The secret half of a new code, and what is kept of it."""

    secret: str = field(repr=False)
    hash: str = field(repr=False)


def fresh_secrets(number: int) -> list[FreshSecret]:
    """Make and hash this many secrets, on all processors: the hashing lets go of the interpreter's lock.

    To be called outside the transaction that stores them, which would otherwise hold the store for seconds.
    """
    secrets = [new_code(SECRET_LENGTH) for _ in range(number)]
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        return [FreshSecret(*pair) for pair in zip(secrets, pool.map(hasher.hash, secrets), strict=True)]


def split(typed: str) -> tuple[str, str]:
    """Return locator and secret of what a person typed. Raises `ValueError` when that cannot be a code."""
    code = normalise(typed)
    if len(code) != CODE_LENGTH:
        raise ValueError("wrong length")
    return code[:LOCATOR_LENGTH], code[LOCATOR_LENGTH:]


def matches(secret_hash: str | None, secret: str) -> bool:
    """Compare a secret with a row's hash, or without a row with nobody's: one hashing in either case."""
    try:
        return hasher.verify(secret_hash or _NOBODYS_HASH, secret) and secret_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def new_locators(number: int) -> Iterator[str]:
    return (new_code(LOCATOR_LENGTH) for _ in range(number))
