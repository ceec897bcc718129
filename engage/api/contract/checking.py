"""Checking what came against a JSON Schema: of the words of JSON Schema, those that `schemas` uses for input."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from engage.api.errors import BadBody
from engage.i18n import _l

Schema = Mapping[str, Any]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_NAME = 40


def checked_body(value: Any, schema: Schema) -> dict[str, Any]:
    """Return the object that a program sent, when it has the shape. Raises `BadBody` naming all fields at fault."""
    if not isinstance(value, dict):
        raise BadBody(_l("The body has to be a JSON object."))
    properties = schema["properties"]
    if unknown := [name for name in value if name not in properties]:
        names = ", ".join(properties)
        raise BadBody(_l("There is no field of this name. There are: %(names)s.", names=names), fields=_short(unknown))
    if missing := [name for name in schema["required"] if name not in value]:
        raise BadBody(_l("Fields are missing: %(names)s.", names=", ".join(missing)), fields=missing)
    wrong = [name for name in value if not fits(value[name], properties[name])]
    if wrong:
        expected = properties[wrong[0]]["description"]
        sentence = _l("%(name)s cannot be understood: %(expected)s", name=wrong[0], expected=expected)
        raise BadBody(sentence, fields=wrong)
    return {name: _plain(value[name], properties[name]) for name in value}


def fits(value: Any, schema: Schema) -> bool:
    return _KINDS[schema["type"]](value, schema)


def _short(names: Sequence[str]) -> list[str]:
    return [name[:LONGEST_NAME] for name in names[:5]]


def _plain(value: Any, schema: Schema) -> Any:
    return int(value) if schema["type"] == "integer" else value


def _is_text(value: Any, schema: Schema) -> bool:
    if not isinstance(value, str):
        return False
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        return False
    return schema.get("format") != "date" or _is_day(value)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_whole(value: Any, schema: Schema) -> bool:
    """To JSON Schema 1.0 is a whole number, too; to Python True is one, and to us it is not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return False
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _is_list(value: Any, schema: Schema) -> bool:
    return (
        isinstance(value, list)
        and schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        and all(fits(item, schema["items"]) for item in value)
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern as JavaScript would read it, for whom $ never stands before a last line break."""
    return re.compile(text.removesuffix("$") + r"\Z") if text.endswith("$") else re.compile(text)


_KINDS: Mapping[str, Callable[[Any, Schema], bool]] = {"string": _is_text, "integer": _is_whole, "array": _is_list}
