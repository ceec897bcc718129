"""Commands about ballot boxes, for the `engage` program."""

import sys

import click
from flask.cli import with_appcontext

from engage import schema
from engage.ballotbox import queries
from engage.errors import NotFound
from engage.i18n import _l


@click.command("verify")
@click.argument("election_id", metavar="ID", type=int)
@with_appcontext
def verify_command(election_id: int) -> None:
    """Read a whole ballot box again: chain, ballots, counters."""
    schema.refuse_out_of_date()
    if queries.election(election_id) is None:
        raise NotFound(_l("There is no such vote."))
    for fault in (faults := queries.faults(election_id)):
        click.echo(f"vote {election_id}: {fault}", err=True)
    if faults:
        sys.exit(1)
    kept = queries.counts(election_id)
    click.echo(f"vote {election_id}: sound. {kept.ballots} ballots, {kept.length} links, head {kept.head}")
