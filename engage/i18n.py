"""Languages: which one a reader gets, and the marks for translatable text."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from engage import __version__
from engage.extensions import babel
from engage.paths import PACKAGE

__all__ = ["LANGUAGES", "_", "_l", "catalogue_folder", "init_app", "language", "ngettext", "pick"]

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANG = {"zh": "zh-Hans", "en": "en"}
SOURCE = PACKAGE / "translations"


def language() -> str:
    """Return the reader's language: chosen by hand, else asked for by the browser, else Chinese."""
    if not has_request_context():
        return "en"
    chosen = request.cookies.get("lang")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), "zh")


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
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(catalogue_folder())
    babel.init_app(app, locale_selector=language)
    app.jinja_env.globals.update(
        language=language, languages=LANGUAGES, html_lang=lambda: HTML_LANG[language()], pick=pick
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
