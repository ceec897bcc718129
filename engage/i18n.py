"""Languages: which one a reader gets, and the marks for translatable text.

Flask-Babel looks up locale and catalogue again at every call, some twenty microseconds each; a page has a hundred. Here
the catalogues are read once and the reader's is found once a request. Flask-Babel stays for the libraries that ask it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel.speaklater import LazyString
from markupsafe import escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from engage import __version__
from engage.extensions import babel
from engage.paths import PACKAGE

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "_l",
    "catalogue_folder",
    "init_app",
    "language",
    "ngettext",
    "pick",
    "speaking",
    "translated",
]

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANG = {"zh": "zh-Hans", "en": "en"}
SOURCE = PACKAGE / "translations"


def language() -> str:
    """Return the reader's language: chosen by hand, else asked for by the browser, else Chinese."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        chosen = request.cookies.get("lang")
        g.language = chosen if chosen in LANGUAGES else _asked_for(request.headers.get("Accept-Language", ""))
    return g.language


@lru_cache(maxsize=512)
def _asked_for(header: str) -> str:
    return parse_accept_header(header, LanguageAccept).best_match(list(LANGUAGES), "zh")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in this language for a while, whatever the reader's: posters and letters are in both."""
    before = language()
    g.language = code
    try:
        yield
    finally:
        g.language = before


@cache
def _catalogue(code: str) -> NullTranslations:
    compiled = catalogue_folder() / code / "LC_MESSAGES" / "messages.mo"
    if not compiled.exists():
        return NullTranslations()
    with compiled.open("rb") as source:
        return GNUTranslations(source)


def _(message: str, /, **variables: Any) -> str:
    """Return the message in the reader's language, its %(name)s places filled."""
    text = _catalogue(language()).gettext(message)
    return text % variables if variables else text


def N_(message: str) -> str:  # noqa: N802  # Gettext's own name for it.
    """Mark a message that `translated` will look up."""
    return message


def translated(code: str, message: str, /, **variables: Any) -> str:
    """Return the message in this language, whatever the reader's, and also where nobody asks."""
    text = _catalogue(code).gettext(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, /, **variables: Any) -> str:
    """Return the form of the message that suits the number, which fills %(num)s."""
    return _catalogue(language()).ngettext(singular, plural, num) % {"num": num, **variables}


class LaterSentence(LazyString):
    """A sentence that is written when it is shown. What fills its places is escaped on a page, as any text is."""

    def __html__(self) -> str:
        # Flask-Babel's own takes the whole for safe HTML, whatever somebody typed into it.
        return escape(str(self))


def _l(message: str, /, **variables: Any) -> LaterSentence:
    """Mark a message that is translated when it is shown, not when it is made."""
    return LaterSentence(_, message, **variables)


def pick(zh: str | None, en: str | None) -> str:
    """Return the text in the reader's language, or in the other one where that is all there is."""
    first, second = (zh, en) if language() == "zh" else (en, zh)
    return first or second or ""


def catalogue_folder() -> Path:
    """Return the folder of compiled catalogues, compiling those that are older than their source.

    Several processes may start at once: each writes a file of its own and moves it into place.
    """
    folder = SOURCE if os.access(SOURCE, os.W_OK) else Path(tempfile.gettempdir()) / f"engage-{__version__}-catalogues"
    for po in SOURCE.glob("*/LC_MESSAGES/messages.po"):
        mo = folder / po.relative_to(SOURCE).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as source, tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as target:
            write_mo(target, read_po(source, locale=po.parts[-3]))
        Path(target.name).replace(mo)
    return folder


def init_app(app: Flask) -> None:
    _catalogue.cache_clear()
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    babel.init_app(app, locale_selector=language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # Jinja's new style fills the places itself and escapes what it fills in.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: _catalogue(language()).gettext(message),
        lambda singular, plural, num: _catalogue(language()).ngettext(singular, plural, num),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        language=language, languages=LANGUAGES, html_lang=lambda: HTML_LANG[language()], pick=pick
    )
