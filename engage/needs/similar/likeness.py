"""How much two texts ask for the same: a number from 0 to 1, by rules on plain values.

Both languages meet in the things that they name and in what is said to be the matter with them. Whatever else stands in
two texts is compared where both are in one language. A different building, gate or unit makes them differ, and so does
another matter with the same thing. The weights were chosen on one half of `tests/needs/pairs.csv`; the test reports
both halves.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from engage.needs.similar.concepts import meanings
from engage.needs.similar.words import plain, terms

THRESHOLD = 0.42
THING, MATTER, REST = 0.5, 0.3, 0.2
OTHER_THING, OTHER_MATTER, OTHER_SPOT = 0.45, 0.5, 0.45

# Who is concerned, and where: they say less than the thing itself.
_WEAK = "eldercare kid neighbour car road square school stairs basement riverside property wall rubbish phone"
WEAK = frozenset(_WEAK.split())
WEAK_WEIGHT = 0.35

_SPOT = re.compile(r"(\d+)\s?(?:号楼|栋|幢|号门|门|单元|号)|(?:building|block|gate|unit|entrance)\s?(?:no\.?\s?)?(\d+)")
_KINDS = (("building", r"号楼|栋|幢|building|block"), ("unit", r"单元|unit|entrance"), ("gate", r"门|gate"))
_CHINESE_NUMBERS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True)
class Features:
    """What a text is known by. `spots` are pairs such as ("building", "3")."""

    things: frozenset[str]
    matters: frozenset[str]
    words: frozenset[str]
    spots: frozenset[tuple[str, str]]


def features(text: str) -> Features:
    things, matters, _ = meanings(text)
    return Features(things, matters, frozenset(terms(text)), frozenset(_spots(text)))


def search_terms(text: str) -> list[str]:
    """Return the terms under which a text is found: what it means first, then its words."""
    things, matters, _ = meanings(text)
    return [*_named(things, matters), *terms(text)]


def query_terms(text: str) -> list[str]:
    """Return the terms that a text must have to answer a question: a word stands for all that mean the same."""
    things, matters, rest = meanings(text)
    return [*_named(things, matters), *terms(rest)]


def _named(things: Collection[str], matters: Collection[str]) -> list[str]:
    strong = sorted(things, key=lambda name: (name in WEAK, name))
    return [*(f"0{name}" for name in strong), *(f"1{name}" for name in sorted(matters))]


def likeness(one: Features, other: Features) -> float:
    parts = [
        (THING, _overlap(one.things, other.things)),
        (MATTER, _overlap(one.matters, other.matters)),
        (REST, _dice(one.words, other.words) if _share_a_script(one.words, other.words) else None),
    ]
    weighed = [(weight, value) for weight, value in parts if value is not None]
    if not weighed:
        return 0.0
    score = sum(weight * value for weight, value in weighed) / sum(weight for weight, _ in weighed)
    if one.things and other.things and not one.things & other.things:
        score *= OTHER_THING
    if one.matters and other.matters and not one.matters & other.matters:
        score *= OTHER_MATTER
    return score * OTHER_SPOT if _are_elsewhere(one.spots, other.spots) else score


def _overlap(one: Collection[str], other: Collection[str]) -> float | None:
    """Return the mean of what both share of the smaller and of all; None where neither has any."""
    if not one and not other:
        return None
    if not one or not other:
        return 0.0
    shared = _weight(set(one) & set(other))
    return (shared / min(_weight(one), _weight(other)) + shared / _weight(set(one) | set(other))) / 2


def _weight(names: Collection[str]) -> float:
    return sum(WEAK_WEIGHT if name in WEAK else 1 for name in names)


def _dice(one: Collection[str], other: Collection[str]) -> float | None:
    return 2 * len(set(one) & set(other)) / (len(one) + len(other)) if one and other else None


def _share_a_script(one: Collection[str], other: Collection[str]) -> bool:
    return any(word.isascii() for word in one) == any(word.isascii() for word in other) or any(
        not word.isascii() for word in one
    ) == any(not word.isascii() for word in other)


def _spots(text: str) -> list[tuple[str, str]]:
    found = []
    for match in _SPOT.finditer(plain(text).translate(_CHINESE_NUMBERS)):
        kind = next((name for name, words in _KINDS if re.search(words, match[0])), "number")
        found.append((kind, match[1] or match[2]))
    return found


def _are_elsewhere(one: Collection[tuple[str, str]], other: Collection[tuple[str, str]]) -> bool:
    """Tell whether both name a building, or a gate, and not the same."""
    kinds = {kind for kind, _ in one} & {kind for kind, _ in other}
    return any({pair for pair in one if pair[0] == kind}.isdisjoint(other) for kind in kinds)
