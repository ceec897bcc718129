"""Staff pages of the voter roll."""

from flask import Flask

from engage.residents.views import imports, roll
from engage.residents.views.blueprint import bp

__all__ = ["imports", "init_app", "roll"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
