"""`engage user`: accounts from the command line, the first administrator's among them."""

import sys

import click
from flask.cli import AppGroup

from engage import schema
from engage.accounts import queries, services
from engage.accounts.models import Role
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code
from engage.errors import Invalid, NotFound
from engage.i18n import _l
from engage.transaction import transaction

user_commands = AppGroup("user", help="Accounts of those who sign in.")


@user_commands.command("add")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What the account may do."
)
@click.option("--area", "area_code", metavar="CODE", help="Where. May be left out where there is one whole city.")
@click.option("--display-name", default="", metavar="TEXT", help="The name that pages show. Default: NAME.")
@click.option("--password-stdin", "is_piped", is_flag=True, help="Read the password from standard input.")
def add_command(name: str, role: str, area_code: str | None, display_name: str, is_piped: bool) -> None:
    """Add the account NAME with a first role.

    Asks for a password; an empty answer makes one up, which is shown once and must be changed at the first sign-in.
    Away from a terminal a password is made up at once, unless --password-stdin is given.
    """
    schema.refuse_out_of_date()
    area = _area(area_code)
    services.check_name(name)
    given = _piped_password() if is_piped else _typed_password()
    with transaction():
        user, password = services.add_user(name, display_name, given, role=role, area=area, actor_id=None, now=utcnow())
        added = f"Added {user.name}: {role} of {area.name_en or area.name_zh} ({area.code})."
    click.echo(added)
    if given is None:
        _show(password)


@user_commands.command("list")
def list_command() -> None:
    """List accounts with their roles, one a line."""
    schema.refuse_out_of_date()
    users = queries.all_users()
    for user in users:
        roles = ", ".join(f"{grant.role} of {grant.area.code}" for grant in user.grants) or "no role"
        state = "enabled" if user.is_enabled else "disabled"
        click.echo(f"{user.name}\t{state}\t{roles}\t{user.display_name}")
    if not users:
        click.echo("There are no accounts yet. `engage user add` makes one.", err=True)


@user_commands.command("password")
@click.argument("name")
def password_command(name: str) -> None:
    """Give the account NAME a new one-time password."""
    schema.refuse_out_of_date()
    user = queries.user_by_name(name)
    if user is None:
        raise NotFound(_l("There is no account of this name. `engage user list` shows all."))
    with transaction():
        password = services.reset_password(user.id, actor_id=None, now=utcnow())
    _show(password)


def _area(code: str | None) -> Area:
    found = area_by_code(code) if code else queries.only_root()
    if found is not None:
        return found
    if not queries.has_areas():
        raise NotFound(_l("There are no areas yet. Import the area tree first: `engage areas import FILE`."))
    if code:
        raise NotFound(_l("There is no area with the code %(code)s.", code=code))
    raise Invalid(_l("There are several cities. Say which area is meant: --area CODE."))


def _piped_password() -> str:
    try:
        return sys.stdin.buffer.read().decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Invalid(_l("The password on standard input is not UTF-8 text.")) from error


def _typed_password() -> str | None:
    if not _at_a_terminal():
        return None
    password: str = click.prompt("Password (empty: make one up)", default="", show_default=False, hide_input=True)
    if password and click.prompt("Once more", default="", show_default=False, hide_input=True) != password:
        raise Invalid(_l("The two passwords differ."))
    return password or None


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _show(password: str) -> None:
    click.echo(f"One-time password, shown only now: {password}")
