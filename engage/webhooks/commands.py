"""`engage worker`, which sends webhooks, and `engage webhooks`."""

import signal

import click
from flask.cli import AppGroup, with_appcontext

from engage import schema
from engage.clock import utcnow
from engage.config import settings
from engage.transaction import in_transaction
from engage.webhooks.sending import Sender
from engage.webhooks.services.purge import purge
from engage.webhooks.worker import Worker

webhooks_commands = AppGroup("webhooks", help="Webhooks: what was sent to whom.")


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Send webhooks, until told to stop (SIGTERM, Ctrl-C).

    Several workers may run at once, on several machines. What is under way when one is told to stop is finished first,
    which takes half a minute at most.
    """
    schema.refuse_out_of_date()
    found = settings()
    worker = Worker(found.secret_key, Sender(found.webhooks_to_private), utcnow)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    if not once:
        click.echo("Sending webhooks. Ctrl-C stops.", err=True)
    worker.run(once=once)


@webhooks_commands.command("purge")
def purge_command() -> None:
    """Delete what was delivered over 30 days ago, and what failed over 90 days ago. To be run every night."""
    schema.refuse_out_of_date()
    now = utcnow()
    totals: dict[str, int] = {}
    while any((done := in_transaction(purge, now=now)).values()):
        totals = {name: totals.get(name, 0) + number for name, number in done.items()}
    click.echo(", ".join(f"{number} {name}" for name, number in totals.items() if number) or "Nothing to delete.")
