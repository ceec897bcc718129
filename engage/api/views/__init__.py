"""What programs ask (`open311`, and the others below /api/v1), and the pages on which staff give out keys (`keys`)."""

from flask import Flask

from engage.api import auth
from engage.api.views import contract, demands, keys, open311, problems, professionals, results, satisfaction
from engage.api.views.blueprints import keys_bp, open311_bp, v1_bp

__all__ = [
    "contract", "demands", "init_app", "keys", "open311", "problems", "professionals", "results", "satisfaction",
]  # fmt: skip


def init_app(app: Flask) -> None:
    auth.init_app(app)
    for blueprint in (keys_bp, v1_bp, open311_bp):
        app.register_blueprint(blueprint)
