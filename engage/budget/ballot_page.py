"""The ballot page, put together fast.

All that two voters' pages share is rendered once for each version of the cycle, language and look, with holes for what
is a voter's own: the form's token, the cards in the voter's order, the ticks and the count of what is left. One
query reads the state of the cycle and whether a ballot is recorded; nothing else depends on the store.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import render_template, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import bindparam, exists, select

from engage.ballotbox.models import Ballot, Election
from engage.budget.cards import Card, cards
from engage.budget.models import Cycle, Phase, phase_at
from engage.budget.queries import NO_CYCLE, cycle_or_404, timezone_of_cycle
from engage.budget.voter_session import is_kiosk, key_of, own_order
from engage.budget.voting import OpenedBallot
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import language
from engage.pieces import Piece
from engage.preferences import preference
from engage.prepared import Prepared

_cycle, _election, _ballot = Cycle.__table__, Election.__table__, Ballot.__table__
_STATE = Prepared(
    select(
        _cycle.c.id,
        _cycle.c.version,
        _cycle.c.created_at,
        _cycle.c.published_at,
        _cycle.c.max_choices,
        _election.c.opens_at,
        _election.c.closes_at,
        _election.c.closed_at,
        exists().where(_ballot.c.slot_key == bindparam("slot_key")).label("has_voted"),
    )
    .join_from(_cycle, _election, _election.c.id == _cycle.c.election_id)
    .where(_cycle.c.id == bindparam("cycle_id"))
)
# No text of ours and no typed text can hold these: they are not printable.
_TOKEN, _CARDS, _LEFT = "\x01token\x01", "\x01cards\x01", "\x01left\x01"


@dataclass(frozen=True)
class BallotState:
    """What the ballot page depends on, of one cycle for one voter."""

    cycle_id: int
    version: int
    created_at: datetime
    max_choices: int
    phase: Phase
    closes_at: datetime | None
    has_voted: bool


def ballot_state(cycle_id: int, opened: OpenedBallot, *, now: datetime) -> BallotState:
    """Read the state in one query. Raises `NotFound` for a cycle that is not published."""
    slot_key = key_of(opened.election_id).slot_key(opened.slot_id)
    row = _STATE.first_alone(db.engine, {"cycle_id": cycle_id, "slot_key": slot_key})
    if row is None or row.published_at is None:
        raise NotFound(NO_CYCLE)
    phase = phase_at(now, row.published_at, row.opens_at, row.closes_at, row.closed_at)
    return BallotState(row.id, row.version, row.created_at, row.max_choices, phase, row.closes_at, bool(row.has_voted))


def render_ballot(
    state: BallotState, opened: OpenedBallot, chosen: Sequence[str], *, problem: str = ""
) -> Iterator[Piece]:
    """Yield the whole page. A page with a message of its own is rendered afresh."""
    locale = language()
    if problem or "_flashes" in session:
        skeleton = _render(state, problem)
    else:
        skeleton = _skeleton(
            state, locale, preference("view", "standard"), preference("theme", "auto"), is_kiosk(state.cycle_id)
        )
    by_option = cards_by_option(state, locale)
    for part in skeleton:
        if part.text == _CARDS:
            for option in own_order(list(by_option), opened):
                yield by_option[option][option in chosen]
        elif part.text == _TOKEN:
            yield Piece(generate_csrf(), is_fresh=True)
        elif part.text == _LEFT:
            yield left_piece(len(chosen), state.max_choices, locale)
        else:
            yield part


@lru_cache(maxsize=512)
def _skeleton(state: BallotState, locale: str, view: str, theme: str, kiosk: bool) -> tuple[Piece, ...]:
    """Keep what `_render` gives. The arguments are all that it looks at."""
    return _render(state, "")


def _render(state: BallotState, problem: str) -> tuple[Piece, ...]:
    cycle = cycle_or_404(state.cycle_id)
    page = render_template(
        "budget/vote_ballot.html",
        cycle=cycle,
        token=_TOKEN,
        cards=_CARDS,
        left=_LEFT,
        problem=problem,
        timezone=timezone_of_cycle(cycle),
        has_voted=state.has_voted,
        kiosk=is_kiosk(state.cycle_id),
    )
    for hole in (_TOKEN, _CARDS, _LEFT):
        page = page.replace(hole, f"\x00{hole}\x00")
    return tuple(Piece(part) for part in page.split("\x00"))


@lru_cache(maxsize=256)
def _cards(cycle_id: int, version: int, created_at: datetime, locale: str) -> dict[str, tuple[Piece, Piece]]:
    return {card.option: (_item(card, False), _item(card, True)) for card in cards(cycle_or_404(cycle_id), locale)}


def cards_by_option(state: BallotState, locale: str) -> dict[str, tuple[Piece, Piece]]:
    """Return the card of each option as a ballot's list item, unticked and ticked."""
    return _cards(state.cycle_id, state.version, state.created_at, locale)


def _item(card: Card, ticked: bool) -> Piece:
    return Piece(render_template("budget/_ballot_card.html", card=card, ticked=ticked))


@lru_cache(maxsize=1024)
def left_html(number: int, most: int, locale: str) -> str:
    """Return the fragment that says how many choices are left."""
    return Markup(render_template("budget/_vote_left.html", number=number, most=most))  # noqa: S704 - our template.


@lru_cache(maxsize=1024)
def left_piece(number: int, most: int, locale: str) -> Piece:
    return Piece(left_html(number, most, locale))


@lru_cache(maxsize=512)
def kept_timezone(cycle_id: int, *, minute: int) -> str:
    """Return the time zone of a cycle; read from the store once a minute at most."""
    return timezone_of_cycle(cycle_or_404(cycle_id))


def clear() -> None:
    """Forget all pages, for tests that make the same ids anew."""
    for kept in (_skeleton, _cards, left_html, left_piece, kept_timezone):
        kept.cache_clear()
