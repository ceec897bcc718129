"""Tracking codes: what whoever asked keeps, and what the store keeps of it."""

import hashlib

from engage import codes

TRACKING_LENGTH = 12


def tracking_code(form_token: str, secret: bytes) -> str:
    """Return the code that follows from a sending, so that sending again after a lost answer shows the same one."""
    digest = hashlib.blake2b(form_token.encode(), key=secret[:64], digest_size=16).digest()
    return codes.from_bytes(digest, TRACKING_LENGTH)


def digest_of(code: str) -> str:
    """Return what the store keeps of a tracking code. With 60 random bits nothing slower is needed."""
    return hashlib.sha256(code.encode()).hexdigest()
