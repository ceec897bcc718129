"""One answer for each error: a page, a fragment for htmx, or JSON for programs."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from engage.errors import EngageError
from engage.extensions import db
from engage.htmx import is_fragment_request
from engage.i18n import _, _l
from engage.transaction import is_store_failure
from engage.typed_words import form_page, typed_words

logger = logging.getLogger(__name__)

SENTENCES = {
    400: _l("The request could not be understood. Please go back and try again."),
    403: _l("You may not use this page."),
    404: _l("There is no such page. The address may be mistyped, or the page was taken down."),
    405: _l("This page cannot be used that way. Please go back and try again."),
    413: _l("What you sent is too large. A picture or a list may have up to 10 MB."),
    415: _l("This kind of file cannot be used here."),
    429: _l("Too many tries. Please wait a while."),
}
OTHERWISE = _l("Something went wrong on our side. Nothing was recorded. Please try again in a few minutes.")

ForPrograms = Callable[[int, str, Mapping[str, Any]], Response]
_for_programs: dict[str, ForPrograms] = {}


def answers_below(path: str) -> Callable[[ForPrograms], ForPrograms]:
    """Register what answers errors of the addresses below a path, from the status, sentence and details of each."""

    def register(make: ForPrograms) -> ForPrograms:
        _for_programs[path] = make
        return make

    return register


def wants_json() -> bool:
    accept = request.accept_mimetypes
    return accept.best_match(["text/html", "application/json"]) == "application/json"


def answer(status: int, sentence: str, **details: object) -> Response:
    """Build the answer. Its page needs neither the store nor the signed-in user."""
    g.bare_frame = True
    for_programs = next((make for path, make in _for_programs.items() if request.path.startswith(path)), None)
    if for_programs is not None:
        response = for_programs(status, sentence, details)
    elif wants_json():
        response = jsonify(status=status, title=sentence)
    elif is_fragment_request():
        response = make_response(render_template("errors/_problem.html", sentence=sentence))
    else:
        # A form from another website is no words of the reader's.
        typed = typed_words() if status != 403 else []
        again = form_page() if status in (400, 413) and request.method == "POST" else ""
        response = make_response(
            render_template("errors/error.html", sentence=sentence, status=status, typed=typed, again=again)
        )
    if for_programs is None:  # Those of a protocol may have a number of their own.
        response.status_code = status
    if retry_after := details.get("retry_after"):
        response.headers["Retry-After"] = str(retry_after)
    elif status == 503:
        response.headers["Retry-After"] = "5"
    response.headers["Cache-Control"] = "no-store"
    return response


def _engage_error(error: EngageError) -> Response:
    return answer(error.status, str(error), **error.details)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:  # A redirect that routing asks for.
        return make_response(error.response)
    status = error.code or 500
    response = answer(status, str(SENTENCES.get(status, OTHERWISE)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def _csrf_error(error: CSRFError) -> Response:
    sentence = _("This page was open for too long, or cookies are switched off. Nothing was recorded. Load it again.")
    return answer(400, sentence)


def _store_error(error: DBAPIError) -> Response:
    if not is_store_failure(error):
        return _unexpected(error)
    logger.warning("store failure", extra={"kind": type(error.orig).__name__})
    return answer(503, _("The store is busy. Nothing was recorded. Please try again in a moment."))


def _unexpected(error: Exception) -> Response:
    logger.error("unexpected error", exc_info=error)
    try:
        db.session.rollback()
    except Exception:  # The store itself may be what failed.
        logger.exception("rollback failed")
    return answer(500, str(OTHERWISE))


def init_app(app: Flask) -> None:
    app.register_error_handler(EngageError, _engage_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(DBAPIError, _store_error)
    app.register_error_handler(Exception, _unexpected)
