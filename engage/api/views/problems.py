"""Errors below /api/ as problem details (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.http import HTTP_STATUS_CODES

from engage.api.open311.documents import CONTENT_TYPES, Form, write
from engage.error_pages import answers_below
from engage.i18n import _l

CONTENT_TYPE = "application/problem+json"
# Of addresses that there are not; the sentences of pages would speak of going back.
SENTENCES = {
    404: _l("There is nothing at this address. Numbers in it cannot have slashes. GET /api/v1/openapi.json lists all."),
    405: _l("This address is not used with this method; the header Allow names those that are."),
}


@answers_below("/api/")
def problem(status: int, sentence: str, details: Mapping[str, Any]) -> Response:
    """Return the problem. `parameters` names those that are at fault, where it is known."""
    if request.url_rule is None and status in SENTENCES:
        sentence = str(SENTENCES[status])
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Unknown Error"),
        "status": status,
        "detail": sentence,
        "instance": request.path,
    }
    if fields := details.get("fields"):
        body["parameters"] = list(fields)
    response = Response(json.dumps(body, ensure_ascii=False) + "\n", status, content_type=CONTENT_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


# GeoReport v2 has numbers of its own: 403 stands for a missing or wrong key, 400 for whatever cannot be used.
OPEN311_STATUSES = {401: 403, 422: 400}


@answers_below("/open311/")
def open311_errors(status: int, sentence: str, _details: Mapping[str, Any]) -> Response:
    """Return the errors in the form that the address asks for; XML where it names none."""
    status = OPEN311_STATUSES.get(status, status)
    form = Form.JSON if request.path.endswith(".json") else Form.XML
    body = write(form, "errors", [{"code": status, "description": sentence}])
    return Response(body, status, content_type=CONTENT_TYPES[form])
