"""JSON answers below /api/v1."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import Response, g, request

from engage.api.limits import MOST_USES, USE_WINDOW
from engage.api.views.blueprints import v1_bp

TYPE = "application/json"


def json_answer(body: Mapping[str, Any], status: int = 200, *, is_secret: bool = False) -> Response:
    """Return the answer. A secret one is kept by nobody on its way."""
    response = Response(_text(body), status, content_type=TYPE)
    return _for_one_key(response, "no-store" if is_secret else "private, no-cache")


def with_etag(body: Mapping[str, Any], *, of: Mapping[str, Any] | None = None, is_public: bool = False) -> Response:
    """Return the answer, or 304 when the program has it already.

    `of` is what the tag is taken of, where the body has something that changes by itself, such as the time.
    """
    response = Response(_text(body), content_type=TYPE)
    response.set_etag(sha256(_text(of or body)).hexdigest()[:32], weak=of is not None)
    if is_public:
        response.headers["Cache-Control"] = "no-cache"
    else:
        _for_one_key(response, "private, no-cache")
    response.make_conditional(request)
    return response


def _for_one_key(response: Response, cache_control: str) -> Response:
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Authorization")
    return response


def _text(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode() + b"\n"


@v1_bp.after_request
def tell_limit(response: Response) -> Response:
    """Tell a program how often its key may be used, as the draft of RateLimit header fields writes it."""
    if "api_key" in g:
        seconds = int(USE_WINDOW.total_seconds())
        response.headers["RateLimit-Policy"] = f'"key";q={MOST_USES};w={seconds}'
    return response
