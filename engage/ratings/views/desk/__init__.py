"""The office's pages of ratings: professionals, visits, tickets, what waits for a second look, points, settings."""

from flask import Flask

from engage.ratings.views.desk import (
    cases,
    exports,
    figures,
    imports,
    people,
    phone,
    points,
    professionals,
    rules,
    tickets,
    visits,
)
from engage.ratings.views.desk.blueprint import bp

__all__ = [
    "cases",
    "exports",
    "figures",
    "imports",
    "people",
    "phone",
    "points",
    "professionals",
    "rules",
    "tickets",
    "visits",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
