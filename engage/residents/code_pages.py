"""What pages and letters of access codes show of what the codes open: a vote, a survey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from engage.accounts.permissions import Permission
from engage.codes import grouped
from engage.communities.models import Area
from engage.residents.queries.roll import Place, places
from engage.residents.services.issue import Issued


@dataclass(frozen=True)
class CodeWords:
    """The sentences that are not the same for a vote and a survey."""

    codes: Any
    lead: Any
    look_up: Any
    look_up_lead: Any
    look_up_and_issue: Any
    look_up_again: Any
    next_one: Any
    few_desk_codes: Any
    all_hold: Any
    nobody: Any
    void_batch: Any
    at_desk: Any
    new_letter: Any
    void: Any
    hand_over: Any
    not_handed_over: Any
    open_here: Any
    signs_out: Any


@dataclass(frozen=True)
class CodesOf:
    """What the codes open. `home`, `entrance` and the blueprint `pages` are its endpoints, `ids` their parameters.

    `voters` is "dwellings" or "persons". Whoever may `make` gets more than a code at the desk.
    """

    title_zh: str
    title_en: str
    area: Area
    voters: str
    home: str
    pages: str
    entrance: str
    ids: Mapping[str, int]
    make: Permission
    words: CodeWords

    def at(self, page: str) -> str:
        return f"{self.pages}.{page}"


@dataclass(frozen=True)
class Letter:
    """One letter: whose it is, and the code in groups of four. Symbol and address where each letter has its own."""

    kind: str
    label: str
    place: Place
    groups: tuple[str, ...]
    symbol: Markup | None = None
    address: str = ""


@dataclass(frozen=True)
class LetterWords:
    """What is the same on every letter, in one language. `head` and `body` are rendered, and so escaped."""

    head: Markup
    body: Markup
    to: str
    caption: str
    specimen: str


def letters_of(issued: Issued) -> list[Letter]:
    where = places(one.voter.area_id for one in issued.codes)
    return [
        Letter(one.voter.kind, one.voter.label, where[one.voter.area_id], tuple(grouped(one.code).split("-")))
        for one in issued.codes
    ]
