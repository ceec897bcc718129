from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public

bp = Blueprint("results", __name__, url_prefix="/cycles/<int:cycle_id>/result")


@bp.get("")
@public
def result(cycle_id: int) -> ResponseReturnValue:
    abort(404)
