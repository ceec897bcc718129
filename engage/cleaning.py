"""What is taken out of typed text before it is kept: signs that nobody sees, or that turn the order of the others."""

import re
import unicodedata

# Overrides and isolates of the direction of writing, and the marks that go with them.
_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Joiners and variation selectors stay: emoji are made of them.
_INVISIBLE = "\u00ad\u180e\u200b\u2060\ufeff"
_REMOVED = {ord(sign): None for sign in _DIRECTION + _INVISIBLE}
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_ENDINGS = re.compile(r"[ \t]+(?=\n)")
_MANY_LINES = re.compile("\n{3,}")


def clean_text(typed: str | None) -> str:
    """Return the text with its lines, and without control characters, overrides and blank edges."""
    text = _LINE_ENDS.sub("\n", typed or "").translate(_REMOVED)
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return _MANY_LINES.sub("\n\n", _LINE_ENDINGS.sub("", kept)).strip()


def clean_line(typed: str | None) -> str:
    """Return the same for a field of one line."""
    return " ".join(clean_text(typed).split())


def stripped(typed: str | None) -> str:
    """Return the text without the blanks around it, for what a service reads exactly: names, codes, addresses."""
    return (typed or "").strip()
