"""Commands about areas, for the `engage` program."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from engage.clock import utcnow
from engage.communities import queries, services
from engage.communities.area_table import COLUMNS, mentioned, plan
from engage.errors import EngageError
from engage.tabular import read_table
from engage.transaction import transaction


@click.group("areas")
def areas_commands() -> None:
    """The tree from the city down to stairwells."""


@areas_commands.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and say what it would do; change nothing.")
@with_appcontext
def import_command(file: Path, dry_run: bool) -> None:
    """Add and rename areas from a CSV or XLSX file with the columns code, kind, name_zh, name_en and parent.

    The whole file is checked first. Every fault is printed with its row, and then nothing is changed and the status is
    2. Areas that the file does not name stay as they are.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        click.echo(f"{file}: {error.strerror or 'cannot be read'}", err=True)
        sys.exit(2)
    try:
        with transaction():
            table = read_table(data, file.name, COLUMNS)
            found = plan(table, queries.known_areas(mentioned(table), None), adds_cities=True)
            if table.ok and not dry_run:
                services.import_areas(found, scope=None, actor_id=None, now=utcnow())
    except EngageError as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(2)
    for problem in [*table.warnings, *table.problems]:
        click.echo(f"{file}: {problem}", err=True)
    if not table.ok:
        click.echo(f"{file}: {table.problem_count} faults. Nothing was imported.", err=True)
        sys.exit(2)
    verb = "to add" if dry_run else "added"
    click.echo(f"{len(found.added)} areas {verb}, {len(found.renamed)} renamed, {len(found.unchanged)} unchanged.")
