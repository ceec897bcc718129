"""Code letters and desk slips: rendered once, from codes that exist nowhere else."""

from urllib.parse import urlsplit

from flask import Response, make_response, render_template, url_for
from markupsafe import Markup

from engage.budget.code_words import codes_of
from engage.budget.models import Cycle, Phase
from engage.budget.queries import timezone_of_cycle
from engage.clock import utcnow
from engage.communities import qr
from engage.config import settings
from engage.i18n import LANGUAGES, _, speaking
from engage.residents.code_pages import LetterWords, letters_of
from engage.residents.queries.codes import Need
from engage.residents.services import Issued
from engage.residents.words import REASON_NAMES


def letters_page(cycle: Cycle, issued: Issued, *, two_up: bool, need: Need | None = None) -> Response:
    """Answer with the letters of a batch, to be printed now: nobody can show these codes again."""
    page = render_template(
        "residents/letters.html",
        of=codes_of(cycle),
        batch=issued.batch,
        letters=letters_of(issued),
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
        of=codes_of(cycle),
        letter=letters_of(issued)[0],
        words=_words(cycle, "residents/_slip_words.html"),
        address=_address(cycle),
        symbol=qr.svg(_voting_url(cycle)),
    )
    return _unstored(page)


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
    return settings().public_url + url_for("voting.enter", cycle_id=cycle.id)


def _address(cycle: Cycle) -> str:
    """Return the address as people type it."""
    parts = urlsplit(_voting_url(cycle))
    return parts.netloc + parts.path


def _unstored(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
