"""What something came of: a need or proposal that was made from an answer to survey 12 keeps "survey:12".

Whoever owns a kind of origin says how a page names it (`named_by`); whoever shows one needs to know nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

SURVEY = "survey"


@dataclass(frozen=True)
class Origin:
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def read(cls, text: str) -> "Origin | None":
        """Return the origin that this text says, None for none and for one that cannot be read."""
        kind, _colon, number = text.partition(":")
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        return cls(kind, int(number)) if kind and is_number else None


@dataclass(frozen=True)
class Named:
    """What a page says of an origin. `url` is empty where it is not for the reader."""

    words: str
    url: str = ""


Namer = Callable[[int], Named | None]
_namers: dict[str, Namer] = {}


def named_by(kind: str) -> Callable[[Namer], Namer]:
    """Register the function that names origins of this kind, by their id."""

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return register


def named(text: str) -> Named | None:
    """Return what a page says of the origin in this text; None where there is nothing to say."""
    origin = Origin.read(text)
    namer = _namers.get(origin.kind) if origin else None
    return namer(origin.id) if origin and namer else None


def init_app(app: Flask) -> None:
    app.jinja_env.filters["origin"] = named
