"""Health and readiness: red whenever a ballot could not be recorded, and quickly so."""

import time
from contextlib import contextmanager

import pytest
from conftest import make_settings
from sqlalchemy import create_engine, make_url, text

from engage import health, store
from engage.app import create_app
from engage.extensions import db

PATHS = ["/healthz", "/readyz"]


@contextmanager
def client_of(url):
    app = create_app(make_settings(url), TESTING=True)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@contextmanager
def held_by_somebody_else(url):
    """Hold what a writer needs: on SQLite the file's only write lock, on PostgreSQL the table."""
    engine = create_engine(url, **store.engine_options(url))
    store.prepare(engine)
    with engine.connect().execution_options(engage_writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE alembic_version"))
        else:
            connection.execute(text("SELECT 1"))
        yield
        connection.rollback()
    engine.dispose()


def emptied(url, tmp_path):
    """Return the address of a store of the same kind that has no tables."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'new.sqlite'}"
    return make_url(url).set(database="postgres").render_as_string(hide_password=False)


def nowhere(url, tmp_path):
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'missing' / 'engage.sqlite'}"
    return make_url(url).set(database="no_such_database").render_as_string(hide_password=False)


@pytest.mark.parametrize("path", PATHS)
def test_is_well_when_a_write_goes_through(app, path):
    answer = app.test_client().get(path)

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", PATHS)
def test_is_red_long_before_a_page_would_give_up_while_the_store_is_locked(store_url, path, monkeypatch):
    """Whoever waits as a page does is found out: the limit lies far from both, so that a busy machine passes."""
    monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", 120_000)
    with client_of(store_url) as client:
        with held_by_somebody_else(store_url):
            started = time.monotonic()
            answer = client.get(path)

        assert answer.status_code == 503
        assert time.monotonic() - started < 60
        assert client.get(path).status_code == 200


def test_waits_a_second_or_two_at_most():
    assert health.WAIT_MS <= 2_000


@pytest.mark.parametrize("path", PATHS)
def test_is_red_without_tables(store_url, tmp_path, path):
    with client_of(emptied(store_url, tmp_path)) as client:
        assert client.get(path).status_code == 503


@pytest.mark.parametrize("path", PATHS)
def test_is_red_without_a_store_and_tells_nothing_of_its_address(store_url, tmp_path, path):
    with client_of(nowhere(store_url, tmp_path)) as client:
        answer = client.get(path)

    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "store": "StoreBusy"}


@pytest.mark.parametrize("path", PATHS)
def test_is_red_when_the_store_can_only_be_read(app, store_url, path):
    url = make_url(store_url)
    if url.get_backend_name() == "sqlite":
        read_only = f"sqlite:///file:{url.database}?mode=ro&uri=true"
    else:
        options = {"options": "-c default_transaction_read_only=on"}
        read_only = url.update_query_dict(options).render_as_string(hide_password=False)

    with client_of(read_only) as client:
        assert client.get(path).status_code == 503
