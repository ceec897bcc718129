"""The tables as migrations make them, on both stores."""

import secrets

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import make_settings
from factories import NOON, commit, make_cycle, make_dwelling, make_placement, make_slot, make_user
from sqlalchemy import func, inspect, make_url, select, text

from engage import schema
from engage.app import create_app
from engage.budget.models import Cycle
from engage.communities.models import ScanCount
from engage.extensions import db
from engage.needs.similar.tables import is_ours
from engage.schema import SchemaOutOfDate


@pytest.fixture
def empty_url(store_url, tmp_path):
    """The address of a store of the same kind, with nothing in it."""
    if store_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    name = f"engage_empty_{secrets.token_hex(6)}"
    server = make_url(store_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield make_url(store_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def empty_app(empty_url):
    app = create_app(make_settings(empty_url), TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def describe(engine):
    """Return all that the store says of its tables, apart from the revision."""
    inspector = inspect(engine)
    return {name: describe_table(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"}


def describe_table(inspector, name):
    columns = [
        {key: str(column.get(key)) for key in ("name", "type", "nullable", "default", "autoincrement")}
        for column in inspector.get_columns(name)
    ]
    facts = [
        inspector.get_pk_constraint(name),
        *inspector.get_foreign_keys(name),
        *inspector.get_unique_constraints(name),
        *inspector.get_check_constraints(name),
        *inspector.get_indexes(name),
    ]
    return columns, sorted(plain(fact) for fact in facts)


def plain(fact):
    """Return a fact as text; the condition of a partial index is an object otherwise."""
    options = {key: str(value) for key, value in fact.get("dialect_options", {}).items()}
    return str({**fact, "dialect_options": options})


def fill():
    """Put rows into tables that hang on each other."""
    user = make_user()
    cycle = make_cycle(created_by_id=user.id)
    make_slot(cycle.election, dwelling=make_dwelling())
    commit(ScanCount(placement_id=make_placement().id, hour_at=NOON, scans=3))
    return cycle.id


def test_makes_the_schema_of_the_models(empty_app):
    schema.upgrade()

    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or not is_ours(name)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, db.metadata) == []


def test_makes_the_schema_that_the_other_tests_run_on(empty_app, store_url):
    schema.upgrade()
    made = describe(db.engine)
    db.engine.dispose()

    with create_app(make_settings(store_url)).app_context():
        assert made == describe(db.engine)
        db.engine.dispose()


def test_upgrades_an_up_to_date_store_without_losing_a_row(empty_app):
    schema.upgrade()
    cycle_id = fill()

    schema.upgrade()

    assert db.session.get(Cycle, cycle_id).title_en == "Micro-renewal"
    assert db.session.scalar(select(func.sum(ScanCount.scans))) == 3


def test_goes_down_with_rows_in_every_corner_and_up_again(empty_app):
    schema.upgrade()
    fill()
    db.session.remove()

    schema.downgrade("base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert schema.current() is None

    schema.upgrade()
    assert schema.current() == schema.head()
    assert db.session.scalar(select(func.count()).select_from(Cycle)) == 0
    fill()


def test_a_migration_that_fails_leaves_nothing_behind(empty_app):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE ballot (id INTEGER)"))  # Half-way through, the revision trips over this.

    with pytest.raises(Exception, match="ballot"):
        schema.upgrade()

    assert set(inspect(db.engine).get_table_names()) - {"alembic_version"} == {"ballot"}
    assert schema.current() is None


def test_foreign_keys_are_on_again_after_a_migration(empty_app):
    schema.upgrade()

    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_empty_store_is_out_of_date(empty_app):
    with pytest.raises(SchemaOutOfDate, match="engage migrate"):
        schema.refuse_out_of_date()


def test_a_store_of_a_newer_version_is_left_alone(empty_app):
    schema.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaOutOfDate, match="newer version"):
        schema.upgrade()
    with pytest.raises(SchemaOutOfDate, match="newer version"):
        schema.refuse_out_of_date()
