"""Copies of an embedded store: taken while it is in use, and tried before anybody relies on them."""

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import make_url
from sqlalchemy.engine import URL

from engage.errors import Conflict, Invalid
from engage.i18n import _l

PAGES_AT_ONCE = 2_000


def store_file(database_url: str) -> Path:
    """Return the file of an embedded store. Raises `Invalid` for PostgreSQL, which has its own tools."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        command = f"pg_dump --format=custom --file=engage.dump {_without_password(url)}"
        raise Invalid(_l("The store is PostgreSQL, which brings its own tools: %(command)s", command=command))
    return Path(url.database or "")


def backup(source: Path, target: Path) -> int:
    """Copy the store to a new file, whole and as of one moment, and return its size in bytes.

    Voting goes on meanwhile: SQLite's online backup takes over what is written while it runs. The copy is complete
    before it gets its name. Raises `Conflict` where a file lies already.
    """
    if target.exists():
        raise Conflict(_l("%(file)s exists already. Backups are never overwritten.", file=target))
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        _copy(source, unfinished)
        _write_through(unfinished)
        os.link(unfinished, target)  # Unlike a rename, this never replaces a file that came in between.
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def try_out(copy: Path, check: Callable[[str], list[str]]) -> list[str]:
    """Return what is wrong with a backup, [] for a sound one. `check` gets the address of a copy of it, to go on."""
    with TemporaryDirectory() as folder:
        scratch = Path(folder) / "engage.sqlite"
        copyfile(copy, scratch)
        faults = file_faults(scratch)
        return faults or check(f"sqlite:///{scratch}")


def file_faults(file: Path) -> list[str]:
    """Return what SQLite itself finds wrong with a file."""
    try:
        connection = sqlite.connect(f"file:{file}?mode=rw", uri=True)
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.close()
    except sqlite.DatabaseError as error:
        return [str(error)]
    faults = [] if found == ["ok"] else found
    return faults + [f"a row of {row[0]} points to nothing in {row[2]}" for row in dangling]


def _copy(source: Path, target: Path) -> None:
    reader = sqlite.connect(f"file:{source}?mode=ro", uri=True, timeout=10)
    writer = sqlite.connect(target)
    try:
        reader.backup(writer, pages=PAGES_AT_ONCE)
        writer.execute("PRAGMA journal_mode=DELETE")  # One file, with nothing beside it.
    finally:
        writer.close()
        reader.close()


def _write_through(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _without_password(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string()
