"""`engage key`: keys of programs from the command line."""

from datetime import datetime, timedelta

import click
from flask.cli import AppGroup

from engage import schema
from engage.accounts.queries import only_root
from engage.api.models import ApiKey
from engage.api.queries import keys as queries
from engage.api.scopes import Scope
from engage.api.services import keys as services
from engage.api.services.tickets import forget_answers
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code
from engage.errors import NotFound
from engage.i18n import _l
from engage.transaction import in_transaction, transaction

key_commands = AppGroup("key", help="Keys of programs that use the interfaces.")


@key_commands.command("add")
@click.argument("name")
@click.option("--area", "area_code", metavar="CODE", help="Where. May be left out where there is one whole city.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What the key may do; may be given several times.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="How long it works. Default: until it is revoked.")
def add_command(name: str, area_code: str | None, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key for the program NAME and print it, once."""
    schema.refuse_out_of_date()
    area, now = _area(area_code), utcnow()
    expires_at = now + timedelta(days=days) if days else None
    with transaction():
        new = services.create(name, scopes, area, expires_at=expires_at, actor_id=None, now=now)
    click.echo(f"Key, shown only now: {new.text}")


@key_commands.command("list")
def list_command() -> None:
    """List keys, one a line: prefix, state, area, scopes, last use, name."""
    schema.refuse_out_of_date()
    found, now = queries.all_keys(), utcnow()
    for key in found:
        used = key.last_used_at.isoformat(timespec="hours") if key.last_used_at else "never used"
        click.echo("\t".join((key.prefix, _state(key, now), key.area.code, ",".join(key.scopes), used, key.name)))
    if not found:
        click.echo("There are no keys yet. `engage key add` makes one.", err=True)


@key_commands.command("rotate")
@click.argument("prefix")
@click.option(
    "--hours", type=click.IntRange(0, 8760), default=24, show_default=True, help="How long the old key still works."
)
def rotate_command(prefix: str, hours: int) -> None:
    """Make a key in place of the one with this PREFIX and print it, once."""
    schema.refuse_out_of_date()
    key_id, now = queries.key_by_prefix(prefix).id, utcnow()
    with transaction():
        new = services.rotate(key_id, old_works_until=now + timedelta(hours=hours), actor_id=None, now=now)
    click.echo(f"Key, shown only now: {new.text}")


@key_commands.command("revoke")
@click.argument("prefix")
def revoke_command(prefix: str) -> None:
    """Let the key with this PREFIX work no more."""
    schema.refuse_out_of_date()
    key_id = queries.key_by_prefix(prefix).id
    with transaction():
        services.revoke(key_id, actor_id=None, now=utcnow())
    click.echo("Revoked.")


@key_commands.command("purge")
def purge_command() -> None:
    """Delete what is kept of answers to programs, a day after them. To be run every night."""
    schema.refuse_out_of_date()
    number = in_transaction(forget_answers, now=utcnow())
    click.echo(f"{number} answers forgotten.")


def _area(code: str | None) -> Area:
    found = area_by_code(code) if code else only_root()
    if found is None:
        raise NotFound(_l("There is no such area. Name one by its code: --area CODE."))
    return found


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.works_at(now):
        return "expired"
    return f"works until {key.expires_at:%Y-%m-%d %H:%MZ}" if key.expires_at else "works"
