"""The product served by its own command with production settings, in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import make_url

from engage import schema
from engage.app import create_app
from engage.config import fresh_keys, read_settings
from engage.extensions import db

HOST = "127.0.0.1"
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running server, and the same application in this process over the same store, to fill it and to look."""

    url: str
    app: Flask
    process: subprocess.Popen

    @contextmanager
    def store(self) -> Iterator[None]:
        """Give access to the store. Nothing stays open behind it, so the server is never kept waiting."""
        with self.app.app_context():
            try:
                yield
            finally:
                db.session.remove()

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        named = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        return [int(pid) for pid, command in named.items() if b"resource_tracker" not in command]


@contextmanager
def run_site(folder: Path, *, database_url: str = "", workers: int = 2, **settings: str) -> Iterator[Site]:
    """Make the tables in an empty store, serve it until the block ends, and stop the server as an operator would."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    settings = {
        **fresh_keys(),
        "ENGAGE_DATA_DIR": str(folder),
        "ENGAGE_PUBLIC_URL": url,
        "ENGAGE_DATABASE_URL": database_url,
        "ENGAGE_LOG_LEVEL": "WARNING",
        **settings,
    }
    app = create_app(read_settings(settings))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGE_")}
    command = [sys.executable, "-m", "engage", "serve", "--port", str(port), "--workers", str(workers)]
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env={**environ, **settings}, stdout=output, stderr=output)
    try:
        _wait_until_ready(process, url, log)
        yield Site(url, app, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        finally:
            process.kill()
        with app.app_context():
            db.engine.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def another_database(postgres_url: str, name: str) -> str:
    """Make an empty database beside the one of the other tests, and return its address."""
    url = make_url(postgres_url)
    with psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{url.database}_{name}"')
    return url.set(database=f"{url.database}_{name}").render_as_string(hide_password=False)


def _wait_until_ready(process: subprocess.Popen, url: str, log: Path) -> None:
    limit = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
