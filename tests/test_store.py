import pysqlite3.dbapi2 as sqlite
import pytest
from conftest import make_settings
from factories import NOON, make_placement
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from engage.app import create_app
from engage.communities.models import ScanCount
from engage.config import SettingsError
from engage.extensions import db
from engage.store import engine_options, has_wal_reset_bug, refuse_affected_sqlite


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 6, 23), False),  # Before write-ahead logs.
        ((3, 7, 0), True),
        ((3, 31, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_knows_which_sqlite_can_corrupt_its_log(version, is_affected):
    assert has_wal_reset_bug(version) is is_affected


def test_refuses_to_start_on_an_affected_library(monkeypatch):
    with pytest.raises(SettingsError, match=r"SQLite 3\.51\.2 has the WAL-reset bug.*PostgreSQL"):
        refuse_affected_sqlite((3, 51, 2))
    monkeypatch.setattr("engage.store.refuse_affected_sqlite.__defaults__", ((3, 40, 1),))
    with pytest.raises(SettingsError, match=r"SQLite 3\.40\.1"):
        create_app(make_settings("sqlite:////nowhere/engage.sqlite"))


def test_an_affected_library_does_not_matter_to_postgresql(monkeypatch):
    monkeypatch.setattr("engage.store.refuse_affected_sqlite.__defaults__", ((3, 40, 1),))

    assert "module" not in engine_options("postgresql+psycopg://localhost/engage")


def test_the_library_in_use_is_sound():
    assert not has_wal_reset_bug(sqlite.sqlite_version_info)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("mmap_size", 0)]
)
def test_opens_the_embedded_store_for_safety(app, pragma, value):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("A matter of SQLite.")

    assert db.session.scalar(text(f"PRAGMA {pragma}")) == value
    assert db.session.scalar(text("PRAGMA busy_timeout")) >= 5000


def test_both_stores_keep_foreign_keys(app):
    make_placement()
    db.session.add(ScanCount(placement_id=999, hour_at=NOON))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_instants_come_back_as_aware_utc_and_naive_ones_are_refused(app):
    placement = make_placement()

    assert placement.created_at == NOON
    assert placement.created_at.utcoffset().total_seconds() == 0
    placement.created_at = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="time zone"):
        db.session.flush()


def test_reading_takes_no_write_lock(app, tmp_path):
    """A page that only reads must not wait for, or hold up, a vote."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("A matter of SQLite.")
    db.session.scalar(text("SELECT count(*) FROM area"))
    other = create_engine(db.engine.url, module=sqlite, connect_args={"timeout": 0})

    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("ROLLBACK")
    other.dispose()
