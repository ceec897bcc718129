import pytest
from factories import make_area

from engage.communities.models import Area
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
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    with transaction():
        db.session.scalar(db.select(db.func.count()).select_from(Area))

    if db.engine.dialect.name == "sqlite":
        assert statements[0] == "BEGIN IMMEDIATE"
