"""Tickets: the right to answer a survey once. A code is shown once; only its digest is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.codes import new_code, normalise
from engage.communities.models import Area
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Gate, Survey, SurveyState, SurveyTicket, SurveyTicketBatch

CODE_LENGTH = 12
MOST_AT_ONCE, MOST_FOR_A_SURVEY = 200, 50_000


class AlreadyIssued(Conflict):
    """This very form already made its tickets; their codes cannot be shown again."""


@dataclass(frozen=True)
class Issued:
    """Fresh tickets, with their codes in the order of making."""

    batch: SurveyTicketBatch
    codes: Sequence[str] = field(repr=False)


def check_handing_out(survey: Survey, gate: Gate, *, now: datetime) -> None:
    """Raise `Closed` or `Conflict` unless letters of this kind may go out: they name the dates of an opened survey."""
    if survey.deleted_at is not None:
        raise Closed(_l("This survey was deleted. Nothing more is handed out for it."))
    if survey.state == SurveyState.CLOSED or (survey.closes_at is not None and now >= survey.closes_at):
        raise Closed(_l("This survey is over. Nothing more is handed out for it."))
    if survey.gate != gate:
        raise Conflict(_l("This survey is answered in another way. Change who may answer in its settings."))
    if survey.state == SurveyState.DRAFT:
        raise Closed(_l("Open this survey first: what is printed names its title and its dates."))


def issue(survey_id: int, area: Area, count: int, *, token: str, actor_id: int | None, now: datetime) -> Issued:
    """Make tickets for an area of the survey's.

    Raises `AlreadyIssued` for a form sent twice, `Closed` and `Conflict` where none may be handed out, `Invalid` for a
    count that is not from 1 to `MOST_AT_ONCE`, `NotFound` for an area outside the survey's.
    """
    survey = db.session.get(Survey, survey_id, with_for_update=True, populate_existing=True)
    if survey is None or not survey.area.contains(area):
        raise NotFound(_l("There is no such area in this survey."))
    if batch_by_token(token):
        raise AlreadyIssued(_l("These tickets were already made, and shown once. They cannot be shown again."))
    check_handing_out(survey, Gate.TICKET, now=now)
    _check_count(survey_id, count)
    batch = SurveyTicketBatch(
        survey_id=survey_id, area_id=area.id, token=token, tickets=count, created_at=now, created_by_id=actor_id
    )
    codes = [new_code(CODE_LENGTH) for _number in range(count)]
    _store(batch, codes)
    _record(batch, "make tickets", actor_id, now)
    return Issued(batch, codes)


def find_ticket(code: str) -> SurveyTicket | None:
    """Return the ticket of a code, however it was typed. It opens nothing when its batch was made void."""
    try:
        wanted = normalise(code)
    except ValueError:
        return None
    return db.session.scalar(select(SurveyTicket).filter_by(digest=digest_of(wanted)))


def batch_by_token(token: str) -> SurveyTicketBatch | None:
    return db.session.scalar(select(SurveyTicketBatch).filter_by(token=token))


def void_batch(batch: SurveyTicketBatch, *, actor_id: int | None, now: datetime) -> None:
    """Make the tickets of a batch open nothing any more. Answers given with them stay. Twice keeps the first time."""
    batch.voided_at = batch.voided_at or now
    _record(batch, "void tickets", actor_id, now)


def restore_batch(batch: SurveyTicketBatch, *, actor_id: int | None, now: datetime) -> None:
    """Undo the voiding."""
    batch.voided_at = None
    _record(batch, "restore tickets", actor_id, now)


def digest_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _check_count(survey_id: int, count: int) -> None:
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid(_l("Please ask for 1 to %(most)s tickets.", most=MOST_AT_ONCE), fields=("count",))
    made = db.session.scalar(select(func.sum(SurveyTicketBatch.tickets)).filter_by(survey_id=survey_id)) or 0
    if made + count > MOST_FOR_A_SURVEY:
        raise Conflict(_l("A survey may have %(most)s tickets.", most=MOST_FOR_A_SURVEY))


def _store(batch: SurveyTicketBatch, codes: Sequence[str]) -> None:
    try:
        db.session.add(batch)
        db.session.flush()
    except IntegrityError as error:  # The same form, sent twice at once.
        raise AlreadyIssued(
            _l("These tickets were already made, and shown once. They cannot be shown again.")
        ) from error
    rows = [{"batch_id": batch.id, "digest": digest_of(code)} for code in codes]
    # Sorted by digest, so that the order of the rows does not tell which letter a ticket lay in.
    db.session.execute(insert(SurveyTicket), sorted(rows, key=lambda row: str(row["digest"])))


def _record(batch: SurveyTicketBatch, action: str, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    audit.record(user_id=actor_id, area_id=batch.area_id, action=action, subject=f"tickets {batch.id}", now=now)
