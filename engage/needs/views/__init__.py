"""Pages of the demand list."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the blueprints."""
