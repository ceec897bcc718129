"""A professional's own visits, tickets, feedback, answers and appeals."""

from flask import Flask

from engage.ratings.views.own import answers, appeals, feedback, tickets, visits
from engage.ratings.views.own.blueprint import bp

__all__ = ["answers", "appeals", "feedback", "init_app", "tickets", "visits"]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
