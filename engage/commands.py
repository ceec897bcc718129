"""Commands that run the program: keys, tables, server, backups."""

import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from engage import backup, schema, serve
from engage.config import fresh_keys, settings
from engage.extensions import db


@click.command("keys")
def keys_command() -> None:
    """Print fresh secret keys, as lines for the environment."""
    for name, key in fresh_keys().items():
        click.echo(f"{name}={key}")


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Make the store's tables, or bring them up to date."""
    if db.engine.dialect.name == "sqlite":
        backup.store_file(settings().database_url).parent.mkdir(parents=True, exist_ok=True)
    before = schema.current()
    schema.upgrade()
    after = schema.current()
    click.echo(f"The store is up to date, at revision {after}." if before == after else f"Now at revision {after}.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes. Default: ENGAGE_WORKERS, else 2.")
@with_appcontext
def serve_command(host: str, port: int, workers: int | None) -> None:
    """Serve the pages, in front of nothing or behind a proxy."""
    schema.refuse_out_of_date()
    serve.free_address(host, port)
    db.engine.dispose()  # No connection may cross into the workers.
    workers = workers or settings().workers
    click.echo(f"Listening on http://{host}:{port} with {workers} workers. Ctrl-C stops.", err=True)
    serve.serve("engage.wsgi:app", host, port, workers)


@click.command("backup")
@click.argument("dest", metavar="DEST", type=click.Path(path_type=Path))
@with_appcontext
def backup_command(dest: Path) -> None:
    """Copy the embedded store to a new file while it is in use."""
    source = backup.store_file(settings().database_url)
    schema.refuse_newer()
    size = backup.backup(source, dest)
    click.echo(f"{dest}: {size / 1_000_000:.1f} MB. The secret keys are not in it: keep them elsewhere.")


@click.command("check-backup")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def check_backup_command(file: Path) -> None:
    """See whether a backup is whole and its votes add up.

    Works on a copy; nothing is changed.
    """
    report = backup.try_out(file, _store_faults)
    for fault in report:
        click.echo(f"{file}: {fault}", err=True)
    if report:
        sys.exit(1)
    click.echo(f"{file}: sound.")


def _store_faults(database_url: str) -> list[str]:
    """Return what is wrong with the ballot boxes of another store."""
    from engage.app import create_app
    from engage.ballotbox.models import Election
    from engage.ballotbox.queries import faults

    app = create_app(replace(settings(), database_url=database_url))
    with app.app_context():
        schema.upgrade()
        numbers = db.session.scalars(select(Election.id)).all()
        found = [f"vote {number}: {fault}" for number in numbers for fault in faults(number)]
        db.session.remove()
        db.engine.dispose()
    return found
