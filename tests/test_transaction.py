import threading

import pysqlite3.dbapi2 as sqlite
import pytest
from factories import make_area
from sqlalchemy import bindparam, update

from engage import store
from engage.communities.models import Area
from engage.errors import StoreBusy
from engage.extensions import db
from engage.prepared import Prepared
from engage.transaction import bare_transaction, in_transaction, transaction

_area = Area.__table__
RENAME = Prepared(update(_area).where(_area.c.id == bindparam("area")))


def names():
    db.session.rollback()
    return set(db.session.scalars(db.select(Area.name_en)))


def test_commits_at_the_end(app):
    with transaction():
        make = Area(kind="city", code="C", name_zh="城", name_en="City", path="1.")
        db.session.add(make)

    assert names() == {"City"}


def test_an_error_leaves_nothing_behind(app):
    make_area(name_en="Noise")

    def fail_after_writing():
        with transaction():
            db.session.add(Area(kind="city", code="C", name_zh="城", name_en="City", path="9."))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()

    assert names() == {"Noise"}


def test_hands_back_what_the_work_returns(app):
    assert in_transaction(lambda first, *, second: first + second, 1, second=2) == 3


def test_a_bare_one_commits_at_the_end(app):
    area = make_area(name_en="Old")

    with bare_transaction() as connection:
        assert RENAME.run(connection, {"area": area.id, "name_en": "New"}) == 1

    assert names() == {"New"}


def test_an_error_in_a_bare_one_leaves_nothing_behind(app):
    area = make_area(name_en="Old")

    def fail_after_writing():
        with bare_transaction() as connection:
            RENAME.run(connection, {"area": area.id, "name_en": "New"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()

    assert names() == {"Old"}


def test_a_bare_one_says_a_locked_store_in_the_same_words(app, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        return
    monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", 50)
    other = sqlite.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy), bare_transaction():
        pass

    other.execute("ROLLBACK")
    with bare_transaction():
        pass
    other.close()


@pytest.mark.parametrize("make", [transaction, bare_transaction])
def test_takes_the_write_lock_at_the_start_on_sqlite(app, make):
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL locks rows as they are written.
    other = sqlite.connect(db.engine.url.database, isolation_level=None, timeout=0)

    with make(), pytest.raises(sqlite.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")

    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_waits_for_whoever_writes_on_sqlite_and_no_longer_than_told(app):
    if db.engine.dialect.name != "sqlite":
        return
    other = sqlite.connect(db.engine.url.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy), transaction(wait_ms=20):
        pass

    threading.Timer(0.1, other.rollback).start()
    with transaction():
        db.session.add(Area(kind="city", code="C", name_zh="城", name_en="City", path="1."))
    other.close()
    assert names() == {"City"}
