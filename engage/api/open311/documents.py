"""Documents of GeoReport v2 in its two forms, from the same values: dictionaries, lists, texts, truths and nothing."""

import json
import re
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree


class Form(StrEnum):
    XML = "xml"
    JSON = "json"


CONTENT_TYPES = {Form.XML: "text/xml; charset=utf-8", Form.JSON: "application/json; charset=utf-8"}
# What each entry of a list is called in XML. JSON has no names for them.
ENTRIES = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(form: Form, name: str, content: Any) -> bytes:
    """Return the document; its name is the root element of XML and appears in JSON nowhere."""
    if form == Form.JSON:
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    root = _element(name, content)
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, dict):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(ENTRIES[name], entry) for entry in content)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = _NOT_IN_XML.sub("", str(content))
    return element
