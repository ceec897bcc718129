"""A sign between two phrases is read, too: Chinese pages have “：” and “。”, so it is translated like any word."""

import re

import pytest

from engage.paths import asset_folder

TEMPLATES = asset_folder("templates")
# A colon, stop, comma or semicolon typed behind a phrase, inside its element or after it.
TYPED = re.compile(r"(?P<before>\{\{[^{}]*\}\}|%\})(?P<ends>(?:</\w+>)*)[:.,;](?=[ <]|\{\{|$)", re.MULTILINE)
NUMBERS = re.compile(r"\{\{ (loop\.index|[a-z_.]*\bnumber) \}\}")
IN_ENGLISH = re.compile(r'<(\w+)[^<>]*\blang="en"[^<>]*>.*?</\1>')
ATTRIBUTES = re.compile(r'\b(?:value|name)="[^"]*"')
COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)
FOR_PROGRAMMERS = {"api/contract.html", "api/page.html"}


def pages():
    return [
        path for path in sorted(TEMPLATES.rglob("*.html")) if str(path.relative_to(TEMPLATES)) not in FOR_PROGRAMMERS
    ]


def typed_signs(text):
    for unread in (COMMENTS, ATTRIBUTES, IN_ENGLISH):
        text = unread.sub("", text)
    return [found[0] for found in TYPED.finditer(text) if not NUMBERS.fullmatch(found["before"])]


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_sign_between_phrases_is_typed_by_hand(path):
    assert typed_signs(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ['{{ _("Turnout") }}: {{ title }}', "<b>{{ state }}.</b> {{ why }}", "{{ a }}</a>, {{ b }}"]
)
def test_a_sign_that_is_typed_is_found(text):
    assert typed_signs(text)
