import base64
import re
from pathlib import Path

import pytest

from engage.config import KEYS, SettingsError, fresh_keys, read_settings

NEEDED = {**fresh_keys(), "ENGAGE_PUBLIC_URL": "https://engage.example.org"}


def read(**changes):
    return read_settings({**NEEDED, **{f"ENGAGE_{name}": value for name, value in changes.items()}})


def test_needs_only_keys_and_its_address():
    settings = read_settings(NEEDED)

    assert settings.public_url == "https://engage.example.org"
    assert settings.database_url == f"sqlite:///{Path('data').absolute() / 'engage.sqlite'}"
    assert (settings.timezone, settings.workers, settings.trusted_proxies) == ("Asia/Shanghai", 2, 0)
    assert (settings.log_level, settings.is_demo, settings.is_https) == ("INFO", False, True)
    assert settings.htmx_url.startswith("https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/")


@pytest.mark.parametrize("name", [*KEYS, "ENGAGE_PUBLIC_URL"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_names_a_setting_that_is_missing(name, value):
    environ = {**NEEDED, name: value}
    if value is None:
        del environ[name]

    with pytest.raises(SettingsError, match=f"^{name} is not set.*engage keys.*README"):
        read_settings(environ)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "32 characters or more"),
        ("BALLOT_KEY", "not base64!", "base64|32 bytes"),
        ("BALLOT_KEY", base64.urlsafe_b64encode(b"x" * 31).decode(), "32 bytes"),
        ("SIGNING_KEY", "é" * 44, "base64"),
        ("SIGNING_KEY", base64.urlsafe_b64encode(b"x" * 33).decode(), "32 bytes"),
        ("PUBLIC_URL", "engage.example.org", "https://engage.example.org, without a path"),
        ("PUBLIC_URL", "ftp://engage.example.org", "without a path"),
        ("PUBLIC_URL", "https://engage.example.org/app", "without a path"),
        ("PUBLIC_URL", "https://engage.example.org?x", "without a path"),
        ("PUBLIC_URL", "https://user@engage.example.org", "without a path"),
        ("PUBLIC_URL", "https://[", "without a path"),
        ("PUBLIC_URL", "https://engage.example.org:port", "without a path"),
        ("DATABASE_URL", "mysql://localhost/engage", "postgresql:// or sqlite:///"),
        ("DATABASE_URL", "engage.sqlite", "postgresql:// or sqlite:///"),
        ("TIMEZONE", "Shanghai", "Asia/Shanghai, not 'Shanghai'"),
        ("TIMEZONE", "../etc/passwd", "Asia/Shanghai, not"),
        ("TIMEZONE", "/etc/localtime", "Asia/Shanghai, not"),
        ("WORKERS", "0", "from 1 to 256, not '0'"),
        ("WORKERS", "257", "from 1 to 256"),
        ("WORKERS", "two", "from 1 to 256"),
        ("WORKERS", "-1", "from 1 to 256"),
        ("TRUSTED_PROXIES", "6", "from 0 to 5"),
        ("TRUSTED_PROXIES", "1.5", "from 0 to 5"),
        ("HTMX_URL", "http://cdn.example.org/htmx.js", "https:// address"),
        ("HTMX_URL", "//cdn.example.org/htmx.js", "https:// address"),
        ("HTMX_URL", "https://cdn.example.org; script-src *", "https:// address"),
        ("HTMX_URL", "htmx.js", "https:// address"),
        ("HTMX_INTEGRITY", "md5-abc", "sha384"),
        ("HTMX_INTEGRITY", "sha384-\" onload=", "sha384"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'"),
        ("DEMO", "yes", "0, 1, not 'YES'"),
        ("WEBHOOK_ALLOW_PRIVATE", "yes", "0, 1, not 'YES'"),
    ],
)  # fmt: skip
def test_says_which_setting_makes_no_sense_and_why(name, value, sentence):
    with pytest.raises(SettingsError, match=f"^ENGAGE_{name} .*({sentence})"):
        read(**{name: value})


@pytest.mark.parametrize(
    ("name", "value", "attribute", "read_as"),
    [
        ("PUBLIC_URL", "http://127.0.0.1:8000/", "public_url", "http://127.0.0.1:8000"),
        ("PUBLIC_URL", "http://[::1]:8000", "public_url", "http://[::1]:8000"),
        ("DATABASE_URL", "postgresql://u:p@host/db", "database_url", "postgresql+psycopg://u:p@host/db"),
        ("DATABASE_URL", "postgres://host/db", "database_url", "postgresql+psycopg://host/db"),
        ("DATABASE_URL", "sqlite:////srv/engage.sqlite", "database_url", "sqlite:////srv/engage.sqlite"),
        ("DATA_DIR", "/srv/engage", "database_url", "sqlite:////srv/engage/engage.sqlite"),
        ("TIMEZONE", "America/New_York", "timezone", "America/New_York"),
        ("WORKERS", " 8 ", "workers", 8),
        ("WORKERS", "", "workers", 2),
        ("TRUSTED_PROXIES", "1", "trusted_proxies", 1),
        ("HTMX_URL", "/assets/htmx.js", "htmx_url", "/assets/htmx.js"),
        ("LOG_LEVEL", "warning", "log_level", "WARNING"),
        ("DEMO", "1", "is_demo", True),
        ("DEMO", "0", "is_demo", False),
        ("WEBHOOK_ALLOW_PRIVATE", "1", "webhooks_to_private", True),
        ("WEBHOOK_ALLOW_PRIVATE", "", "webhooks_to_private", False),
    ],
)
def test_reads_a_setting(name, value, attribute, read_as):
    assert getattr(read(**{name: value}), attribute) == read_as


def test_every_setting_is_tried_here():
    source = Path(__file__).parent.parent.joinpath("engage/config.py").read_text(encoding="utf-8")
    tried = Path(__file__).read_text(encoding="utf-8")
    names = set(re.findall(r"ENGAGE_([A-Z_]+)", source))

    assert len(names) > 10
    assert [name for name in names if f'"{name}"' not in tried and f"ENGAGE_{name}" not in KEYS] == []


def test_shows_no_secret_when_printed():
    shown = repr(read(DATABASE_URL="postgresql://user:hunter2@host/db"))

    assert "hunter2" not in shown
    for name in KEYS:
        assert NEEDED[name] not in shown
    assert repr(base64.urlsafe_b64decode(NEEDED["ENGAGE_BALLOT_KEY"])) not in shown


def test_fresh_keys_differ():
    one, two = fresh_keys(), fresh_keys()

    assert set(one) == set(KEYS)
    assert len({*one.values(), *two.values()}) == 6
