"""Reading JSON strictly: what one reader would take this way and another that way is refused."""

import json
from typing import Any

from engage.api.errors import BadBody
from engage.errors import Invalid
from engage.i18n import _l


def parse(body: bytes) -> Any:
    """Return the value. Raises `BadBody` for what is no JSON, and `Invalid` for text that no store can hold.

    A name that comes twice is refused, and so are NaN and Infinity, which are not JSON.
    """
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_without_repetition, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadBody(_l("The body is not JSON in UTF-8, or has a name twice in one object.")) from error
    if not _can_be_stored(value):
        raise Invalid(_l("The text has characters that cannot be stored."))
    return value


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name comes twice")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _can_be_stored(value: Any) -> bool:
    """Tell whether all text in the value has an encoding, and none of the one character that PostgreSQL cannot hold."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_can_be_stored(part) for pair in value.items() for part in pair)
    return not isinstance(value, list) or all(map(_can_be_stored, value))
