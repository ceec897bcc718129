"""Which device asks: a random number in a signed cookie, drawn when it is first needed. Nobody has to sign in for it.

It stands behind "once for each device" and is no proof of a person: whatever counts devices says so on its page. Tables
keep a keyed hash that differs with the purpose, so that a device cannot be followed from one to another.
"""

import hmac
import secrets
from hashlib import sha256

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, Signer

from engage.config import secret

COOKIE = "device"
YEAR = 31_536_000
BYTES = 16


def device_key(purpose: str) -> str:
    """Return what a table may keep of this device for this purpose, such as "need 7": 64 hexadecimal characters."""
    return hmac.new(secret(), f"device:{purpose}:{_number()}".encode(), sha256).hexdigest()


def is_known() -> bool:
    """Tell whether this browser brought a device number of ours."""
    return _brought() is not None


def _number() -> str:
    if "device" not in g:
        g.device = _brought()
        if g.device is None:
            g.device = g.new_device = secrets.token_hex(BYTES)
    return str(g.device)


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="device")


def _brought() -> str | None:
    try:
        number = _signer().unsign(request.cookies.get(COOKIE, "")).decode()
    except (BadSignature, UnicodeError):
        return None
    return number if len(number) == 2 * BYTES else None


def _hand_out(response: Response) -> Response:
    if number := g.pop("new_device", None):
        value = _signer().sign(number.encode()).decode()
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def init_app(app: Flask) -> None:
    app.after_request(_hand_out)
