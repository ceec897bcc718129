"""The first page after signing in: what is to be done, in the reader's own areas."""

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, signed_in
from engage.clock import utcnow
from engage.dashboard import queries

bp = Blueprint("dashboard", __name__)


@bp.get("/staff")
@signed_in
def overview() -> ResponseReturnValue:
    if not may(current_user, Permission.SEE_DASHBOARD):
        return render_template("dashboard/professional.html")
    return render_template("dashboard/overview.html", page=queries.overview(current_user, utcnow()))


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
