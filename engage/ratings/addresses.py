"""The short addresses that tickets and cards carry."""

from urllib.parse import urlsplit

from flask import current_app


def ticket_url(code: str) -> str:
    return f"{public_url()}/r/{code}"


def card_url(card_code: str) -> str:
    return f"{public_url()}/p/{card_code}"


def public_host() -> str:
    return urlsplit(public_url()).netloc


def public_url() -> str:
    return str(current_app.extensions["engage.settings"].public_url)
