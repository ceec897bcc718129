"""Sentences for the codes of `advice`, in the reader's language."""

from collections.abc import Callable

from engage.i18n import _, ngettext
from engage.surveys.advice import Advice

LANGUAGE_NAMES = {"zh": lambda: _("Chinese"), "en": lambda: _("English")}
KINDS: dict[str, Callable[[], str]] = {
    "name": lambda: _("a name"),
    "phone": lambda: _("a telephone number"),
    "number": lambda: _("an ID, bank or plate number"),
    "address": lambda: _("an address"),
    "birth": lambda: _("a date of birth"),
    "health": lambda: _("health"),
    "belief": lambda: _("religion or views"),
    "money": lambda: _("income"),
}


def minutes(seconds: int) -> str:
    """Write a time to answer: half minutes below three, whole ones above."""
    halves = max(round(seconds / 30), 1)
    if halves == 1:
        return _("half a minute")
    if halves % 2 and halves < 6:
        return _("%(number)s½ minutes", number=halves // 2)
    return ngettext("%(num)s minute", "%(num)s minutes", round(halves / 2))


def advice_sentence(advice: Advice) -> str:
    return _SENTENCES[advice.code](advice)


def _personal(advice: Advice) -> str:
    kind = KINDS.get(str(advice.detail["kind"]))
    if kind is None:
        return _("It asks for personal information. Leave it out, unless the survey is of no use without it.")
    return _("It asks for %(kind)s. Leave it out, unless the survey is of no use without it.", kind=kind())


def _wordy(advice: Advice) -> str:
    if advice.detail["what"] == "choice":
        return _("A choice is long. Short choices are read on a telephone, long ones are skipped.")
    return _("The question is long. Try to say it in one short sentence.")


_SENTENCES: dict[str, Callable[[Advice], str]] = {
    "long": lambda advice: _(
        "It takes about %(time)s. After two minutes many people stop: take out what you will not use.",
        time=minutes(int(advice.detail["seconds"])),
    ),
    "required": lambda advice: _(
        "%(required)s of %(questions)s questions must be answered. Whoever cannot answer one leaves the survey.",
        **advice.detail,
    ),
    "one_language": lambda advice: _(
        "There are no words in %(language)s.", language=LANGUAGE_NAMES[str(advice.detail["language"])]()
    ),
    "translation": lambda advice: _(
        "Words are missing in %(language)s.", language=LANGUAGE_NAMES[str(advice.detail["language"])]()
    ),
    "unbalanced": lambda _advice: _("There are more good answers than bad ones, or fewer. Offer as many of both."),
    "no_way_out": lambda _advice: _(
        "It must be answered, but perhaps no choice fits. Add “Other” or “I do not know”, or let people skip it."
    ),
    "double": lambda advice: _(
        "It seems to ask two things at once (“%(word)s”). Make two questions of it.", word=advice.detail["word"]
    ),
    "leading": lambda advice: _(
        "“%(word)s” pushes towards one answer. Ask without it.", word=advice.detail["word"]
    ),
    "personal": _personal,
    "negatives": lambda advice: _(
        "Two negations in one sentence (“%(word)s”) are easily misread. Say it the other way round.",
        word=advice.detail["word"],
    ),
    "jargon": lambda advice: _("“%(word)s” is a word of the office. Use one that neighbours use.",
                               word=advice.detail["word"]),
    "wordy": _wordy,
}  # fmt: skip
