"""Commands about needs, for the `engage` program."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from engage import schema
from engage.clock import utcnow
from engage.needs import similar
from engage.needs.services.due import confirm_silent, renew_priorities
from engage.needs.services.purge import purge
from engage.transaction import in_transaction, transaction


@click.group("needs")
def needs_commands() -> None:
    """The demand list: what time does to it, and its index."""


until_option = click.option(
    "--now",
    "until",
    metavar="TIME",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Count the days until then (UTC) instead of until now.",
)


@needs_commands.command("due")
@until_option
@with_appcontext
def due_command(until: datetime | None) -> None:
    """Take as solved what was reported done and nobody spoke against in time; renew priorities.

    To be run every night, since waiting makes a need more urgent. A second run finds nothing left to confirm.
    """
    schema.refuse_out_of_date()
    now = until.replace(tzinfo=UTC) if until else utcnow()
    confirmed, last = 0, 0
    while number := in_transaction(confirm_silent, now=now):
        confirmed += number
    while (following := in_transaction(renew_priorities, last, now=now)) is not None:
        last = following
    click.echo(f"Counted as solved: {confirmed}. Priorities are renewed.")


@needs_commands.command("purge")
@until_option
@with_appcontext
def purge_command(until: datetime | None) -> None:
    """Delete what was kept long enough: contacts, raw texts, drafts, pictures and more.

    docs/privacy.md says what is kept for how long. To be run every night; a second run finds nothing left to do.
    """
    schema.refuse_out_of_date()
    now = until.replace(tzinfo=UTC) if until else utcnow()
    totals: dict[str, int] = {}
    while any((done := in_transaction(purge, now=now)).values()):
        totals = {name: totals.get(name, 0) + number for name, number in done.items()}
    click.echo(", ".join(f"{number} {name}" for name, number in totals.items() if number) or "Nothing to delete.")


@needs_commands.command("reindex")
@with_appcontext
def reindex_command() -> None:
    """Make the index of similar needs anew, as after a change of its words."""
    schema.refuse_out_of_date()
    with transaction():
        number = similar.reindex()
    click.echo(f"{number} needs.")
