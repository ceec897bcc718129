"""Access codes of a survey for households: its box of codes is made on first use; the roll's services do the rest.

The box opens and closes with the survey (`guard.let_codes_follow`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from engage.ballotbox.services import create_election
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.residents import services as residents
from engage.residents.eligibility import Eligibility
from engage.residents.hashing import FreshSecret
from engage.residents.models import AccessCode, Channel
from engage.residents.services import Issued, Order
from engage.surveys.models import Gate, Survey
from engage.surveys.services.drafts import drop_of_slots
from engage.surveys.services.guard import let_codes_follow, locked
from engage.surveys.services.tickets import check_handing_out

HOUSEHOLDS = Eligibility("dwellings")


def make_letters(
    survey_id: int, area: Area, secrets: Sequence[FreshSecret], *, token: str, actor_id: int, now: datetime
) -> Issued:
    """Make a code for the first households of an area that hold no valid one: as many as there are fresh secrets.

    Raises `NotFound` for an area outside the survey's, `Closed` and `Conflict` where none may be handed out, and as
    `issue_letters` of the roll.
    """
    survey = locked(survey_id)
    if not survey.area.contains(area):
        raise NotFound(_l("There is no such area in this survey."))
    order = _order(survey, area, Channel.LETTER, token, actor_id, now)
    return _for_new_holders(residents.issue_letters(order, HOUSEHOLDS, secrets))


def make_for_one(
    survey_id: int, dwelling_id: int, secret: FreshSecret, channel: Channel, *, token: str, actor_id: int, now: datetime
) -> Issued:
    """Make a new code for one household and void its old one: by letter, or at the desk. Its answer stays; what it
    only began is forgotten.

    Raises as `make_letters`, and `NoResultFound` for a household outside the survey's area.
    """
    survey = locked(survey_id)
    order = _order(survey, survey.area, channel, token, actor_id, now)
    return _for_new_holders(residents.reissue(order, HOUSEHOLDS, dwelling_id, secret))


def _for_new_holders(issued: Issued) -> Issued:
    """Forget what was begun with older codes of these households: whoever still has its address could read on."""
    drop_of_slots(select(AccessCode.slot_id).where(AccessCode.batch_id == issued.batch.id))
    return issued


def _order(survey: Survey, area: Area, channel: Channel, token: str, actor_id: int, now: datetime) -> Order:
    check_handing_out(survey, Gate.CODE, now=now)
    return Order(_election_id(survey), area, channel, token, actor_id, now)


def _election_id(survey: Survey) -> int:
    """Return the box of the locked survey, made now if this is its first code."""
    if survey.election_id is None:
        election = create_election(area_id=survey.area_id, opens_at=survey.opens_at, closes_at=survey.closes_at)
        survey.election_id = election.id
        let_codes_follow(survey)
        db.session.flush()
    return survey.election_id
