"""Cuts a text into terms: English words without their endings, pairs of neighbouring Chinese characters.

Plain values only. Terms hold letters and digits alone, so that no store cuts them once more.
"""

import re
import unicodedata
from collections.abc import Iterator

MOST_CHARACTERS = 1000  # Of a text: enough to know it by.

_RUN = re.compile(r"[぀-ヿ㐀-䶿一-鿿]+|[^\W_]+")
_CHINESE = re.compile(r"[぀-ヿ㐀-䶿一-鿿]")
# Characters that carry the sentence and not the matter.
_PARTICLES = re.compile(
    r"[的了吗呢吧啊呀哦嘛着得地我你您他她它们是在有和与及也都就还很太又被把给让请能可这那个些一上下里]"
)
_STOP_WORDS = """
    a an and are as at be been but by can could do does for from had has have he her here his i if in into is it its
    just me my no not of on or our please she should so some such than that the their them there they this to too us
    very was we were what when where which who will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def plain(text: str) -> str:
    """Return the text in compatible, lower-case letters, cut to the length that is looked at."""
    return unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower().replace("'s", "").replace("’s", "")


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order, each once."""
    return list(dict.fromkeys(_terms(plain(text))))


def _terms(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if not _CHINESE.match(run):
            if run not in STOP_WORDS:
                yield stem(run)
            continue
        for part in _PARTICLES.split(run):
            if len(part) == 1:
                yield part
            yield from (part[at : at + 2] for at in range(len(part) - 1))


def stem(word: str) -> str:
    """Return an English word without the ending that its number or tense puts to it."""
    for ending, least in (("ies", 2), ("ing", 3), ("ed", 3), ("es", 4), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending == "ies":
                return word + "y"
            if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                return word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
