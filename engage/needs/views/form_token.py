"""What names one filling-in of the form: drawn by us, signed together with the moment, held by page and cookie."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, TimestampSigner

from engage.needs.queries.drafts import KEPT

COOKIE = "need"
FIELD = "form"
# Nobody chooses a category and writes a sentence in less.
SHORTEST = timedelta(seconds=3)


@dataclass(frozen=True)
class Started:
    """A form that somebody began. `signed` is what travels; `token` is what the store keeps."""

    token: str
    signed: str
    at: datetime

    def is_too_fast(self, now: datetime) -> bool:
        return now - self.at < SHORTEST


def fresh() -> Started:
    started = read(_signer().sign(secrets.token_hex(16)).decode())
    if started is None:
        raise RuntimeError("A token just signed must be readable.")
    return started


def read(signed: str) -> Started | None:
    """Return what was signed, or None when it was not signed by us."""
    try:
        token, at = _signer().unsign(signed, return_timestamp=True)
    except BadSignature:
        return None
    return Started(token.decode(), signed, at)


def brought() -> Started | None:
    """Return the form that this browser kept something of."""
    return read(request.cookies.get(COOKIE, ""))


def hand_out(response: Response, started: Started) -> Response:
    """Let the browser remember the form, until it is closed or the draft's time is over."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    max_age = int(KEPT.total_seconds())
    response.set_cookie(COOKIE, started.signed, max_age=max_age, httponly=True, samesite="Lax", secure=secure,
                        path="/needs")  # fmt: skip
    return response


def take_back(response: Response) -> Response:
    response.delete_cookie(COOKIE, path="/needs")
    return response


def _signer() -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt="need form")
