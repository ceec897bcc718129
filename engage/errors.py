"""Errors that a person may read. `error_pages` turns each into an answer."""

from collections.abc import Mapping
from typing import Any


class EngageError(Exception):
    """A refusal with a sentence for the reader; nothing was changed."""

    status = 400

    def __init__(self, message: Any, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Any] = details

    def __str__(self) -> str:
        return str(self.message)


class NotFound(EngageError):
    status = 404


class NotAllowed(EngageError):
    status = 403


class Conflict(EngageError):
    status = 409


class Closed(Conflict):
    """Too early, too late or frozen: the time for this has passed or has not come."""


class Invalid(EngageError):
    """The input does not hold together; `details["fields"]` may name the fields."""

    status = 422


class TooMany(EngageError):
    """Too many tries; `details["retry_after"]` is in seconds."""

    status = 429


class StoreBusy(EngageError):
    """The store is locked, full, read-only or away. Nothing was recorded."""

    status = 503
