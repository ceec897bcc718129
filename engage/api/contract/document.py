"""The OpenAPI 3.1 document, written from what the views say of themselves."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from flask_babel.speaklater import LazyString
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule

from engage import __version__
from engage.api.contract.operation import Operation
from engage.api.contract.schemas import PATH_PARAMETERS, SCHEMAS, Schema, ref, text
from engage.i18n import _, _l

PREFIX = "/api/v1/"
PROBLEM = "application/problem+json"
REFUSALS: Mapping[int, Any] = {
    400: _l("A parameter, or the body, cannot be understood."),
    401: _l("No key was brought, or one that does not work."),
    403: _l("The key is not made for that: it lacks the scope."),
    404: _l("There is no such thing within the key's area."),
    409: _l("It does not go together with what is recorded."),
    413: _l("The body is too long."),
    415: _l("The body is not marked as application/json."),
    422: _l("It was understood, but names something that is not there, or does not hold together."),
    429: _l("Too often. Wait for as many seconds as Retry-After says."),
    503: _l("The store is busy; nothing was recorded. Wait for as many seconds as Retry-After says."),
}
WITH_RETRY_AFTER = {429, 503}
IDEMPOTENCY_KEY = text(
    _l("A name for this sending, chosen by you: the same sending again within a day gets the same answer."),
    least=1, most=200, pattern="^[!-~]+$", example="2f1c8a",
)  # fmt: skip


def described(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Return every address and method that programs use, with its view, in the order of addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        if rule.rule.startswith(PREFIX) and hasattr(view, "operation"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, view


def path_of(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def openapi(app: Flask, base_url: str) -> dict[str, Any]:
    """Return the document, in the language of whoever asks."""
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, view in described(app):
        paths.setdefault(path_of(rule), {})[method.lower()] = _operation(rule, view)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "engage /api/v1",
            "version": __version__,
            "description": _("For the staff platform: professionals, visits, tickets, satisfaction, needs, results."),
        },
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "responses": {_name(status): _problem(status) for status in REFUSALS},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }
    plain: dict[str, Any] = _spoken(document)
    return plain


def refusals_of(rule: Rule, view: Any) -> list[int]:
    """Return the statuses of all problems that an address may answer with."""
    operation: Operation = view.operation
    found = {503, *operation.refusals}
    found |= {400} if operation.query or operation.body or _is_for_keys(view) else set()
    found |= {401, 403, 429} if _is_for_keys(view) else set()
    found |= {404} if rule.arguments else set()
    found |= {413, 415} if operation.body else set()
    return sorted(found)


def _is_for_keys(view: Any) -> bool:
    return bool(view.access.kind == "key")


def _operation(rule: Rule, view: Any) -> dict[str, Any]:
    operation: Operation = view.operation
    found: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix("api_v1."),
        "summary": operation.summary,
        "security": [{"key": [str(view.access.scope)]}] if _is_for_keys(view) else [],
        "parameters": list(_parameters(rule, operation)),
        "responses": _responses(rule, view),
    }
    if operation.words:
        found["description"] = operation.words
    if operation.body:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(operation.body)}}}
    return found


def _parameters(rule: Rule, operation: Operation) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments):
        yield _parameter(name, "path", PATH_PARAMETERS[name], is_required=True)
    for known in operation.query:
        yield _parameter(known.name, "query", known.schema, is_required=known.is_required)
    if operation.takes_idempotency_key:
        yield _parameter("Idempotency-Key", "header", IDEMPOTENCY_KEY)
    if operation.has_etag:
        words = text(_l("The ETag of an earlier answer: when nothing changed since, the answer is 304 without a body."))
        yield _parameter("If-None-Match", "header", words)


def _parameter(name: str, place: str, schema: Schema, *, is_required: bool = False) -> dict[str, Any]:
    shape = {key: value for key, value in schema.items() if key not in ("description", "example")}
    found = {"name": name, "in": place, "required": is_required, "description": schema["description"], "schema": shape}
    return {**found, "example": schema["example"]} if "example" in schema else found


def _responses(rule: Rule, view: Any) -> dict[str, Any]:
    operation: Operation = view.operation
    found: dict[str, Any] = {}
    for status, answer in operation.answers.items():
        shape = ref(answer.shape) if answer.shape else {"type": "object"}
        found[str(status)] = {"description": answer.words, "content": {"application/json": {"schema": shape}}}
        if operation.has_etag:
            found[str(status)]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    if operation.has_etag:
        found["304"] = {"description": _l("Nothing changed since.")}
    for status in refusals_of(rule, view):
        found[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    return found


def _problem(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {"description": REFUSALS[status], "content": {PROBLEM: {"schema": ref("Problem")}}}
    if status in WITH_RETRY_AFTER:
        found["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    if status == 401:
        found["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return found


def _name(status: int) -> str:
    return HTTP_STATUS_CODES[status].title().replace(" ", "").replace("-", "")


def _spoken(value: Any) -> Any:
    """Return the value with every sentence in the language that is spoken now."""
    if isinstance(value, dict):
        return {name: _spoken(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_spoken(part) for part in value]
    return str(value) if isinstance(value, LazyString) else value
