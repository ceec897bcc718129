"""Code letters and desk slips: rendered once, from codes that exist nowhere else."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, url_for
from markupsafe import Markup

from engage.budget.models import Cycle, Phase
from engage.budget.queries import timezone_of_cycle
from engage.clock import utcnow
from engage.codes import grouped
from engage.communities import qr
from engage.config import Settings
from engage.i18n import LANGUAGES, _, speaking
from engage.residents.queries.codes import Need
from engage.residents.queries.roll import Place, places
from engage.residents.services import Issued
from engage.residents.words import REASON_NAMES


@dataclass(frozen=True)
class Letter:
    """One letter: whose it is, and the code in groups of four."""

    kind: str
    label: str
    place: Place
    groups: tuple[str, ...]


@dataclass(frozen=True)
class LetterWords:
    """What is the same on every letter, in one language. `head` and `body` are rendered, and so escaped."""

    head: Markup
    body: Markup
    to: str
    caption: str
    specimen: str


def letters_page(cycle: Cycle, issued: Issued, *, two_up: bool, need: Need | None = None) -> Response:
    """Answer with the letters of a batch, to be printed now: nobody can show these codes again."""
    page = render_template(
        "residents/letters.html",
        cycle=cycle,
        batch=issued.batch,
        letters=_letters(issued),
        words=_words(cycle, "residents/_letter_words.html"),
        address=_address(cycle),
        symbol=qr.svg(_voting_url(cycle)),
        two_up=two_up,
        need=need,
        reasons=REASON_NAMES,
    )
    return _unstored(page)


def desk_page(cycle: Cycle, issued: Issued) -> Response:
    """Answer with a code made at the desk: big on the screen, and on a slip."""
    page = render_template(
        "residents/desk_code.html",
        cycle=cycle,
        letter=_letters(issued)[0],
        words=_words(cycle, "residents/_slip_words.html"),
        address=_address(cycle),
        symbol=qr.svg(_voting_url(cycle)),
    )
    return _unstored(page)


def _letters(issued: Issued) -> list[Letter]:
    where = places(one.voter.area_id for one in issued.codes)
    return [
        Letter(one.voter.kind, one.voter.label, where[one.voter.area_id], tuple(grouped(one.code).split("-")))
        for one in issued.codes
    ]


def _words(cycle: Cycle, body: str) -> dict[str, LetterWords]:
    """Return the words by language: rendered once, however many letters there are."""
    words = {}
    for code in LANGUAGES:
        with speaking(code):
            words[code] = LetterWords(
                head=_rendered("residents/_letter_head.html", cycle),
                body=_rendered(body, cycle),
                to=_("To the household") if cycle.voters == "dwellings" else _("To be opened by the addressee only"),
                caption=_("Voting code"),
                specimen=_("Demonstration, not a real vote"),
            )
    return words


def _rendered(template: str, cycle: Cycle) -> Markup:
    has_begun = cycle.phase(utcnow()) is not Phase.UPCOMING
    html = render_template(template, cycle=cycle, timezone=timezone_of_cycle(cycle), has_begun=has_begun)
    return Markup(html)  # noqa: S704  The template has escaped what it shows.


def _voting_url(cycle: Cycle) -> str:
    settings: Settings = current_app.extensions["engage.settings"]
    return settings.public_url + url_for("voting.enter", cycle_id=cycle.id)


def _address(cycle: Cycle) -> str:
    """Return the address as people type it."""
    parts = urlsplit(_voting_url(cycle))
    return parts.netloc + parts.path


def _unstored(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
