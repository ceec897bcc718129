"""Letters of a survey in both languages: with the code of a household, or with a single-use ticket."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, url_for
from markupsafe import Markup

from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.config import settings
from engage.i18n import LANGUAGES, _, pick, speaking
from engage.residents.code_pages import LetterWords
from engage.surveys.models import Gate, Survey

LONGEST_ABOUT = 120
SENTENCE_ENDS = "。！？.!?\n"


def public_url(endpoint: str, **values: Any) -> str:
    """Return a whole address, as a symbol holds it."""
    return settings().public_url + url_for(endpoint, **values)


def typed(url: str) -> str:
    """Return the address as people type it."""
    parts = urlsplit(url)
    return parts.netloc + parts.path


def letter_words(survey: Survey, body: str) -> dict[str, LetterWords]:
    """Return the words by language: rendered once, however many letters there are."""
    words = {}
    for code in LANGUAGES:
        with speaking(code):
            words[code] = LetterWords(
                head=_rendered("surveys/_letter_head.html", survey),
                body=_rendered(body, survey),
                to=_("To the household") if survey.gate == Gate.CODE else _("To a resident"),
                caption=_("Code of this household") if survey.gate == Gate.CODE else _("Ticket"),
                specimen=_("Demonstration, not a real survey"),
            )
    return words


def about(survey: Survey) -> str:
    """Return the beginning of the introduction: whole sentences, as many as a letter has room for."""
    text = " ".join(pick(survey.intro_zh, survey.intro_en).split())
    if len(text) <= LONGEST_ABOUT:
        return text
    short = text[:LONGEST_ABOUT]
    end = max(short.rfind(mark) for mark in SENTENCE_ENDS)
    return short[: end + 1] if end > 0 else short[:-1] + "…"


def unstored(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rendered(template: str, survey: Survey) -> Markup:
    now: datetime = utcnow()
    html = render_template(
        template,
        survey=survey,
        about=about(survey),
        timezone=timezone_of(survey.area),
        has_begun=survey.opens_at is None or survey.opens_at <= now,
    )
    return Markup(html)  # noqa: S704  The template has escaped what it shows.
