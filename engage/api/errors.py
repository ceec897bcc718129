"""Refusals that only programs get."""

from engage.errors import EngageError


class NoKey(EngageError):
    """No key was brought, or one that does not work: unknown, wrong, expired or revoked all alike."""

    status = 401


class BadParameter(EngageError):
    """A parameter cannot be understood; `details["fields"]` names it."""

    status = 400
