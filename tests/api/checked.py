"""A program's client that holds every answer below /api/v1 against the published document."""

import jsonschema_rs
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from engage.api.contract.document import openapi, path_of
from engage.i18n import speaking


class CheckedClient(FlaskClient):
    """Raises `AssertionError` for an answer that the document does not know."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        if response.request.path.startswith("/api/v1/"):
            check(self.application, response)
        return response


def document_of(app: Flask):
    if "tests.document" not in app.extensions:
        with app.test_request_context(), speaking("en"):
            app.extensions["tests.document"] = openapi(app, "http://localhost")
    return app.extensions["tests.document"]


def check(app: Flask, response) -> None:
    method, path = response.request.method, response.request.path
    document = document_of(app)
    try:
        rule, _values = app.url_map.bind("localhost").match(path, method=method, return_rule=True)
    except HTTPException:
        assert response.status_code in (404, 405, 308), response.status_code
        return
    if method not in ("GET", "PUT", "POST") or path_of(rule) not in document["paths"]:
        return
    found = document["paths"][path_of(rule)][method.lower()]["responses"]
    if response.status_code == 500:
        assert response.mimetype == "application/problem+json"
        return
    assert str(response.status_code) in found, f"{method} {path}: {response.status_code} is not in the document"
    told = resolved(document, found[str(response.status_code)])
    for name in told.get("headers", {}):
        assert name in response.headers, f"{method} {path}: {response.status_code} lacks the header {name}"
    if "content" not in told:
        assert response.data == b""
        return
    schema = told["content"][response.mimetype]["schema"]
    validator(document, schema).validate(response.json)


def resolved(document, value):
    if "$ref" in value:
        return resolved(document, document["components"]["responses"][value["$ref"].rpartition("/")[2]])
    return value


def validator(document, schema):
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
