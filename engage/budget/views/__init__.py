"""Pages of budgets: for residents (`public`, `voting`, `receipts`, `results`) and for staff (the others)."""

from flask import Flask

from engage.budget.views import public, receipts, results, staff, voting, watch


def init_app(app: Flask) -> None:
    for part in (public, voting, receipts, results, staff, watch):
        app.register_blueprint(part.bp)
    app.register_blueprint(voting.staff_bp)
