from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public

bp = Blueprint("budget", __name__)


@bp.get("/cycles/<int:cycle_id>")
@public
def cycle(cycle_id: int) -> ResponseReturnValue:
    abort(404)
