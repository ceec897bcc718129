"""What the first ballot freezes: one document with everything that the count depends on."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.budget.models import Cycle, Proposal
from engage.budget.rules import lottery
from engage.extensions import db

FORMAT = "engage-budget/1"
SEED_BYTES = 16

_FIELDS = select(
    Proposal.id,
    Proposal.number,
    Proposal.option,
    Proposal.title_zh,
    Proposal.title_en,
    Proposal.text_zh,
    Proposal.text_en,
    Proposal.place_zh,
    Proposal.place_en,
    Proposal.area_id,
    Proposal.cost_minor,
    Proposal.picture_digest,
).order_by(Proposal.number)


def frozen_rules(cycle: Cycle, seed: bytes | None = None) -> dict[str, Any]:
    """Return the document that stands for a cycle from its first ballot on; its hash is published with the chain.

    `tie_order` names the options, the one that wins every tie first; it is drawn by `lottery` from `tie_seed`, fresh
    unless a seed is given. Titles and costs are there in full. Of longer texts each proposal has the SHA-256, in
    `words`, so that the document stays small: it is read with every ballot.
    """
    seed = secrets.token_bytes(SEED_BYTES) if seed is None else seed
    # What is frozen is what the store holds now, whatever this session read before it held the lock.
    db.session.refresh(cycle)
    proposals = db.session.execute(_FIELDS.where(Proposal.cycle_id == cycle.id)).all()
    return {
        "format": FORMAT,
        "cycle": cycle.id,
        "version": cycle.version,
        "title_zh": cycle.title_zh,
        "title_en": cycle.title_en,
        "area": cycle.area_id,
        "voters": cycle.voters,
        "min_age": cycle.min_age,
        "max_age": cycle.max_age,
        "age_as_of": cycle.age_as_of.isoformat() if cycle.age_as_of else None,
        "ties": sorted(cycle.ties),
        "currency": cycle.currency,
        "pot_minor": cycle.pot_minor,
        "ballot_form": cycle.ballot_form,
        "min_choices": cycle.min_choices,
        "max_choices": cycle.max_choices,
        "rule": cycle.rule,
        "shows_tally": cycle.shows_tally,
        "proposals": [_proposal(row) for row in proposals],
        "tie_seed": seed.hex(),
        "tie_order": lottery([row.option for row in proposals], seed),
    }


def _proposal(row: Any) -> dict[str, Any]:
    words = [row.text_zh, row.text_en, row.place_zh, row.place_en, row.area_id]
    return {
        "option": row.option,
        "number": row.number,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "cost_minor": row.cost_minor,
        "picture": row.picture_digest,
        "words": hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest(),
    }


@dataclass(frozen=True)
class Lot:
    """One proposal's place in the published tie order. `lot` is what decided it, in hexadecimal."""

    option: str
    number: int
    title_zh: str
    title_en: str
    lot: str


@dataclass(frozen=True)
class TieOrder:
    seed: str
    lots: tuple[Lot, ...]


def tie_order(cycle: Cycle) -> TieOrder | None:
    """Return the tie order that was drawn at the freeze, for publishing; None before it."""
    rules = cycle.election.rules
    if not rules or not rules.get("tie_seed"):
        return None
    by_option = {proposal["option"]: proposal for proposal in rules["proposals"]}
    seed = bytes.fromhex(rules["tie_seed"])
    return TieOrder(
        rules["tie_seed"],
        tuple(
            Lot(
                option,
                by_option[option]["number"],
                by_option[option]["title_zh"],
                by_option[option]["title_en"],
                hashlib.sha256(seed + option.encode()).hexdigest(),
            )
            for option in rules["tie_order"]
        ),
    )
