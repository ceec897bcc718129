from datetime import timedelta

import pytest
from factories import NOON, make_area, make_placement
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from engage.communities.models import Area, Placement, ScanCount
from engage.extensions import db
from engage.prepared import Prepared
from engage.transaction import transaction

_area, _scans = Area.__table__, ScanCount.__table__
BY_CODE = Prepared(select(_area.c.id, _area.c.name_zh, _area.c.parent_id).where(_area.c.code == bindparam("code")))


def test_gives_the_row_by_name(app):
    make_area(code="NOISE")
    area = make_area(code="A1", name_zh="甲")

    found = BY_CODE.first_alone(db.engine, {"code": "A1"})

    assert (found.id, found.name_zh) == (area.id, "甲")
    assert BY_CODE.first_alone(db.engine, {"code": "nobody"}) is None


def test_values_keep_their_types_both_ways(app):
    placement = make_placement()
    table = Placement.__table__
    revoke = Prepared(update(table).where(table.c.id == bindparam("placement")))
    read = Prepared(select(table.c.revoked_at).where(table.c.id == bindparam("placement")))

    with transaction():
        assert revoke.run(db.session.connection(), {"placement": placement.id, "revoked_at": NOON}) == 1

    assert read.first_alone(db.engine, {"placement": placement.id}).revoked_at == NOON
    assert revoke.run(db.session.connection(), {"placement": 0, "revoked_at": NOON}) == 0


def test_is_part_of_the_transaction_it_runs_in(app):
    placement = make_placement()
    insert = Prepared(_scans.insert())

    def fail_after_writing():
        with transaction():
            insert.run(db.session.connection(), {"placement_id": placement.id, "hour_at": NOON, "scans": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()

    assert db.session.scalars(select(ScanCount)).all() == []


def test_fails_as_every_other_statement_does_and_tells_no_values(app):
    placement = make_placement()
    insert = Prepared(_scans.insert())
    values = {"placement_id": placement.id, "hour_at": NOON + timedelta(hours=1), "scans": 4711}
    with transaction():
        insert.run(db.session.connection(), values)

    with pytest.raises(IntegrityError) as caught, transaction():
        insert.run(db.session.connection(), values)

    assert "4711" not in str(caught.value)


def test_a_missing_table_is_an_error_of_the_library(app):
    gone = Prepared(select(_area.c.id, db.text("nothing_there")))

    with pytest.raises((OperationalError, ProgrammingError)):
        gone.first_alone(db.engine, {})
