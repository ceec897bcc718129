"""The short addresses that tickets and cards carry."""

from engage.config import settings


def ticket_url(code: str) -> str:
    return f"{settings().public_url}/r/{code}"


def card_url(card_code: str) -> str:
    return f"{settings().public_url}/p/{card_code}"
