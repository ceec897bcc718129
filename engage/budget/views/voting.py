from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public

bp = Blueprint("voting", __name__, url_prefix="/cycles/<int:cycle_id>/vote")


@bp.get("/enter")
@public
def enter(cycle_id: int) -> ResponseReturnValue:
    abort(404)
