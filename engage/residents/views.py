from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff

bp = Blueprint("residents", __name__)


@bp.get("/staff/roll")
@staff(Permission.ISSUE_AT_DESK)
def roll() -> ResponseReturnValue:
    abort(404)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
