"""Proposals: added, edited and deleted until the first ballot."""

import re
from datetime import datetime

from sqlalchemy import select

from engage.budget.models import Cycle, Proposal
from engage.budget.queries import any_proposal, area_of_cycle
from engage.budget.services.guard import editable, finish_edit, refuse_faults, refuse_stale
from engage.budget.terms import ProposalTerms, fingerprint, proposal_faults, proposal_terms
from engage.communities.models import Area
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.pictures.queries import size_of

MOST_PROPOSALS = 200


def add_proposal(
    cycle_id: int, terms: ProposalTerms, *, actor_id: int | None, now: datetime, token: str | None = None
) -> Proposal:
    """Add a proposal. The form of that token sent again gives the proposal it made before.

    Raises `Closed` once the cycle is frozen, and `Invalid`.
    """
    cycle = editable(cycle_id, now)
    if made := _made_by(cycle_id, token):
        return made
    _check(cycle, terms)
    proposals = db.session.execute(select(Proposal.number, Proposal.option).filter_by(cycle_id=cycle_id)).all()
    if len(proposals) >= MOST_PROPOSALS:
        raise Conflict(_l("A budget can have %(most)s proposals.", most=MOST_PROPOSALS))
    taken = [int(row.option[1:]) for row in proposals if re.fullmatch("p[0-9]{1,6}", row.option)]
    cycle.options_made = max([cycle.options_made, *taken]) + 1
    proposal = Proposal(
        cycle_id=cycle_id,
        number=max((row.number for row in proposals), default=0) + 1,
        option=f"p{cycle.options_made}",
        form_token=token,
    )
    _fill(proposal, terms)
    db.session.add(proposal)
    db.session.flush()
    finish_edit(cycle, actor_id=actor_id, action="add proposal", subject=f"proposal {proposal.id}", now=now)
    return proposal


def _made_by(cycle_id: int, token: str | None) -> Proposal | None:
    return db.session.scalar(select(Proposal).filter_by(cycle_id=cycle_id, form_token=token)) if token else None


def _check(cycle: Cycle, terms: ProposalTerms) -> None:
    refuse_faults(proposal_faults(terms))
    if terms.picture_digest is not None and size_of(terms.picture_digest) is None:
        raise Invalid(_l("This picture is no longer here. Please choose it again."))
    if terms.area_id is not None:
        place, home = db.session.get(Area, terms.area_id), area_of_cycle(cycle.id)
        if place is None or home is None or not home.contains(place):
            raise Invalid(_l("The place must lie in the area of the budget."))


def _fill(proposal: Proposal, terms: ProposalTerms) -> None:
    for name in ProposalTerms.__dataclass_fields__:
        setattr(proposal, name, getattr(terms, name))


def edit_proposal(
    proposal_id: int, terms: ProposalTerms, *, actor_id: int | None, now: datetime, seen: str | None = None
) -> Proposal:
    """Change a proposal. Raises `Closed` once the cycle is frozen, `Conflict` when somebody else changed it, `Invalid`.

    `seen` is the fingerprint of the terms that the editor began with.
    """
    cycle = editable(any_proposal(proposal_id).cycle_id, now)
    proposal = _fresh(proposal_id)
    before = proposal_terms(proposal)
    refuse_stale(seen, fingerprint(before), fingerprint(terms))
    if before == terms:
        return proposal
    _check(cycle, terms)
    _fill(proposal, terms)
    finish_edit(cycle, actor_id=actor_id, action="edit proposal", subject=f"proposal {proposal_id}", now=now)
    return proposal


def _fresh(proposal_id: int) -> Proposal:
    """Return the proposal as it is now that the cycle is locked."""
    proposal = db.session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None:
        raise NotFound(_l("There is no such proposal."))
    return proposal


def delete_proposal(proposal_id: int, *, actor_id: int | None, now: datetime) -> Cycle:
    """Delete a proposal. Its option is never given again; in a draft the numbers close up.

    Residents may have noted the numbers of a published cycle, so there they stay.
    """
    cycle = editable(any_proposal(proposal_id).cycle_id, now)
    proposal = _fresh(proposal_id)
    number = proposal.number
    db.session.delete(proposal)
    db.session.flush()
    if cycle.published_at is None:
        later = select(Proposal).where(Proposal.cycle_id == cycle.id, Proposal.number > number)
        for other in db.session.scalars(later.order_by(Proposal.number)).all():
            other.number -= 1
            db.session.flush()  # One at a time: no two may have the same number even for a moment.
    finish_edit(cycle, actor_id=actor_id, action="delete proposal", subject=f"proposal {proposal_id}", now=now)
    return cycle
