"""What a cycle still lacks before residents may see it, and what would be better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engage.budget.models import Cycle, Proposal
from engage.i18n import _l, ngettext

FEWEST_PROPOSALS = 2


@dataclass(frozen=True)
class Gap:
    """Something that is missing. `where` is "cycle", "proposals" or "proposal", and then `proposal_id` is its id."""

    sentence: Any
    where: str
    proposal_id: int | None = None


def gaps(cycle: Cycle, proposals: Sequence[Proposal], now: datetime) -> list[Gap]:
    """Return what keeps the cycle from being published."""
    return [*_cycle_gaps(cycle, now), *_proposal_gaps(cycle, proposals)]


def _cycle_gaps(cycle: Cycle, now: datetime) -> list[Gap]:
    found = []
    if not cycle.summary_zh:
        found.append(Gap(_l("The Chinese summary is missing."), "cycle"))
    if cycle.election.opens_at is None:
        found.append(Gap(_l("It is not said when voting begins."), "cycle"))
    if cycle.election.closes_at is None:
        found.append(Gap(_l("It is not said when voting ends."), "cycle"))
    elif cycle.election.closes_at <= now:
        found.append(Gap(_l("The end of voting lies in the past."), "cycle"))
    return found


def _proposal_gaps(cycle: Cycle, proposals: Sequence[Proposal]) -> list[Gap]:
    found = []
    if len(proposals) < FEWEST_PROPOSALS:
        found.append(Gap(_l("There must be at least %(num)s proposals.", num=FEWEST_PROPOSALS), "proposals"))
    elif cycle.max_choices > len(proposals):
        sentence = _l(
            "Up to %(most)s proposals may be chosen, but there are only %(num)s.",
            most=cycle.max_choices,
            num=len(proposals),
        )
        found.append(Gap(sentence, "cycle"))
    for proposal in proposals:
        if not proposal.text_zh:
            sentence = _l("Proposal %(number)s has no Chinese text.", number=proposal.number)
            found.append(Gap(sentence, "proposal", proposal.id))
        if proposal.cost_minor <= 0:
            sentence = _l("Proposal %(number)s has no cost.", number=proposal.number)
            found.append(Gap(sentence, "proposal", proposal.id))
    return found


def advice(cycle: Cycle, proposals: Sequence[Proposal]) -> list[Gap]:
    """Return what does not keep the cycle from being published, but would serve residents better."""
    found = []
    if not (cycle.title_en and cycle.summary_en):
        found.append(Gap(_l("Title and summary are not complete in English."), "cycle"))
    for proposal in proposals:
        number = proposal.number
        if not (proposal.title_en and proposal.text_en):
            found.append(
                Gap(_l("Proposal %(number)s is not complete in English.", number=number), "proposal", proposal.id)
            )
        if proposal.picture_digest is None:
            found.append(Gap(_l("Proposal %(number)s has no picture.", number=number), "proposal", proposal.id))
        if proposal.cost_minor > cycle.pot_minor:
            sentence = _l("Proposal %(number)s costs more than all the money there is.", number=number)
            found.append(Gap(sentence, "proposal", proposal.id))
    if len(proposals) >= FEWEST_PROPOSALS and sum(proposal.cost_minor for proposal in proposals) <= cycle.pot_minor:
        found.append(Gap(_l("The money is enough for all proposals, so there is nothing to decide."), "cycle"))
    return found


def not_ready(missing: Sequence[Gap]) -> str:
    """Return the sentence that refuses publishing."""
    return ngettext(
        "Not published: %(num)s thing is still missing.",
        "Not published: %(num)s things are still missing.",
        len(missing),
    )
