"""Pages of budgets: for residents (`public`, `voting`, `results`) and for officials (`staff`, `watch`)."""

from flask import Flask

from engage.budget.views import public, results, staff, voting, watch


def init_app(app: Flask) -> None:
    for part in (public, voting, results, staff, watch):
        app.register_blueprint(part.bp)
