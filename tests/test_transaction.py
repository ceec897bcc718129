import threading

import pysqlite3.dbapi2 as sqlite
import pytest
from factories import make_area

from engage.communities.models import Area
from engage.errors import StoreBusy
from engage.extensions import db
from engage.transaction import in_transaction, transaction


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


def test_takes_the_write_lock_at_the_start_on_sqlite(app):
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL locks rows as they are written.
    other = sqlite.connect(db.engine.url.database, isolation_level=None, timeout=0)

    with transaction(), pytest.raises(sqlite.OperationalError, match="locked"):
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
