"""Reading the form of a need: what was typed, cleaned, and what is wrong with it."""

import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from engage.cleaning import clean_line, clean_text
from engage.i18n import _, language
from engage.needs.categories import CATEGORIES, Affected
from engage.needs.drafts import MOST_CONTACT, MOST_KEPT, Typed
from engage.needs.services.submit import MOST_TEXT

MOST_CODE = 40
_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")


def read_typed(form: MultiDict[str, str]) -> Typed:
    """Return the fields of a form. Choices that are not on the page are left out."""
    text = clean_text(form.get("text", ""))
    category = form.get("category", "")
    return Typed(
        category=category if category in CATEGORIES else "",
        text=text,
        affected=tuple(choice.value for choice in Affected if choice.value in form.getlist("affected")),
        contact=clean_line(form.get("contact", ""))[: 2 * MOST_CONTACT],
        area=form.get("area", "")[:MOST_CODE],
        at=form.get("at", "")[:MOST_CODE],
        language=_language_of(text),
    )


def faults(typed: Typed) -> Mapping[str, str]:
    """Return a sentence for each field that has to be mended, by its name."""
    found = {}
    if not typed.category:
        found["category"] = _("Please choose what it is about.")
    if not typed.text:
        found["text"] = _("Please say in a few words what is needed.")
    elif len(typed.text) > MOST_TEXT:
        found["text"] = _too_long(len(typed.text))
    if len(typed.contact) > MOST_CONTACT:
        found["contact"] = _("That is too long: at most %(most)s characters.", most=MOST_CONTACT)
    return found


def _too_long(length: int) -> str:
    sentence = _(
        "Your text has %(length)s characters; at most %(most)s can be taken. Please shorten it and send it again.",
        length=length,
        most=MOST_TEXT,
    )
    if length <= MOST_KEPT:
        return sentence
    return f"{sentence} {_('Only the first %(kept)s characters of it are still here.', kept=MOST_KEPT)}"


def _language_of(text: str) -> str:
    if _CHINESE.search(text):
        return "zh"
    return "en" if _LATIN.search(text) else language()
