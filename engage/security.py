"""Headers, compression, and refusals before any view: what every request and answer gets."""

from functools import lru_cache
from urllib.parse import urlsplit

import flask_wtf.csrf
from flask import Flask, Response, abort, request, session
from flask.sessions import SecureCookieSessionInterface
from isal import igzip
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import IntegerConverter

from engage.config import Settings
from engage.errors import NotAllowed
from engage.i18n import _l

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
COMPRESS_FROM = 900
FORM_BYTES = 1024 * 1024
TEXT = ("text/", "application/json", "image/svg+xml")
YEAR = 31_536_000


_KEPT_SERIALIZER = lru_cache(maxsize=8)(URLSafeTimedSerializer)


class SessionCookies(SecureCookieSessionInterface):
    """Flask's own session cookies. The serializer, which Flask makes anew for each request, is kept."""

    def __init__(self) -> None:
        self._kept: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._kept[0] != app.secret_key:
            self._kept = (app.secret_key, super().get_signing_serializer(app))
        return self._kept[1]


class RowNumber(IntegerConverter):
    """An id in an address. A number that no store could hold names nothing: the page is not found."""

    regex = "[0-9]{1,9}"


def content_security_policy(settings: Settings) -> str:
    cdn = urlsplit(settings.htmx_url)
    scripts = f"'self' {cdn.scheme}://{cdn.netloc}" if cdn.netloc else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


def _refuse_cross_site() -> None:
    """Stand beside the form token: a browser says itself when another site sends a form here."""
    if request.method in UNSAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed(_l("This form was sent from another website. Nothing was recorded."))


def _refuse_long_form() -> None:
    """Refuse what no page's form can be: picking it apart would take a processor for seconds. Files come otherwise."""
    if request.mimetype == "application/x-www-form-urlencoded" and (request.content_length or 0) > FORM_BYTES:
        abort(413)


def _refuse_nul() -> None:
    """Refuse the one character that PostgreSQL can neither store nor compare, wherever text comes in."""
    texts = [*(request.view_args or {}).values()]
    if request.query_string:
        texts += request.args.values()
    if request.method in UNSAFE:
        texts += request.form.values()
    if any("\0" in text for text in texts if isinstance(text, str)):
        abort(400)


def compress(response: Response) -> Response:
    if (
        "gzip" in request.headers.get("Accept-Encoding", "")
        and not response.is_streamed
        and not response.direct_passthrough
        and response.content_encoding is None
        and (response.content_type or "").startswith(TEXT)
        and response.status_code not in (204, 304)
        and len(body := response.get_data()) > COMPRESS_FROM
    ):
        response.set_data(igzip.compress(body, compresslevel=1))
        response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
    return response


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

    def finish(response: Response) -> Response:
        response.headers.extend(headers)
        if "Cache-Control" not in response.headers:
            # A page that knows its reader stays out of every cache; the others are checked each time.
            response.headers["Cache-Control"] = "no-store" if session else "no-cache"
        return compress(response)

    app.session_interface = SessionCookies()
    # Made anew for each form token otherwise, which takes longer than to sign or read one.
    flask_wtf.csrf.URLSafeTimedSerializer = _KEPT_SERIALIZER
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_long_form)
    app.before_request(_refuse_nul)
    app.after_request(finish)
