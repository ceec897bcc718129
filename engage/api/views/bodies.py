"""Reading the JSON that a program sends."""

from typing import Any

from flask import request

from engage.api.contract.checking import checked_body
from engage.api.contract.json_text import parse
from engage.api.contract.operation import Operation, read_query
from engage.api.contract.schemas import SCHEMAS
from engage.api.errors import BadParameter, BodyTooLong, NotJson
from engage.i18n import _l

MOST_BYTES = 64 * 1024
LONGEST_IDEMPOTENCY_KEY = 200


def read_body(operation: Operation) -> dict[str, Any]:
    """Return what was sent, in the shape that the operation names; its query has to be empty.

    Raises `NotJson`, `BodyTooLong`, `BadBody` and `Invalid`.
    """
    read_query(operation, request.args)
    if request.mimetype != "application/json":
        raise NotJson(_l("Send JSON, marked with the header Content-Type: application/json."))
    if request.content_length is not None and request.content_length > MOST_BYTES:
        raise BodyTooLong(_l("The body is too long: at most %(most)s bytes.", most=MOST_BYTES))
    return checked_body(parse(request.get_data(cache=False)), SCHEMAS[operation.body or ""])


def idempotency_key() -> str:
    """Return the program's name for this sending, "" when it has none. Raises `BadParameter`."""
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return ""
    if not 0 < len(text) <= LONGEST_IDEMPOTENCY_KEY or not all("!" <= letter <= "~" for letter in text):
        raise BadParameter(
            _l("Idempotency-Key has 1 to %(most)s letters, digits or signs, no spaces.", most=LONGEST_IDEMPOTENCY_KEY),
            fields=["Idempotency-Key"],
        )
    return text
