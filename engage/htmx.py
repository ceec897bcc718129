"""Every HX- header: which part of a page to send, and where the library comes from."""

from typing import Any

from flask import Response, make_response, render_template, request


def is_fragment_request() -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def render(page: str, fragment: str, *, status: int = 200, **context: Any) -> Response:
    """Render the fragment for htmx, the whole page for everybody else, from one URL and one context."""
    response = make_response(render_template(fragment if is_fragment_request() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def whole_page(url: str, *, status: int) -> Response:
    """Tell htmx to leave the page for another one, rather than to put that one into this."""
    response = make_response("", status)
    response.headers["HX-Redirect"] = url
    return response
