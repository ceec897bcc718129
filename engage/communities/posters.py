"""What a poster says, in both languages at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from engage.codes import grouped
from engage.communities import qr
from engage.communities.models import Area, AreaKind, Placement, PlacementTarget
from engage.communities.queries import nearest
from engage.config import settings
from engage.i18n import LANGUAGES, _, pick, speaking
from engage.surveys.models import Gate, Survey

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
    """One poster: the community's name and the spot in both languages, the symbol, and the address beside it.

    `kind` names its sentences in `poster_texts`; a call of its own stands in place of their invitation.
    """

    name_zh: str
    name_en: str
    spot_zh: str
    spot_en: str
    host: str
    code: str
    symbol: Markup
    kind: str = "vote"
    call_zh: str = ""
    call_en: str = ""


def short_url(placement: Placement) -> str:
    return f"{settings().public_url}/q/{placement.code}"


def poster(placement: Placement, line: Sequence[Area], survey: Survey | None = None) -> Poster:
    owner = nearest(AreaKind.COMMUNITY, line) or line[-1]
    calls = _calls(survey) if survey else {}
    return Poster(
        name_zh=owner.name_zh,
        name_en=owner.name_en,
        spot_zh=placement.spot_zh,
        spot_en=placement.spot_en,
        host=settings().public_host,
        code=grouped(placement.code, SHORT_CODE_GROUP),
        symbol=qr.svg(short_url(placement)),
        kind=_kind(placement, survey),
        call_zh=calls.get("zh", ""),
        call_en=calls.get("en", ""),
    )


def poster_texts() -> dict[str, dict[str, PosterText]]:
    """Return the sentences by kind of poster and language, "zh" and "en"."""
    texts: dict[str, dict[str, PosterText]] = {kind: {} for kind in KINDS}
    for language in LANGUAGES:
        with speaking(language):
            text = _text(language, settings().public_host)
            for kind, adapt in KINDS.items():
                texts[kind][language] = adapt(text)
    return texts


def _kind(placement: Placement, survey: Survey | None) -> str:
    if survey:
        return "survey" if survey.gate == Gate.OPEN else "survey by letter"
    return "need" if placement.target == PlacementTarget.NEED else "vote"


def _calls(survey: Survey) -> dict[str, str]:
    calls = {}
    for language in LANGUAGES:
        with speaking(language):
            calls[language] = _("Scan and say what you think: %(title)s", title=pick(survey.title_zh, survey.title_en))
    return calls


def _for_needs(text: PosterText) -> PosterText:
    return replace(
        text,
        invitation=_("Something broken or missing here? Scan and say so"),
        steps=(
            text.steps[0],
            _("Say in a few words what is needed, with a photo if you like"),
            _("Join what neighbours asked for, and see what becomes of it"),
        ),
        no_phone=_("No smartphone? Come to the community office: we write it down for you."),
    )


def _for_surveys(text: PosterText) -> PosterText:
    return replace(
        text,
        invitation=_("Scan and say what you think"),
        steps=(
            text.steps[0],
            _("Read what the survey is about"),
            _("Answer, without giving your name"),
        ),
        no_phone=_("No smartphone? Come to the community office: there is a paper form."),
    )


def _for_surveys_by_letter(text: PosterText) -> PosterText:
    text = _for_surveys(text)
    return replace(text, steps=(*text.steps[:2], _("Answer with the code from your letter")))


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


KINDS: dict[str, Callable[[PosterText], PosterText]] = {
    "vote": lambda text: text,
    "need": _for_needs,
    "survey": _for_surveys,
    "survey by letter": _for_surveys_by_letter,
}
