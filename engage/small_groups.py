"""Which groups of a table may be shown with their numbers, so that small ones can neither be read nor worked out.

The total of all groups is public, and so is the number of people in each. A group with fewer than `FEWEST` that took
part is hidden. What is left over from the total would tell its number, so further groups are hidden with it, until
the numbers shown leave several possibilities for each small one. Source: complementary cell suppression, see
Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Id = TypeVar("Id", int, str)
FEWEST = 5
# At least this many more numbers must be possible for a small group, where it has people enough for that.
SPREAD = 2


def hidden_groups(took_part: Mapping[Id, int], sizes: Mapping[Id, int]) -> frozenset[Id]:
    """Return the groups to hide, given how many took part of how many, by group. Groups of nobody are left out.

    Even somebody who is told which groups are the small ones cannot work any of them out. The one exception is when
    all are hidden: then nothing but the total is left, and it tells what it tells.
    """
    small = [id_ for id_ in sizes if took_part[id_] < FEWEST]
    if not small:
        return frozenset()
    hidden = list(small)
    # By size, which is no secret: an order by what is hidden would itself give something away.
    others = sorted((id_ for id_ in sizes if took_part[id_] >= FEWEST), key=lambda id_: (sizes[id_], id_))
    for next_one in others:
        if _is_safe(small, hidden, took_part, sizes):
            return frozenset(hidden)
        hidden.append(next_one)
    return frozenset(hidden) if _is_safe(small, hidden, took_part, sizes) else frozenset(sizes)


def _is_safe(small: Iterable[Id], hidden: Iterable[Id], took_part: Mapping[Id, int], sizes: Mapping[Id, int]) -> bool:
    """Tell whether the sum over the hidden groups leaves enough possibilities for each small one."""
    small, hidden = set(small), list(hidden)
    total = sum(took_part[id_] for id_ in hidden)
    if len(hidden) < 2 or total < FEWEST:
        return False
    lowest = FEWEST * (len(hidden) - len(small))
    highest = sum(_most(id_, small, sizes) for id_ in hidden)
    for most in {_most(id_, small, sizes) for id_ in small}:
        # All the others together can take between `lowest` and `highest - most`.
        least_left, most_left = max(0, total - (highest - most)), min(most, total - lowest)
        if most_left - least_left < min(SPREAD, most):
            return False
    return True


def _most(id_: Id, small: set[Id], sizes: Mapping[Id, int]) -> int:
    return min(sizes[id_], FEWEST - 1) if id_ in small else sizes[id_]
