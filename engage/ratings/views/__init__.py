"""Pages of ratings: for residents, for professionals, for the office."""

from flask import Flask

from engage.ratings.views import card, desk, own
from engage.ratings.views.public import bp

__all__ = ["card", "init_app"]


def init_app(app: Flask) -> None:
    """Register the blueprints."""
    app.register_blueprint(bp)
    own.init_app(app)
    desk.init_app(app)
