"""The OpenAPI document, turned into what a page shows: addresses, what they take, what they answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """`kind` is a few English words of JSON Schema, such as "string", "integer or null" or a list of values."""

    name: str
    place: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True)
class Reply:
    status: str
    words: str
    shape: str


@dataclass(frozen=True)
class Chapter:
    """One address with one method."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    fields: list[Field]
    replies: list[Reply]


@dataclass(frozen=True)
class Shape:
    name: str
    words: str
    fields: list[Field]


def chapters(document: Mapping[str, Any]) -> list[Chapter]:
    return [
        _chapter(document, path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def shapes(document: Mapping[str, Any]) -> list[Shape]:
    """Return the objects that come and go, without those that are shown as the fields of a chapter."""
    found = document["components"]["schemas"]
    return [
        Shape(name, schema.get("description", ""), list(_properties(schema, "")))
        for name, schema in found.items()
        if not name.endswith(("Put", "Post"))
    ]


def _chapter(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Chapter:
    fields = [
        Field(found["name"], found["in"], kind_of(found["schema"]), found["required"], found["description"])
        for found in operation["parameters"]
    ]
    if body := operation.get("requestBody"):
        fields += _properties(_resolved(document, body["content"]["application/json"]["schema"]), "body")
    security = operation["security"]
    return Chapter(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        scope=security[0]["key"][0] if security else "",
        fields=fields,
        replies=[_reply(document, status, found) for status, found in sorted(operation["responses"].items())],
    )


def _properties(schema: Schema, place: str) -> Iterator[Field]:
    for name, found in schema["properties"].items():
        yield Field(name, place, kind_of(found), name in schema["required"], found.get("description", ""))


def _reply(document: Mapping[str, Any], status: str, response: Mapping[str, Any]) -> Reply:
    found = _resolved(document, response)
    schemas = [content["schema"] for content in found.get("content", {}).values()]
    named = [str(schema["$ref"]).rpartition("/")[2] for schema in schemas if "$ref" in schema]
    return Reply(status, found["description"], named[0] if named else "")


def _resolved(document: Mapping[str, Any], schema: Schema) -> Schema:
    found: Any = schema
    while "$ref" in found:
        place: Any = document
        for part in found["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        found = place
    return found


def kind_of(schema: Schema) -> str:
    """Say in a few words what a value may be."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return "true" if schema["const"] else "false"
    if "oneOf" in schema:
        return " | ".join(map(kind_of, schema["oneOf"]))
    if "enum" in schema:
        return " | ".join(schema["enum"])
    kind = schema["type"]
    if kind == "array":
        return f"[{kind_of(schema['items'])}]"
    named = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{named} ({schema['format']})" if "format" in schema else named
