"""A store that cannot write: the voter is told, nothing is half-written, health is red, and all is well afterwards."""

from contextlib import contextmanager

import pytest
import time_machine
from factories import NOON, make_cycle
from sqlalchemy import text
from voters import cast, cast_form, marks, open_in, page

from engage import store
from engage.ballotbox import queries
from engage.ballotbox.models import RollSlot
from engage.extensions import db


@contextmanager
def connections_with(*statements):
    """Run statements on every new connection of the pool while the block lasts."""

    def connect(connection, _record):
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if hasattr(connection, "autocommit"):
            connection.commit()

    db.session.remove()
    db.engine.dispose()
    db.event.listen(db.engine, "connect", connect)
    try:
        yield
    finally:
        db.event.remove(db.engine, "connect", connect)
        db.session.remove()
        db.engine.dispose()


@contextmanager
def locked(monkeypatch):
    if db.engine.dialect.name == "sqlite":
        monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", 50)
        seize, settings = "BEGIN IMMEDIATE", ["PRAGMA busy_timeout=50"]
    else:
        seize, settings = (
            "LOCK TABLE election_count, alembic_version IN ACCESS EXCLUSIVE MODE",
            ["SET lock_timeout = 50"],
        )
    with connections_with(*settings):
        holder = db.engine.raw_connection()
        try:
            holder.cursor().execute(seize)
            yield
        finally:
            holder.rollback()
            holder.close()


@contextmanager
def read_only(monkeypatch):
    is_sqlite = db.engine.dialect.name == "sqlite"
    with connections_with("PRAGMA query_only=ON" if is_sqlite else "SET default_transaction_read_only = on"):
        yield


@contextmanager
def full():
    with full_sqlite() if db.engine.dialect.name == "sqlite" else full_postgres():
        yield


@contextmanager
def full_sqlite():
    """A file may not be larger than it is, and nothing of it is free: the next page that is needed is refused."""
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE padding (filler BLOB)"))
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    with connections_with(f"PRAGMA max_page_count={pages}"):
        padding = db.engine.raw_connection()
        filled = False
        while not filled:
            try:
                padding.cursor().execute("INSERT INTO padding VALUES (zeroblob(3000))")
            except Exception:
                filled = True
        padding.close()
        yield
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE padding"))


@contextmanager
def full_postgres():
    """A disk cannot be filled here: a trigger answers as the server does when it is (53100), after five links."""
    refuse = "IF NEW.position > 5 THEN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END IF; RETURN NEW;"
    with db.engine.begin() as connection:
        connection.execute(
            text(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$")
        )
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON commitment FOR EACH ROW EXECUTE FUNCTION refuse()")
        )
    yield
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION refuse CASCADE"))


@pytest.mark.parametrize("failing", [locked, read_only])
def test_a_store_that_cannot_write_records_nothing_and_says_so(client, monkeypatch, failing):
    with time_machine.travel(NOON, tick=False):
        cycle = make_cycle()
        slot = open_in(client, cycle)
        cycle_id, election_id, slot_id = cycle.id, cycle.election_id, slot.id
        fields = cast_form(client, cycle_id, ["p1"])

        with failing(monkeypatch):
            answer = client.post(f"/cycles/{cycle_id}/vote/cast", data=fields)
            health = client.get("/healthz")

        assert answer.status_code == 503
        assert page(answer).h1.text == "Not recorded"
        assert health.status_code == 503
        assert marks(election_id) == (0, {})
        assert not db.session.get(RollSlot, slot_id).has_voted
        assert client.post(f"/cycles/{cycle_id}/vote/cast", data=fields).status_code == 303
        assert marks(election_id) == (1, {"p1": 1})
        assert client.get("/healthz").status_code == 200


def test_a_store_that_fills_up_loses_no_ballot_and_takes_no_half(client):
    with time_machine.travel(NOON, tick=False):
        cycle = make_cycle()
        open_in(client, cycle)
        cycle_id, election_id = cycle.id, cycle.election_id

        recorded = 0
        with full():
            # Each ballot adds a link to the chain; some find room in pages that are there already.
            while (answer := cast(client, cycle_id, ["p1"])).status_code == 303:
                recorded += 1
                assert recorded < 200
            assert answer.status_code == 503
            assert page(answer).h1.text == "Not recorded"

        db.session.rollback()
        assert queries.counts(election_id).length == recorded
        assert queries.faults(election_id) == []
        assert cast(client, cycle_id, ["p2"]).status_code == 303
        assert marks(election_id) == (1, {"p2": 1})
