"""The command line: parse, call a service, print."""

import base64
import secrets
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from engage.config import SettingsError


def _create_app() -> Flask:
    from engage.app import create_app

    try:
        return create_app()
    except SettingsError as error:
        click.echo(f"engage: {error}", err=True)
        sys.exit(2)


@click.group(cls=FlaskGroup, create_app=_create_app, add_default_commands=False)
def main() -> None:
    """The residents' side of neighbourhood renewal."""


@main.command("keys")
def keys() -> None:
    """Print fresh secret keys, as lines for the environment."""
    click.echo(f"ENGAGE_SECRET_KEY={secrets.token_urlsafe(48)}")
    for name in ("ENGAGE_BALLOT_KEY", "ENGAGE_SIGNING_KEY"):
        click.echo(f"{name}={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}")


def init_app(app: Flask) -> None:
    """Commands are attached to `main`; the application itself carries none."""
