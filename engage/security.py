"""Headers, compression, and refusals before any view: what every request and answer gets."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import flask_wtf.csrf
from flask import Flask, Response, abort, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from isal import igzip
from werkzeug.routing import IntegerConverter

from engage.config import Settings
from engage.errors import NotAllowed
from engage.i18n import _l
from engage.signing import KeptSerializer

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
COMPRESS_FROM = 900
FORM_BYTES = 1024 * 1024
TEXT = ("text/", "application/json", "image/svg+xml")
YEAR = 31_536_000


class SessionCookies(SecureCookieSessionInterface):
    """Flask's own session cookies. The serializer, which Flask makes anew for each request, is kept."""

    def get_signing_serializer(self, app: Flask) -> KeptSerializer:
        return self._serializer(app.secret_key)

    @lru_cache(maxsize=8)  # noqa: B019 - one of these serves the application for as long as it runs.
    def _serializer(self, key: str | bytes) -> KeptSerializer:
        how = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
        return KeptSerializer(key, salt=self.salt, serializer=self.serializer, signer_kwargs=how)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Most requests change nothing in the session: their answers only depend on it."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed and "Cookie" not in (vary := response.headers.get("Vary", "")):
            response.headers["Vary"] = f"{vary}, Cookie" if vary else "Cookie"


class RowNumber(IntegerConverter):
    """An id in an address. A number that no store could hold names nothing: the page is not found."""

    regex = "[0-9]{1,9}"


def private(response: Response) -> Response:
    """Keep a page out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def content_security_policy(settings: Settings) -> str:
    cdn = urlsplit(settings.htmx_url)
    scripts = f"'self' {cdn.scheme}://{cdn.netloc}" if cdn.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


def _refuse() -> None:
    """Turn away what no view should see, the cheapest check first."""
    is_unsafe = request.method in UNSAFE
    if is_unsafe:
        _refuse_cross_site()
        _refuse_long_form()
    _refuse_nul(is_unsafe)


def _refuse_cross_site() -> None:
    """Stand beside the form token: a browser says itself when another site sends a form here."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed(_l("This form was sent from another website. Nothing was recorded."))


def _refuse_long_form() -> None:
    """Refuse what no page's form can be: picking it apart would take a processor for seconds. Files come otherwise."""
    if request.mimetype == "application/x-www-form-urlencoded" and (request.content_length or 0) > FORM_BYTES:
        abort(413)


def _refuse_nul(is_unsafe: bool) -> None:
    """Refuse the one character that PostgreSQL can neither store nor compare, wherever text comes in."""
    texts = [*(request.view_args or {}).values()]
    if request.query_string:
        texts += request.args.values()
    if is_unsafe:
        texts += request.form.values()
    if any("\0" in text for text in texts if isinstance(text, str)):
        abort(400)


def compress(response: Response) -> Response:
    if (
        "Content-Encoding" not in response.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and not response.is_streamed
        and not response.direct_passthrough
        and (response.content_type or "").startswith(TEXT)
        and response.status_code not in (204, 304)
        and len(body := response.get_data()) > COMPRESS_FROM
    ):
        response.set_data(igzip.compress(body, compresslevel=1))
        response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def finish(response: Response) -> Response:
    if "Cache-Control" not in response.headers:
        # A page that knows its reader stays out of every cache; the others are checked each time.
        response.headers["Cache-Control"] = "no-store" if session else "no-cache"
    return compress(response)


class SameHeaders:
    """Adds the headers that all answers carry to each, at the door: whatever made the answer, it has them."""

    def __init__(self, app: Wsgi, headers: dict[str, str]) -> None:
        self._app, self._headers = app, list(headers.items())

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            return start_response(status, headers + self._headers, *error)

        return self._app(environ, start)


def init_app(app: Flask, settings: Settings) -> None:
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    app.wsgi_app = SameHeaders(app.wsgi_app, headers)  # type: ignore[method-assign]
    app.session_interface = SessionCookies()
    # Made anew for each form token otherwise, which takes longer than to sign or read one.
    flask_wtf.csrf.URLSafeTimedSerializer = lru_cache(maxsize=8)(KeptSerializer)
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse)
    app.after_request(finish)
