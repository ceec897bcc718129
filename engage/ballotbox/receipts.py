"""The signed receipt: a statement that a commitment stands in the chain. It says nothing about the choice."""

import base64
from dataclasses import asdict, dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engage.ballotbox.chain import canonical


@dataclass(frozen=True)
class Statement:
    """What is signed, as canonical JSON."""

    election: int
    receipt: str
    position: int
    commitment: str
    head: str

    def text(self) -> str:
        return canonical(asdict(self))


@lru_cache(maxsize=4)
def _private_key(signing_key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(signing_key)


def sign(statement: Statement, signing_key: bytes) -> str:
    """Return the Ed25519 signature (RFC 8032), URL-safe base64. It is deterministic: the receipt page recomputes it."""
    return base64.urlsafe_b64encode(_private_key(signing_key).sign(statement.text().encode())).decode()


def public_key(signing_key: bytes) -> str:
    """Return the public key that checks our signatures: 32 bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(_private_key(signing_key).public_key().public_bytes_raw()).decode()
