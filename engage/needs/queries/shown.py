"""What of the demand list the public may see: one definition for pages, exports and the API."""

from sqlalchemy import ColumnElement

from engage.needs.models import Need
from engage.needs.states import State


def is_public(need: Need) -> bool:
    """Tell whether everybody may read a need. One that was declined unpublished stays with the office."""
    return need.first_published_at is not None and not need.is_private and need.state != State.RECEIVED


def is_public_in_sql() -> ColumnElement[bool]:
    """Return the same as a condition on `Need`."""
    return Need.is_shown()
