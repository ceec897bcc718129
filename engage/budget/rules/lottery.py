"""The lottery that decides ties, drawn so that anybody can draw it again."""

from collections.abc import Iterable
from hashlib import sha256

from engage.budget.rules.outcome import Id


def lottery(ids: Iterable[Id], seed: bytes) -> list[Id]:
    """Return the ids in the order of their lots; the first one wins every tie it is in.

    The lot of an id is the SHA-256 digest of the seed's bytes followed by the id's text in UTF-8, nothing between
    them. Lots are compared as numbers, the smallest first, so the order in which the ids are given does not matter.
    Anybody recomputes one lot with `(printf %s SEED_IN_HEX | xxd -r -p; printf %s ID) | sha256sum`, and sorts.
    Raises `ValueError` when an id comes twice.
    """
    lots: dict[bytes, Id] = {}
    for id_ in ids:
        lot = sha256(seed + str(id_).encode()).digest()
        if lot in lots:
            raise ValueError(f"{id_} comes twice in the lottery")
        lots[lot] = id_
    return [lots[lot] for lot in sorted(lots)]
