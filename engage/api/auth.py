"""Letting programs in by their key. Addresses that need one are marked `@permissions.key(scope)`."""

from flask import Flask, g, request

from engage.accounts.throttle import network_of
from engage.api import limits
from engage.api.errors import NoKey
from engage.api.models import ApiKey
from engage.api.queries.keys import matching_key
from engage.clock import utcnow
from engage.errors import NotAllowed
from engage.i18n import _l

OPEN311 = "/open311/"


def api_key() -> ApiKey:
    """Return the key of the program that asks. Only for views that are marked as needing one."""
    found: ApiKey = g.api_key
    return found


def admit(scope: str) -> None:
    """Let the request go on when it brings a key of this scope.

    Raises `NoKey`, `NotAllowed` for a key without the scope, and `TooMany`. A right key works however many wrong ones
    come from the same network.
    """
    brought, now = _brought(), utcnow()
    if not brought:
        raise NoKey(_l("This address needs a key. The documentation says how to get one."))
    key = matching_key(brought, now)
    if key is None:
        limits.count_wrong(network_of(request.remote_addr), now=now)
        raise NoKey(_l("This key does not work: it is mistyped, has expired, or was revoked."))
    if scope not in key.scopes:
        raise NotAllowed(_l("This key is not made for that. It would need the scope %(scope)s.", scope=scope))
    g.api_key = key
    limits.count_use(key, now=now)


def _brought() -> str:
    """Return the key as it was sent: as a bearer, or in the ways that Open311 knows."""
    header = request.authorization
    if header is not None and header.type == "bearer" and header.token:
        return header.token.strip()
    if request.path.startswith(OPEN311):
        return (request.headers.get("Api-Key") or request.headers.get("X-Api-Key") or _parameter()).strip()
    return ""


def _parameter() -> str:
    return request.form.get("api_key") or request.args.get("api_key") or ""


def init_app(app: Flask) -> None:
    app.extensions["engage.admit_key"] = admit
