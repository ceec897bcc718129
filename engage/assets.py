"""Style sheet and scripts: bundled, compressed once at the start, cached by browsers for ever under their hash."""

import gzip
import hashlib
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for

from engage.accounts.permissions import public
from engage.paths import asset_folder

BUNDLES = {
    "engage.css": ("css/simple-2.3.7.min.css", "css/engage.css", "css/places.css", "css/voting.css", "css/cycles.css"),
    "print.css": ("css/print.css",),
    "codes.css": ("css/codes.css",),
    "results.css": ("css/results.css",),
    "needs.css": ("css/needs.css",),
    "demand.css": ("css/demand.css",),
    "desk.css": ("css/desk.css",),
    "ratings.css": ("css/ratings.css",),
    "ratings_desk.css": ("css/ratings_desk.css",),
    "survey_desk.css": ("css/survey_desk.css",),
    "contract.css": ("css/contract.css",),
    "surveys.css": ("css/surveys.css",),
    "survey_results.css": ("css/survey_results.css",),
    "survey_paper.css": ("css/survey_paper.css",),
    "engage.js": ("js/engage.js",),
    "download.js": ("js/download.js",),
    "survey.js": ("js/survey.js",),
    "keyed.js": ("js/keyed.js",),
    "typed.js": ("js/typed.js",),
    "htmx.js": ("js/htmx-2.0.11.min.js",),
}
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

bp = Blueprint("assets", __name__, url_prefix="/assets")


@dataclass(frozen=True)
class Asset:
    digest: str
    body: bytes
    compressed: bytes
    content_type: str


def build(name: str) -> Asset:
    folder = asset_folder("static")
    body = b"\n".join((folder / part).read_bytes() for part in BUNDLES[name])
    return Asset(
        hashlib.sha256(body).hexdigest()[:12], body, gzip.compress(body, 9, mtime=0), TYPES[name.rsplit(".")[-1]]
    )


@bp.get("/<string:digest>/<string:name>")
@public
def asset(digest: str, name: str) -> Response:
    found: Asset | None = current_app.extensions["engage.assets"].get(name)
    if found is None or digest != found.digest:
        abort(404)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.compressed if zipped else found.body, content_type=found.content_type)
    if zipped:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = 31_536_000
    response.cache_control.immutable = True
    return response


def asset_url(name: str) -> str:
    return url_for("assets.asset", digest=current_app.extensions["engage.assets"][name].digest, name=name)


def init_app(app: Flask) -> None:
    app.extensions["engage.assets"] = {name: build(name) for name in BUNDLES}
    app.register_blueprint(bp)
    app.jinja_env.globals["asset_url"] = asset_url
