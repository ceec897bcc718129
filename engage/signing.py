"""Signed values as itsdangerous makes them, without making signer and keys anew for each of them.

Every page reads one, the session, and makes another, its form's token.
"""

import hmac
from functools import lru_cache
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer
from itsdangerous.signer import HMACAlgorithm, Signer
from itsdangerous.timed import TimestampSigner

COMPRESS_FROM = 500  # Less, and compressing takes longer than all the rest.


class _OneCall(HMACAlgorithm):
    """The same signature by one call of the library."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, self.digest_method)


class _KeptKeys(TimestampSigner):
    """Derives each of its keys once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.algorithm = _OneCall(self.digest_method)
        self.derive_key = lru_cache(super().derive_key)  # type: ignore[method-assign]


class KeptSerializer(URLSafeTimedSerializer):
    """Keeps the signer of its own salt. What it signs, itsdangerous reads, and the other way round."""

    default_signer = _KeptKeys

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signer = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        return self._signer if salt in (None, self.salt) else super().make_signer(salt)

    def dump_payload(self, obj: Any) -> bytes:
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < COMPRESS_FROM else super().dump_payload(obj)
