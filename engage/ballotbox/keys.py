"""What is derived from the ballot key. The key itself lives outside the database and its backups.

Whoever holds the key can join slots and ballots; nobody without it can. Decision 0003.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engage.codes import from_bytes

RECEIPT_LENGTH = 16


@dataclass(frozen=True)
class ElectionKey:
    """The key of one election: 32 bytes, derived from the ballot key by HKDF-SHA256 (RFC 5869)."""

    value: bytes

    def _tag(self, purpose: str, *parts: object) -> bytes:
        message = "\x1f".join([purpose, *map(str, parts)]).encode()
        return hmac.digest(self.value, message, hashlib.sha256)

    def slot_key(self, slot_id: int) -> str:
        """Return the name that a slot's ballot carries: 64 hexadecimal digits."""
        return self._tag("slot", slot_id).hex()

    def receipt(self, slot_id: int, token: str) -> str:
        """Return the receipt code of a form: 16 Crockford characters, the same for the same form sent again."""
        return from_bytes(self._tag("receipt", slot_id, token), RECEIPT_LENGTH)

    def order_seed(self, slot_id: int) -> str:
        """Return the seed of the voter's own order of proposals: 16 hexadecimal digits."""
        return self._tag("order", slot_id).hex()[:16]


@lru_cache(maxsize=256)
def election_key(ballot_key: bytes, election_id: int) -> ElectionKey:
    """Derive the key of an election from the 32-byte ballot key of the installation."""
    info = f"engage ballot box, election {election_id}".encode()
    return ElectionKey(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(ballot_key))
