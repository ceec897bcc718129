"""Refusals that only programs get."""

from engage.errors import EngageError


class NoKey(EngageError):
    """No key was brought, or one that does not work: unknown, wrong, expired or revoked all alike."""

    status = 401


class BadParameter(EngageError):
    """A parameter cannot be understood; `details["fields"]` names it."""

    status = 400


class BadBody(EngageError):
    """The body is not the JSON that this address takes; `details["fields"]` names what is at fault."""

    status = 400


class BodyTooLong(EngageError):
    status = 413


class NotJson(EngageError):
    """The body is marked as something else than JSON."""

    status = 415
