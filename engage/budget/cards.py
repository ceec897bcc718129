"""Proposals as residents see them on lists and ballots, made once for each version of a cycle and language."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import select

from engage import formats
from engage.budget.models import Cycle, Proposal
from engage.communities.models import Area
from engage.extensions import db
from engage.pictures.models import Picture
from engage.pictures.queries import data_uri

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Card:
    """All that a list shows of a proposal, in one language. `thumb` is a data: address, "" where there is no picture.

    `text` keeps its line breaks. `lang` is "" where every word is in the language asked for; else `lang` attribute of
    the title, which then stands in the other one.
    """

    proposal_id: int
    option: str
    number: int
    title: str
    lang: str
    text: str
    place: str
    cost_minor: int
    money: str
    thumb: str


class _Shelf:
    """The most recently used lists of cards, of one application."""

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[Any, ...], Sequence[Card]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Sequence[Card] | None:
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
            return self._lists.get(key)

    def put(self, key: tuple[Any, ...], cards: Sequence[Card]) -> None:
        with self._lock:
            self._lists[key] = cards
            if len(self._lists) > MOST_KEPT:
                self._lists.popitem(last=False)

    def __len__(self) -> int:
        return len(self._lists)


def cards(cycle: Cycle, language: str) -> Sequence[Card]:
    """Return the cards of a cycle in the order of their numbers. On a miss they cost one query, thumbnails included."""
    shelf: _Shelf = current_app.extensions.setdefault("engage.cards", _Shelf())
    # The moment of making tells a cycle from a deleted one whose id it may have been given.
    key = (cycle.id, cycle.version, cycle.created_at, language)
    found = shelf.get(key)
    if found is None:
        rows = db.session.execute(_rows(cycle.id)).all()
        found = tuple(_card(proposal, area, thumb, cycle.currency, language) for proposal, area, thumb in rows)
        shelf.put(key, found)
    return found


def _rows(cycle_id: int) -> Any:
    return (
        select(Proposal, Area, Picture.thumb)
        .outerjoin(Area, Area.id == Proposal.area_id)
        .outerjoin(Picture, Picture.digest == Proposal.picture_digest)
        .where(Proposal.cycle_id == cycle_id)
        .order_by(Proposal.number)
    )


def _card(proposal: Proposal, area: Area | None, thumb: bytes | None, currency: str, language: str) -> Card:
    def pick(zh: str, en: str) -> str:
        return (zh or en) if language == "zh" else (en or zh)

    other = "en" if language == "zh" else "zh-Hans"
    own_title = proposal.title_zh if language == "zh" else proposal.title_en
    place = pick(proposal.place_zh, proposal.place_en)
    if not place and area is not None:
        place = pick(area.name_zh, area.name_en)
    return Card(
        proposal_id=proposal.id,
        option=proposal.option,
        number=proposal.number,
        title=pick(proposal.title_zh, proposal.title_en),
        lang="" if own_title else other,
        text=pick(proposal.text_zh, proposal.text_en),
        place=place,
        cost_minor=proposal.cost_minor,
        money=formats.money(proposal.cost_minor, currency, language),
        thumb=data_uri(thumb) if thumb else "",
    )
