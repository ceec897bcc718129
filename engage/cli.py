"""The `engage` program: its commands by section, and plain sentences for whatever can be foreseen."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import DatabaseError, DBAPIError

from engage import __version__
from engage.config import SettingsError
from engage.demo.folder import DemoFolder
from engage.errors import EngageError
from engage.serve import CannotListen
from engage.transaction import is_store_failure

# Each command by the section of the help page that it stands in, and where it is to be found.
SECTIONS = {
    "To try it, with nothing to set up": {
        "demo": "engage.demo.commands:demo_command",
        "tally": "engage.budget.commands:tally_command",
        "points": "engage.ratings.commands:points_command",
    },
    "To set it up": {
        "keys": "engage.commands:keys_command",
        "migrate": "engage.commands:migrate_command",
        "areas": "engage.communities.commands:areas_commands",
        "user": "engage.accounts.commands:user_commands",
        "key": "engage.api.commands:key_commands",
    },
    "To run it": {
        "serve": "engage.commands:serve_command",
        "backup": "engage.commands:backup_command",
        "check-backup": "engage.commands:check_backup_command",
        "verify": "engage.ballotbox.commands:verify_command",
        "budget": "engage.budget.commands:budget_commands",
        "needs": "engage.needs.commands:needs_commands",
        "ratings": "engage.ratings.commands:ratings_commands",
        "survey": "engage.surveys.commands:survey_commands",
        "worker": "engage.webhooks.commands:worker_command",
        "webhooks": "engage.webhooks.commands:webhooks_commands",
    },
}
PLACES = {name: place for commands in SECTIONS.values() for name, place in commands.items()}


class Refused(click.ClickException):
    """A foreseeable fault: one sentence on standard error, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"engage: {self.format_message()}", err=True)


class Program(click.Group):
    """Finds commands when they are asked for, lists them by section, and turns faults into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PLACES:
            return None
        module, _, attribute = PLACES[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, PLACES))
        for section, names in SECTIONS.items():
            with formatter.section(section):
                found = [(name, self.get_command(ctx, name)) for name in names]
                lines = [(name.ljust(width), command.get_short_help_str(90)) for name, command in found if command]
                formatter.write_dl(lines)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, CannotListen) as error:
            raise Refused(str(error)) from error
        except EngageError as error:
            raise Refused(_sentence(error, ctx)) from error
        except DBAPIError as error:
            if not _is_foreseeable(error):
                raise
            raise Refused(f"The store cannot be used: {_first_line(error.orig)}.") from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise Refused(f"{where}{error.strerror or error}.") from error


def _sentence(error: EngageError, ctx: click.Context) -> str:
    if isinstance(error.message, str):
        return error.message
    with ctx.ensure_object(ScriptInfo).load_app().app_context():  # A sentence that can be translated needs one.
        return str(error)


def _is_foreseeable(error: DBAPIError) -> bool:
    """Tell a store that is away, locked, full or no store at all from a mistake of ours."""
    return is_store_failure(error) or type(error) is DatabaseError


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def _create_app() -> Flask:
    from engage.app import create_app

    return create_app()


@click.group(cls=Program, context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="engage")
@click.option("--demo", metavar="DIR", type=click.Path(path_type=Path), help="Work on the demonstration in DIR.")
@click.pass_context
def main(ctx: click.Context, demo: Path | None) -> None:
    """The residents' side of neighbourhood renewal: posters, votes, results.

    Settings come from environment variables; the README lists them. `engage COMMAND --help` says more.
    """
    if demo is not None:
        os.environ.update(DemoFolder(demo).environment(os.environ))
    ctx.obj = ScriptInfo(create_app=_create_app, set_debug_flag=False)
