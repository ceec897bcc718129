"""What slips and cards say, in both languages at once."""

from dataclasses import dataclass

from engage.i18n import LANGUAGES, _, speaking


@dataclass(frozen=True)
class PaperWords:
    """The sentences of a slip and of a card in one language."""

    question: str
    promise: str
    invitation: str
    never: str


def paper_words() -> dict[str, PaperWords]:
    """Return the sentences by language, "zh" and "en"."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            found[language] = PaperWords(
                question=_("How satisfied are you? Scan to rate."),
                promise=_("Voluntary, no name, one rating."),
                invitation=_("Scan to see who I am. Rate with the ticket of a visit."),
                never=_("We never ask for bank cards, ID numbers, codes or money."),
            )
    return found
