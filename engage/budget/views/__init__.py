"""Pages of budgets: for residents (`public`, `voting`, `receipts`, `results`) and for staff (the others)."""

from flask import Flask

from engage.budget.views import code_voters, codes, phases, proposals, public, receipts, results, staff, voting, watch

__all__ = ["code_voters", "init_app"]


def init_app(app: Flask) -> None:
    for part in (public, voting, receipts, results, staff, proposals, phases, watch):
        app.register_blueprint(part.bp)
    app.register_blueprint(voting.staff_bp)
    app.register_blueprint(codes.bp)
