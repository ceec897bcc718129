"""What became of a need in a budget: the proposal made from it, its vote and its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from engage.accounts.models import User
from engage.accounts.permissions import Permission, within
from engage.budget.models import Cycle, Phase, Proposal
from engage.budget.result_page import result_page
from engage.budget.shown import published_result
from engage.budget.terms import LONGEST_TITLE, ProposalTerms
from engage.communities.models import AreaKind
from engage.extensions import db
from engage.needs.models import Need

MOST_CYCLES = 50
EDITABLE = (Phase.DRAFT, Phase.UPCOMING)


@dataclass(frozen=True)
class Onward:
    """A need's proposal. `is_public` says whether residents can read it yet.

    `is_funded` is None until the result is published; `reasons` then say why, in the reader's language.
    """

    proposal: Proposal
    cycle: Cycle
    phase: Phase
    is_public: bool
    can_undo: bool
    is_funded: bool | None = None
    reasons: Sequence[str] = ()


def onward_of(need: Need, now: datetime) -> Onward | None:
    """Return what became of the need's proposal, nothing of a hidden tally among it; None without a proposal."""
    if need.proposal_id is None:
        return None
    proposal = db.session.get_one(Proposal, need.proposal_id)
    cycle = proposal.cycle
    result = published_result(cycle) if cycle.published_at else None
    line = None
    if result is not None:
        line = next((line for line in result_page(cycle, result).lines if line.option == proposal.option), None)
    return Onward(
        proposal=proposal,
        cycle=cycle,
        phase=cycle.phase(now),
        is_public=cycle.published_at is not None,
        can_undo=takes_proposals(cycle, now),
        is_funded=line.is_funded if line else None,
        reasons=line.reasons if line else (),
    )


def takes_proposals(cycle: Cycle, now: datetime) -> bool:
    """Tell whether proposals of the cycle can still be added and deleted: it is not frozen and not open yet."""
    election = cycle.election
    return election.frozen_at is None and election.closed_at is None and cycle.phase(now) in EDITABLE


def cycles_for(user: User, need: Need, now: datetime) -> list[Cycle]:
    """Return the cycles of the user that can take a proposal made from the need: of its area and those above it."""
    found = (
        select(Cycle)
        .join(Cycle.area)
        .options(contains_eager(Cycle.area))
        .where(within(user, Permission.RUN_CYCLES), Cycle.area_id.in_(need.area.ancestor_ids))
        .where(Cycle.election.has(frozen_at=None, closed_at=None))
        .order_by(Cycle.id.desc())
        .limit(MOST_CYCLES)
    )
    return [cycle for cycle in db.session.scalars(found) if takes_proposals(cycle, now)]


def voices(need: Need) -> int:
    """Return how many neighbours ask for it: the one who said so, and those who joined."""
    return need.supports + 1


def draft_of(need: Need) -> ProposalTerms:
    """Return what a proposal made from the need begins with. Its cost is for the office to put in."""
    zh, en = need.summary_zh.strip(), need.summary_en.strip()
    credit_zh = f"需求清单第{need.id}号，{voices(need)}位居民提出。"
    credit_en = f"Number {need.id} of the demand list, asked for by {voices(need)} neighbour{'s' * (voices(need) > 1)}."
    area = need.area
    return ProposalTerms(
        title_zh=_title(zh or en),
        title_en=_title(en),
        text_zh=f"{zh}\n\n{credit_zh}" if zh else credit_zh,
        text_en=f"{en}\n\n{credit_en}" if en else "",
        place_zh=need.spot[:120],
        # A stairwell would point at too few people.
        area_id=area.parent_id if area.kind == AreaKind.STAIRWELL else area.id,
        cost_minor=0,
        picture_digest=next((photo.shown_digest for photo in need.photos if photo.shown_digest), None),
    )


def _title(summary: str) -> str:
    """Return the first sentence of a summary, as long as a title may be."""
    first = summary.splitlines()[0] if summary else ""
    for end in ("。", "！", "？", ". ", "! ", "? "):
        first = first.split(end, 1)[0]
    return first.strip().rstrip(".")[:LONGEST_TITLE]
