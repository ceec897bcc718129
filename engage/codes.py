"""Codes that people read, type and say aloud: Crockford's base 32, without I, L, O and U."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Longer than any code of ours, however it is spaced; keeps the normalising of hostile input cheap.
MAX_TYPED = 200
# Typed in place of a hyphen, yet no dashes to Unicode: minus sign, hyphen bullet, the long-vowel mark of kana.
_OTHER_HYPHENS = "\u2212\u2043\u30fc"
_INVISIBLE_MARKS = "\u034f" + "".join(map(chr, range(0xFE00, 0xFE10)))
_SKIPPED_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}

_MEANING = {letter: letter for letter in ALPHABET}
_MEANING |= {letter.lower(): letter for letter in ALPHABET}
_MEANING |= dict.fromkeys("Oo", "0") | dict.fromkeys("IiLl", "1")


def new_code(length: int) -> str:
    """Return a random code of 5 bits a character, fit for secrets."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def from_bytes(data: bytes, length: int) -> str:
    """Return the first 5 × `length` bits of `data`, highest first. Raises `ValueError` when there are too few."""
    spare = len(data) * 8 - length * 5
    if length < 0 or spare < 0:
        raise ValueError(f"{len(data)} bytes do not make {length} characters")
    bits = int.from_bytes(data) >> spare
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(length)))


def normalise(text: str) -> str:
    """Return the code a person meant: upper case, O as 0, I and L as 1, full-width characters as plain ones.

    Spaces, hyphens of all sorts and invisible characters are skipped. Raises `ValueError` for anything else, U
    included, and when nothing is left, so that a returned code is never empty.
    """
    if len(text) > MAX_TYPED:
        raise ValueError("too long for a code")
    kept = [character for character in unicodedata.normalize("NFKC", text) if not _is_skipped(character)]
    if not kept or not all(character in _MEANING for character in kept):
        raise ValueError("not a code")
    return "".join(_MEANING[character] for character in kept)


def grouped(code: str, size: int = 4) -> str:
    """Return the code as it is printed: "ABCD-EFGH-JKMN"."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def _is_skipped(character: str) -> bool:
    return unicodedata.category(character) in _SKIPPED_CATEGORIES or character in _OTHER_HYPHENS + _INVISIBLE_MARKS
