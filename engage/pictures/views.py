"""Pictures as files. Their name is their content, so browsers may keep them for ever."""

from flask import Blueprint, Flask, Response, abort, request

from engage.accounts.permissions import public
from engage.pictures import queries

YEAR = 31_536_000

bp = Blueprint("pictures", __name__)


@bp.get("/pictures/<string:digest>.webp")
@public
def picture(digest: str) -> Response:
    return _answer(queries.full_picture(digest), digest)


@bp.get("/pictures/<string:digest>/thumb.webp")
@public
def thumbnail(digest: str) -> Response:
    return _answer(queries.thumbnail(digest), f"{digest}-thumb")


def _answer(data: bytes | None, etag: str) -> Response:
    if data is None:
        abort(404)
    response = Response(data, content_type=queries.CONTENT_TYPE)
    response.cache_control.public = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
