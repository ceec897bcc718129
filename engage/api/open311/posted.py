"""What a program posts to hand in a need, read and checked. A null or empty parameter is an absent one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engage.api.errors import BadParameter
from engage.api.open311.mapping import AFFECTED
from engage.cleaning import clean_line, clean_text
from engage.errors import NotFound
from engage.i18n import _l
from engage.needs.categories import CATEGORIES, Affected, Category

MOST_DESCRIPTION = 4000
MOST_CONTACT = 120
_TAG = re.compile(r"<(?:[a-zA-Z/!?])[^>]*>?")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class Lists(Protocol):
    """A form in which a name may stand several times."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class Posted:
    """A request before its place is looked up. `contact` is empty when there is nothing to reach anybody by."""

    category: Category
    text: str
    language: str
    address_id: str
    address_string: str
    affected: Sequence[str]
    contact: str


def read_posted(form: Mapping[str, str], lists: Lists) -> Posted:
    """Raises `BadParameter` with the name of the parameter, and `NotFound` for a service that is not offered."""
    category = _category(form)
    text = _description(form)
    address_id, address_string = (_given(form, name) for name in ("address_id", "address_string"))
    if not address_id and not address_string:
        _refuse_place(form)
    return Posted(
        category=category,
        text=text or f"{category.name_zh} {category.name_en}",
        language="zh" if not text or _CHINESE.search(text) else "en",
        address_id=address_id,
        address_string=address_string,
        affected=_affected(lists),
        contact=_contact(form),
    )


def _given(form: Mapping[str, str], name: str) -> str:
    text = clean_line(form.get(name, ""))
    return "" if text.lower() == "null" else text


def _category(form: Mapping[str, str]) -> Category:
    code = _given(form, "service_code")
    if not code:
        raise BadParameter(_l("service_code was not provided."), fields=["service_code"])
    if code not in CATEGORIES:
        raise NotFound(_l("service_code was not found: GET services lists all."), fields=["service_code"])
    return CATEGORIES[code]


def _description(form: Mapping[str, str]) -> str:
    text = clean_text(form.get("description", ""))
    if len(text) > MOST_DESCRIPTION:
        raise BadParameter(
            _l("description is too long: at most %(most)s characters.", most=MOST_DESCRIPTION), fields=["description"]
        )
    if _TAG.search(text):
        raise BadParameter(_l("description holds HTML. Send plain text."), fields=["description"])
    return "" if text.lower() == "null" else text


def _refuse_place(form: Mapping[str, str]) -> None:
    if _given(form, "lat") or _given(form, "long"):
        sentence = _l(
            "This endpoint places needs by address_id: the code of a posting place or of an area. "
            "It holds no map, so that lat and long alone cannot be used."
        )
    else:
        sentence = _l("address_id was not provided: the code of a posting place or of an area.")
    raise BadParameter(sentence, fields=["address_id"])


def _affected(lists: Lists) -> Sequence[str]:
    given = [
        part.strip()
        for name in (f"attribute[{AFFECTED}]", f"attribute[{AFFECTED}][]")
        for value in lists.getlist(name)
        for part in value.split(",")
    ]
    chosen = sorted({value for value in given if value})
    if not set(chosen) <= set(Affected):
        names = ", ".join(Affected)
        raise BadParameter(
            _l("attribute[affected] is not one of its values: %(names)s.", names=names), fields=["attribute[affected]"]
        )
    return chosen


def _contact(form: Mapping[str, str]) -> str:
    """Return name, telephone and address in one line; a name alone reaches nobody and is not kept."""
    ways = [way for way in (_given(form, "phone"), _given(form, "email")) if way]
    if not ways:
        return ""
    name = " ".join(part for part in (_given(form, "first_name"), _given(form, "last_name")) if part)
    contact = ", ".join(part for part in (name, *ways) if part)
    if len(contact) > MOST_CONTACT:
        raise BadParameter(
            _l("Name, phone and email are too long: at most %(most)s characters together.", most=MOST_CONTACT),
            fields=["email"],
        )
    return contact
