from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public

bp = Blueprint("pictures", __name__)


@bp.get("/pictures/<string:digest>.webp")
@public
def picture(digest: str) -> ResponseReturnValue:
    abort(404)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
