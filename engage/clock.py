"""The one place that reads the wall clock. Services are handed the time; views and commands ask here."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    return datetime.now(UTC)
