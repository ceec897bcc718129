"""`engage demo`: make the demonstration city where there is none, then serve it."""

import ipaddress
import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask

from engage import schema
from engage.app import create_app
from engage.clock import utcnow
from engage.config import read_settings
from engage.demo import guide, loader
from engage.demo.background import drawn_in_background
from engage.demo.folder import DemoFolder
from engage.extensions import db
from engage.serve import free_address, serve

WORKERS = 2
T = TypeVar("T")


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="Folder for the store, the keys and demo.json. Made when missing; kept for the next time.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 lets phones in.")
def demo_command(port: int, data: Path, host: str) -> None:
    """Make a demonstration city and serve it.

    The first start takes some seconds. Later ones keep what was done in the city.
    """
    free_address(host, port)
    folder = DemoFolder(data)
    with folder.claimed():
        base_url = f"http://{_shown(host)}:{port}"
        os.environ.update(folder.environment(os.environ, base_url))
        facts = _prepare(folder, base_url)
        click.echo(guide.welcome(facts, str(data), utcnow()))
        serve("engage.wsgi:app", host, port, WORKERS)


def _prepare(folder: DemoFolder, base_url: str) -> guide.Facts:
    """Bring the folder to the point at which it can be served; return what demo.json says."""
    if folder.store.exists():
        facts = guide.moved(folder.read_facts(), base_url)
        _with_app(folder.store, lambda _app: schema.upgrade())
    else:
        facts = make(folder, base_url)
    folder.write_facts(facts)
    return facts


def make(folder: DemoFolder, base_url: str) -> guide.Facts:
    """Make the city. Whatever an interrupted start left is swept away first; demo.json is there before the store."""
    click.echo("Making the demonstration city. / 正在生成演示城市。")
    started = time.monotonic()
    folder.begin()
    facts = _with_app(folder.unfinished, lambda app: _fill(app, base_url))
    folder.write_facts(facts)
    folder.finish()
    click.echo(f"  done in {time.monotonic() - started:.0f} s")
    return facts


def _fill(app: Flask, base_url: str) -> guide.Facts:
    with drawn_in_background() as pictures:
        schema.upgrade()
        key = app.extensions["engage.settings"].ballot_key
        city = loader.fill(key, pictures, now=utcnow(), report=lambda line: click.echo(f"  {line} …"))
    with app.test_request_context():
        return guide.facts_of(city, base_url)


def _with_app(store: Path, work: Callable[[Flask], T]) -> T:
    """Run the work over a store, and leave it as one file with nothing beside it."""
    app = create_app(replace(read_settings(os.environ), database_url=f"sqlite:///{store}"))
    with app.app_context():
        done = work(app)
        db.session.remove()
        db.engine.dispose()
    return done


def _shown(host: str) -> str:
    """Return the address by which browsers reach what listens here: for "all addresses", that of this machine."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("192.0.2.1", 9))  # Sends nothing; only asks which way out would be taken.
                return str(probe.getsockname()[0])
            except OSError:
                return "127.0.0.1"
    return f"[{address}]" if address.version == 6 else str(address)
