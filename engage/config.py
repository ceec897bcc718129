"""Settings, read once from the environment. The README has the table of them."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import current_app

HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"
KEYS = ("ENGAGE_SECRET_KEY", "ENGAGE_BALLOT_KEY", "ENGAGE_SIGNING_KEY")


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Keys are raw bytes and are never printed."""

    secret_key: str = field(repr=False)
    ballot_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)
    database_url: str = field(repr=False)
    public_url: str
    timezone: str = "Asia/Shanghai"
    workers: int = 2
    trusted_proxies: int = 0
    htmx_url: str = HTMX_URL
    htmx_integrity: str = HTMX_INTEGRITY
    log_level: str = "INFO"
    is_demo: bool = False
    webhooks_to_private: bool = False

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).netloc


def settings() -> Settings:
    """Return those of the application that runs."""
    found: Settings = current_app.extensions["engage.settings"]
    return found


def secret() -> bytes:
    """Return the key of the application that runs, for codes and hashes."""
    return str(current_app.config["SECRET_KEY"]).encode()


def fresh_keys() -> dict[str, str]:
    """Return new random keys, as the environment holds them."""
    return {name: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for name in KEYS}


def _required(environ: Mapping[str, str], name: str) -> str:
    if not (value := environ.get(name, "").strip()):
        raise SettingsError(f"{name} is not set. `engage keys` prints fresh keys; the README lists every setting.")
    return value


def _key(environ: Mapping[str, str], name: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(_required(environ, name))
    except (binascii.Error, ValueError) as error:
        raise SettingsError(f"{name} must be URL-safe base64. `engage keys` prints fresh keys.") from error
    if len(key) != 32:
        raise SettingsError(f"{name} must hold 32 bytes. `engage keys` prints fresh keys.")
    return key


def _count(environ: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise SettingsError(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
    return int(text)


def _public_url(environ: Mapping[str, str]) -> str:
    url = _required(environ, "ENGAGE_PUBLIC_URL").rstrip("/")
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", url):
        raise SettingsError("ENGAGE_PUBLIC_URL must look like https://engage.example.org, without a path.")
    return url


def _choice(environ: Mapping[str, str], name: str, default: str, choices: Sequence[str]) -> str:
    value = environ.get(name, "").strip().upper() or default
    if value not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def _timezone(environ: Mapping[str, str]) -> str:
    name = environ.get("ENGAGE_TIMEZONE", "").strip() or "Asia/Shanghai"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"ENGAGE_TIMEZONE must be a zone such as Asia/Shanghai, not {name!r}.") from error
    return name


def _htmx(environ: Mapping[str, str]) -> tuple[str, str]:
    url = environ.get("ENGAGE_HTMX_URL", "").strip() or HTMX_URL
    if not re.fullmatch(r"(https://[A-Za-z0-9.:-]+)?/(?!/)[^\s;,'\"]*", url):
        raise SettingsError("ENGAGE_HTMX_URL must be an https:// address, or a path on this server.")
    integrity = environ.get("ENGAGE_HTMX_INTEGRITY", "").strip() or HTMX_INTEGRITY
    if not re.fullmatch(r"sha(256|384|512)-[A-Za-z0-9+/]+={0,2}", integrity):
        raise SettingsError("ENGAGE_HTMX_INTEGRITY must look like sha384-… , in base64.")
    return url, integrity


def _database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    url = environ.get("ENGAGE_DATABASE_URL", "").strip() or f"sqlite:///{data_dir / 'engage.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("ENGAGE_DATABASE_URL must begin with postgresql:// or sqlite:///.")
    return url


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings. Raises `SettingsError` when a required one is missing or one is malformed."""
    data_dir = Path(environ.get("ENGAGE_DATA_DIR", "data")).absolute()
    secret_key = _required(environ, "ENGAGE_SECRET_KEY")
    if len(secret_key) < 32:
        raise SettingsError("ENGAGE_SECRET_KEY must have 32 characters or more. `engage keys` prints fresh keys.")
    htmx_url, htmx_integrity = _htmx(environ)
    return Settings(
        secret_key=secret_key,
        ballot_key=_key(environ, "ENGAGE_BALLOT_KEY"),
        signing_key=_key(environ, "ENGAGE_SIGNING_KEY"),
        database_url=_database_url(environ, data_dir),
        public_url=_public_url(environ),
        timezone=_timezone(environ),
        workers=_count(environ, "ENGAGE_WORKERS", 2, lowest=1, highest=256),
        trusted_proxies=_count(environ, "ENGAGE_TRUSTED_PROXIES", 0, lowest=0, highest=5),
        htmx_url=htmx_url,
        htmx_integrity=htmx_integrity,
        log_level=_choice(environ, "ENGAGE_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
        is_demo=_choice(environ, "ENGAGE_DEMO", "0", ("0", "1")) == "1",
        webhooks_to_private=_choice(environ, "ENGAGE_WEBHOOK_ALLOW_PRIVATE", "0", ("0", "1")) == "1",
    )
