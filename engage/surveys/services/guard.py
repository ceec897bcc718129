"""What every change of a survey begins and ends with: the lock, the refusals, the trace."""

from datetime import datetime
from typing import Any

from engage.accounts import audit
from engage.ballotbox import services as ballotbox
from engage.errors import Closed, Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Survey
from engage.surveys.queries.surveys import any_survey

STALE = _l("Somebody else changed this survey while you were editing. Nothing was saved; what you wrote is still here.")


def locked(survey_id: int) -> Survey:
    """Return the survey as the store has it now, locked until the transaction ends. Raises `NotFound`."""
    any_survey(survey_id)
    return db.session.get_one(Survey, survey_id, with_for_update=True, populate_existing=True)


def editable(survey_id: int) -> Survey:
    """Return the locked survey. Raises `Closed` for a deleted one."""
    survey = locked(survey_id)
    if survey.deleted_at is not None:
        raise Closed(_l("This survey was deleted. Nothing was changed."))
    return survey


def refuse_faults(faults: Any) -> None:
    if faults:
        raise Invalid(next(iter(faults.values())), fields=dict(faults))


def refuse_stale(is_stale: bool) -> None:
    if is_stale:
        raise Conflict(STALE, stale=True)


def note(survey: Survey, *, actor_id: int | None, action: str, now: datetime) -> None:
    db.session.flush()
    audit.record(user_id=actor_id, area_id=survey.area_id, action=action, subject=f"survey {survey.id}", now=now)


def let_codes_follow(survey: Survey) -> None:
    """Open and close the box of access codes when the survey does."""
    if survey.election_id is not None:
        election = ballotbox.lock_election(survey.election_id)
        election.opens_at, election.closes_at = survey.opens_at, survey.closes_at
        election.closed_at = survey.closed_at
