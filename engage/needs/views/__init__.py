"""Pages of the demand list."""

from flask import Flask

from engage.needs.views import demand, desk, form, keeping, need, tracking, where
from engage.needs.views.blueprint import bp
from engage.needs.words import STATE_NAMES, STATE_SENTENCES, category_name


def init_app(app: Flask) -> None:
    """Register the blueprints."""
    app.register_blueprint(bp)
    desk.init_app(app)
    demand.init_app(app)
    app.jinja_env.globals.update(category_name=category_name, state_names=STATE_NAMES, state_sentences=STATE_SENTENCES)


__all__ = ["form", "init_app", "keeping", "need", "tracking", "where"]
