"""Commands about budgets, for the `engage` program."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from engage.budget.pabulib import PabulibError, read
from engage.budget.rules import RULES
from engage.budget.tally import tally
from engage.budget.tally_text import tally_text


@click.command("tally")
@click.argument("file", metavar="FILE.pb", type=click.Path(exists=True, dir_okay=False, path_type=Path))
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


def _refuse(file: Path, why: str) -> NoReturn:
    click.echo(f"{file}: {why}", err=True)
    sys.exit(2)
