from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff

bp = Blueprint("cycles", __name__, url_prefix="/staff/cycles")


@bp.get("")
@staff(Permission.WATCH_CYCLES)
def cycles() -> ResponseReturnValue:
    abort(404)


@bp.get("/<int:cycle_id>")
@staff(Permission.WATCH_CYCLES)
def cycle(cycle_id: int) -> ResponseReturnValue:
    abort(404)
