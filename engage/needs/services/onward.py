"""A need becomes a proposal of a budget, and stops being one."""

from datetime import datetime

from engage.budget.models import Proposal
from engage.budget.queries import any_cycle, any_proposal
from engage.budget.services import add_proposal, delete_proposal
from engage.budget.terms import ProposalTerms
from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import Need
from engage.needs.queries.onward import takes_proposals
from engage.needs.queries.shown import is_public
from engage.needs.services.states import finish, locked
from engage.needs.states import OPEN, State
from engage.needs.timeline import note

BEGUN_ZH = "办公室正在把这项需求做成预算提案。"
BEGUN_EN = "The office is working this need into a proposal of a budget."
UNDONE_ZH = "预算提案已撤回，需求继续办理。"
UNDONE_EN = "The proposal was taken back. The need goes on."


def propose(
    need_id: int,
    cycle_id: int,
    terms: ProposalTerms,
    *,
    version: int | None,
    actor_id: int | None,
    now: datetime,
    token: str | None = None,
) -> Proposal:
    """Make a proposal of a cycle from a public need and keep the link. The same form sent again changes nothing.

    Raises `Conflict` where the need has a proposal already or has changed, `Closed` where the cycle takes none any
    more, and `Invalid`.
    """
    need = locked(need_id)
    if (made := _made_before(need, token)) is not None:
        return made
    need = locked(need_id, version)
    if need.proposal_id is not None:
        raise Conflict(_l("This need is a proposal already. Nothing was changed."))
    if not is_public(need) or need.state not in OPEN | {State.CONFIRMED}:
        raise Conflict(_l("Only a need that everybody can read becomes a proposal. Publish it first."))
    cycle = any_cycle(cycle_id)
    if cycle.area_id not in need.area.ancestor_ids:
        raise Invalid(_l("Choose a budget of this place or of one above it."), fields=("cycle",))
    if not takes_proposals(cycle, now):
        raise Closed(_l("This budget takes no proposals any more. Choose another one."))
    proposal = add_proposal(cycle_id, terms, actor_id=actor_id, now=now, token=token)
    need.proposal_id = proposal.id
    note(need, "proposal", now=now, actor_id=actor_id, text_zh=BEGUN_ZH, text_en=BEGUN_EN)
    finish(need, "need proposed", actor_id=actor_id, now=now)
    return proposal


def _made_before(need: Need, token: str | None) -> Proposal | None:
    if need.proposal_id is None or not token:
        return None
    proposal = any_proposal(need.proposal_id)
    return proposal if proposal.form_token == token else None


def take_back(need_id: int, *, version: int | None, actor_id: int | None, now: datetime) -> Need:
    """Delete the need's proposal as long as nobody could have voted. Raises `Closed` afterwards, and `Conflict`."""
    need = locked(need_id, version)
    if need.proposal_id is None:
        raise Conflict(_l("This need is no proposal. Nothing was changed."))
    proposal_id = need.proposal_id
    if not takes_proposals(any_proposal(proposal_id).cycle, now):
        raise Closed(_l("Residents vote on this proposal already, or have. It cannot be taken back any more."))
    need.proposal_id = None
    db.session.flush()
    delete_proposal(proposal_id, actor_id=actor_id, now=now)
    note(need, "proposal", now=now, actor_id=actor_id, text_zh=UNDONE_ZH, text_en=UNDONE_EN)
    finish(need, "need proposal undone", actor_id=actor_id, now=now)
    return need
