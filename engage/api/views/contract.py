"""The OpenAPI document, and the same as a page for people."""

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.api.contract.document import openapi as document
from engage.api.contract.operation import Answer, Operation, describes, read_query
from engage.api.contract.page import chapters, shapes
from engage.api.views.answers import with_etag
from engage.api.views.blueprints import v1_bp
from engage.config import settings
from engage.i18n import _l, speaking

OPENAPI = Operation(
    summary=_l("This document"),
    answers={200: Answer(_l("OpenAPI 3.1, in English."))},
    has_etag=True,
    refusals=(400,),
)


@v1_bp.get("/openapi.json")
@public
@describes(OPENAPI)
def openapi() -> Response:
    read_query(OPENAPI, request.args)
    with speaking("en"):
        return with_etag(document(current_app, settings().public_url), is_public=True)


@v1_bp.get("/")
@public
def page() -> ResponseReturnValue:
    written = document(current_app, settings().public_url)
    return render_template("api/contract.html", chapters=chapters(written), shapes=shapes(written))
