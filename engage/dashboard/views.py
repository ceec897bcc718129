from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff

bp = Blueprint("dashboard", __name__)


@bp.get("/staff")
@staff(Permission.SEE_DASHBOARD)
def overview() -> ResponseReturnValue:
    abort(404)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
