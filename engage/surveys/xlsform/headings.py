"""Headings of XLSForm sheets: spelling, other names and languages, understood as pyxform does."""

import re
from dataclasses import dataclass

# Names that pyxform takes for others.
ALIASES = {
    "survey": {
        "command": "type",
        "tag": "name",
        "value": "name",
        "caption": "label",
        "relevance": "relevant",
        "constraining_message": "constraint_message",
        "jr:constraintmsg": "constraint_message",
        "requiredmsg": "required_message",
        "jr:requiredmsg": "required_message",
        "calculate": "calculation",
        "readonly": "read_only",
        "repeat_count": "count",
        "jr:count": "count",
    },
    "choices": {"list name": "list_name", "caption": "label", "value": "name"},
    "settings": {"set_form_title": "form_title", "title": "form_title", "set_form_id": "form_id"},
}
# Of `bind::relevant` the second part counts.
PREFIXES = ("bind", "control", "body")
MEDIA = ("media", "image", "big-image", "audio", "video")

CHINESE = re.compile(r"\bzh|中文|汉语|漢語|普通话|chinese|mandarin", re.IGNORECASE)
ENGLISH = re.compile(r"\ben(?![a-z])|英文|英语|english", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """What a heading means. `language` is "zh", "en", "" for none, or what was written where it is another."""

    key: str
    language: str = ""


def heading(sheet: str, text: str) -> Heading:
    parts = [part.strip() for part in _parts(text)]
    first = _key(parts[0])
    if first in PREFIXES and len(parts) > 1:
        first, parts = _key(parts[1]), parts[1:]
    if first in MEDIA:
        return Heading("media", text.lower())
    key = ALIASES.get(sheet, {}).get(first, first)
    return Heading(key, language_of(parts[1]) if len(parts) > 1 else "")


def language_of(text: str) -> str:
    """Return "zh" or "en" for every way of writing them, such as "中文 (zh)" or "EN"; another one as it is."""
    if CHINESE.search(text):
        return "zh"
    return "en" if ENGLISH.search(text) else text


def _key(text: str) -> str:
    return "_".join(text.split()).lower()


def _parts(text: str) -> list[str]:
    if "::" in text:
        return text.split("::")
    # One colon is the old way; in jr:constraintMsg it belongs to the name.
    return re.split(r"(?<!\bjr):", text)
