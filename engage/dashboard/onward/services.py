"""Making a need or a proposal of a text that needs action: once, with its origin kept."""

from dataclasses import dataclass
from datetime import datetime

from engage.accounts import audit
from engage.budget.models import Proposal
from engage.budget.queries import any_cycle, any_proposal
from engage.budget.services import add_proposal
from engage.budget.terms import ProposalTerms
from engage.communities.models import Area
from engage.dashboard.onward.queries import marked
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.needs.models import Channel, Need
from engage.needs.queries.onward import takes_proposals
from engage.needs.services.submit import Entry, submit
from engage.origins import SURVEY, Origin
from engage.surveys.models import Survey, SurveyAction

USED = _l("A need or a proposal came of this text already. Nothing was changed.")


@dataclass(frozen=True)
class NeedWords:
    """What the office says of the need. The text is the office's own, without names and numbers."""

    area: Area
    category: str
    text: str
    language: str = "zh"


def make_need(action_id: int, words: NeedWords, *, secret: bytes, actor_id: int | None, now: datetime) -> Need:
    """Record a need that came of a text; publishing it stays a step of its own. Once more gives the same need.

    Raises `Conflict` where a proposal came of the text, `Invalid` for words that make no need, `NotFound`.
    """
    action, survey = _locked(action_id)
    if action.need_id is not None:
        return db.session.get_one(Need, action.need_id)
    if action.proposal_id is not None:
        raise Conflict(USED)
    if not survey.area.contains(words.area):
        raise Invalid(_l("The place must lie in the area of the survey."), fields=("area_id",))
    entry = Entry(
        area=words.area,
        category=words.category,
        text=words.text,
        form_token=f"survey text {action.id}",
        language=words.language,
        channel=Channel.SURVEY,
        entered_by_id=actor_id,
        is_demo=survey.is_demo,
    )
    need = submit(entry, secret=secret, now=now).need
    need.origin = str(Origin(SURVEY, survey.id))
    action.need_id = need.id
    _note(survey, f"need {need.id} from survey", actor_id, now)
    return need


def make_proposal(
    action_id: int,
    cycle_id: int,
    terms: ProposalTerms,
    *,
    token: str | None = None,
    actor_id: int | None,
    now: datetime,
) -> Proposal:
    """Add a proposal that came of a text to a budget that still takes some. The same form once more changes nothing.

    Raises `Conflict` where something came of the text already, `Closed`, `Invalid`, and `NotFound`.
    """
    action, survey = _locked(action_id)
    if action.proposal_id is not None:
        made = any_proposal(action.proposal_id)
        if token and made.form_token == token:
            return made
        raise Conflict(USED)
    if action.need_id is not None:
        raise Conflict(USED)
    cycle = any_cycle(cycle_id)
    if not (survey.area.contains(cycle.area) or cycle.area.contains(survey.area)):
        raise Invalid(_l("Choose a budget of this place or of one above it."), fields=("cycle",))
    if not takes_proposals(cycle, now):
        raise Closed(_l("This budget takes no proposals any more. Choose another one."))
    proposal = add_proposal(cycle_id, terms, actor_id=actor_id, now=now, token=token)
    proposal.origin = str(Origin(SURVEY, survey.id))
    action.proposal_id = proposal.id
    _note(survey, f"proposal {proposal.id} from survey", actor_id, now)
    return proposal


def _locked(action_id: int) -> tuple[SurveyAction, Survey]:
    action = db.session.get(SurveyAction, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise NotFound(_l("This text is no longer here."))
    return action, marked(action_id).survey


def _note(survey: Survey, action: str, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    audit.record(user_id=actor_id, area_id=survey.area_id, action=action, subject=f"survey {survey.id}", now=now)
