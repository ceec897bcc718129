from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff

bp = Blueprint("watch", __name__, url_prefix="/staff/cycles/<int:cycle_id>")


@bp.get("/tally")
@staff(Permission.WATCH_CYCLES)
def tally(cycle_id: int) -> ResponseReturnValue:
    abort(404)
