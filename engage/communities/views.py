from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, public, staff

bp = Blueprint("communities", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    abort(404)


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    abort(404)


@bp.get("/communities/<string:code>")
@public
def community(code: str) -> ResponseReturnValue:
    abort(404)


@bp.get("/q/<string:code>")
@public
def short_address(code: str) -> ResponseReturnValue:
    abort(404)


@bp.get("/staff/areas")
@staff(Permission.MANAGE_AREAS)
def areas() -> ResponseReturnValue:
    abort(404)


@bp.get("/staff/placements")
@staff(Permission.MANAGE_POSTERS)
def placements() -> ResponseReturnValue:
    abort(404)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
