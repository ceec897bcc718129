"""Commands about budgets, for the `engage` program."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from engage import schema
from engage.accounts.queries import has_areas, only_root
from engage.budget import queries
from engage.budget.pabulib import Election, PabulibError, parse, printable, read
from engage.budget.pabulib.rows import LARGEST_FILE
from engage.budget.pb_store import export_lines, import_election
from engage.budget.pb_store.importing import LONGEST_TITLE, Import
from engage.budget.rules import RULES
from engage.budget.tally import tally
from engage.budget.tally_text import tally_text
from engage.clock import utcnow
from engage.communities.models import Area, AreaKind
from engage.communities.queries.areas import area_by_code
from engage.communities.services.areas import add_area
from engage.errors import Invalid, NotFound
from engage.i18n import _l
from engage.transaction import transaction

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FIRST_AREA = "CITY"


@click.command("tally")
@click.argument("file", metavar="FILE.pb", type=FILE)
@click.option("--rule", type=click.Choice(sorted(RULES)), default="greedy", show_default=True, help="How to count.")
@click.option(
    "--min-support",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Fund no project with fewer votes. A threshold that the file states is not applied by itself.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def tally_command(file: Path, rule: str, min_support: int, as_json: bool) -> None:
    """Count an election from a Pabulib file: who wins, and why.

    Ties go to the project whose id comes first as text. Warnings about the file go to standard error. A file that
    cannot be read ends the command with status 2.
    """
    try:
        election = read(file)
    except PabulibError as error:
        _refuse(file, str(error))
    except OSError as error:
        _refuse(file, error.strerror or "cannot be read")
    for warning in election.warnings:
        click.echo(f"{file}: warning: {warning}", err=True)
    result = tally(election, rule, min_support=min_support)
    click.echo(result.json_text() if as_json else tally_text(result))


@click.group("budget")
def budget_commands() -> None:
    """Budgets held elsewhere, in and out of the store."""


@budget_commands.command("import")
@click.argument("file", metavar="FILE.pb", type=FILE)
@click.option("--area", "area_code", metavar="CODE", help="Where it belongs. May be left out where there is one city.")
@click.option("--title", metavar="TEXT", help="What pages call it. Default: the file's description.")
@click.option("--currency", metavar="CODE", help="Three letters, for a file that does not say. Default: the file's.")
@with_appcontext
def import_command(file: Path, area_code: str | None, title: str | None, currency: str | None) -> None:
    """Make a closed budget with its result page from a Pabulib file.

    All ballots are kept, and counted by the greedy rule; ties go to the project whose id comes first as text. A file
    that cannot be read, or that holds amounts which its currency cannot express, is named with line and fault, nothing
    of it is imported, and the status is 2.
    """
    schema.refuse_out_of_date()
    if title and len(title) > LONGEST_TITLE:
        raise Invalid(_l("The title may have %(most)s characters.", most=LONGEST_TITLE))
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
        election = parse(data)
        with transaction():
            wanted = Import(election, data, _area(area_code, election), title, currency and currency.upper())
            number = import_election(wanted, now=utcnow()).id
    except PabulibError as error:
        _refuse(file, str(error))
    except OSError as error:
        _refuse(file, error.strerror or "cannot be read")
    for warning in election.warnings:
        click.echo(f"{file}: warning: {warning}", err=True)
    click.echo(f"Imported as budget {number}: {len(election.projects)} projects, {len(election.ballots)} ballots.")
    click.echo(f"{current_app.extensions['engage.settings'].public_url}/cycles/{number}/result")


def _area(code: str | None, election: Election) -> Area:
    """Return the area of that code, else the only city; in an empty store, a first one named as the file names it."""
    found = area_by_code(code) if code else only_root()
    if found is not None:
        return found
    if code:
        raise NotFound(_l("There is no area with the code %(code)s.", code=code))
    if has_areas():
        raise Invalid(_l("There are several cities. Say which area is meant: --area CODE."))
    name = printable(election.meta.get("unit", ""))[:80] or FIRST_AREA
    return add_area(None, kind=AreaKind.CITY, code=FIRST_AREA, name_zh=name, name_en=name, now=utcnow())


@budget_commands.command("export")
@click.argument("number", metavar="ID", type=int)
@click.argument("file", metavar="FILE.pb", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_command(number: int, file: Path) -> None:
    """Write a counted budget as a Pabulib file: rules, proposals, result, ballots without their voters.

    ID is the number in the address of its pages. A file of that name is replaced.
    """
    schema.refuse_out_of_date()
    lines = export_lines(queries.any_cycle(number))
    try:
        _write(file, lines)
    except OSError as error:
        _refuse(file, error.strerror or "cannot be written")
    click.echo(f"{file}: budget {number}.")


def _write(file: Path, lines: Iterable[str]) -> None:
    """Write beside the file and move it into place, so that no half of one is ever found."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(lines)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _refuse(file: Path, why: str) -> NoReturn:
    click.echo(f"{file}: {why}", err=True)
    sys.exit(2)
