"""Commitments and the hash chain, on plain values: what anybody needs to check a ballot box.

    commitment = SHA-256("engage-ballot/1" US election US nonce US choices)
    head       = SHA-256("engage-chain/1" US head before US position US commitment US replaced commitment or nothing)

US is the unit separator (0x1F), numbers are decimal, hashes are lower-case hexadecimal, positions count from 1, and
the head before the first link is 64 zeros.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse(choices: str) -> Any:
    return json.loads(choices)


def _hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def commit_to(election_id: int, nonce: str, choices: str) -> str:
    """Return the commitment to canonical choices under a nonce of 32 hexadecimal digits."""
    return _hash("engage-ballot/1", election_id, nonce, choices)


def next_head(head: str, position: int, commitment: str, replaces: str | None) -> str:
    return _hash("engage-chain/1", head, position, commitment, replaces or "")


@dataclass(frozen=True)
class Link:
    position: int
    commitment: str
    replaces: str | None
    head: str


def faults(links: Iterable[Link]) -> Iterator[str]:
    """Yield a sentence for everything wrong with a chain; nothing for a sound one. Links come in order."""
    head, expected = GENESIS, 1
    live: set[str] = set()
    for link in links:
        if link.position != expected:
            yield f"link {expected} is missing"
        if next_head(head, link.position, link.commitment, link.replaces) != link.head:
            yield f"link {link.position} does not follow from the one before"
        if link.replaces is not None and link.replaces not in live:
            yield f"link {link.position} replaces a ballot that was not recorded"
        live.discard(link.replaces or "")
        live.add(link.commitment)
        head, expected = link.head, link.position + 1


def live_commitments(links: Iterable[Link]) -> set[str]:
    """Return the commitments that no later link replaces: one for each ballot that counts."""
    live: set[str] = set()
    for link in links:
        live.discard(link.replaces or "")
        live.add(link.commitment)
    return live


def version_of(commitment: str) -> str:
    """Return what a form carries to say which ballot it means to replace."""
    return commitment[:24]
