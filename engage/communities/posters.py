"""What a poster says, in both languages at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import current_app
from markupsafe import Markup

from engage.codes import grouped
from engage.communities import qr
from engage.communities.models import Area, AreaKind, Placement, PlacementTarget
from engage.communities.queries import nearest
from engage.i18n import LANGUAGES, _, speaking

SHORT_CODE_GROUP = 4


@dataclass(frozen=True)
class PosterText:
    """The sentences of a poster in one language."""

    invitation: str
    steps: tuple[str, str, str]
    no_phone: str
    address: str
    never_heading: str
    never: tuple[str, ...]
    tampered: str
    tell: str
    office: str
    language: str


@dataclass(frozen=True)
class Poster:
    """One poster: the community's name and the spot in both languages, the symbol, and the address beside it."""

    name_zh: str
    name_en: str
    spot_zh: str
    spot_en: str
    host: str
    code: str
    symbol: Markup
    is_for_needs: bool = False


def public_host() -> str:
    return urlsplit(current_app.extensions["engage.settings"].public_url).netloc


def short_url(placement: Placement) -> str:
    return f"{current_app.extensions['engage.settings'].public_url}/q/{placement.code}"


def poster(placement: Placement, line: Sequence[Area]) -> Poster:
    owner = nearest(AreaKind.COMMUNITY, line) or line[-1]
    return Poster(
        name_zh=owner.name_zh,
        name_en=owner.name_en,
        spot_zh=placement.spot_zh,
        spot_en=placement.spot_en,
        host=public_host(),
        code=grouped(placement.code, SHORT_CODE_GROUP),
        symbol=qr.svg(short_url(placement)),
        is_for_needs=placement.target == PlacementTarget.NEED,
    )


def poster_texts() -> dict[bool, dict[str, PosterText]]:
    """Return the sentences by language, "zh" and "en": of posters for needs under True, of all others under False."""
    texts: dict[bool, dict[str, PosterText]] = {False: {}, True: {}}
    for language in LANGUAGES:
        with speaking(language):
            text = _text(language, public_host())
            texts[False][language] = text
            texts[True][language] = _for_needs(text)
    return texts


def _for_needs(text: PosterText) -> PosterText:
    return replace(
        text,
        invitation=_("Something broken or missing here? Scan and say so"),
        steps=(
            _("Scan the code with your phone's camera or WeChat"),
            _("Say in a few words what is needed, with a photo if you like"),
            _("Join what neighbours asked for, and see what becomes of it"),
        ),
        no_phone=_("No smartphone? Come to the community office: we write it down for you."),
    )


def _text(language: str, host: str) -> PosterText:
    return PosterText(
        invitation=_("Scan to see and vote on small works in our neighbourhood"),
        steps=(
            _("Scan the code with your phone's camera or WeChat"),
            _("See the proposals and what they cost"),
            _("Vote with the code from your letter"),
        ),
        no_phone=_("No smartphone? Come to the community office: we help you to vote."),
        address=_("Or type this address:"),
        never_heading=_("This page never asks for"),
        never=(
            _("bank card"),
            _("ID card number"),
            _("verification code by SMS"),
            _("money"),
        ),
        tampered=_(
            "Is a sticker over the code, or does the page not begin with %(host)s? Then type nothing.", host=host
        ),
        tell=_("Please tell the community office at once."),
        office=_("Community office, telephone:"),
        language="zh-Hans" if language == "zh" else language,
    )
