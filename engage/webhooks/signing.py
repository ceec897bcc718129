"""Secrets of endpoints, and signatures after Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body"."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secrets_: Iterable[str], name: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: one signature for each secret, with a space between."""
    signed = b".".join((name.encode(), str(timestamp).encode(), body))
    return " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets_)


def seal(secret: str, app_key: str) -> str:
    """Encrypt a secret for the store, with a key derived from the application's own."""
    return _box(app_key).encrypt(secret.encode()).decode()


def unseal(text: str, app_key: str) -> str:
    """Return the secret. Raises `cryptography.fernet.InvalidToken` when the application's key is another one by now."""
    return _box(app_key).decrypt(text.encode()).decode()


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _box(app_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"engage webhook secrets 1").derive(app_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
