"""Reading tickets of surveys."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.residents.models import Dwelling
from engage.surveys.models import Survey, SurveyTicketBatch, SurveyTurnout


@scope("ticket_batch_id")
def area_of_ticket_batch(ticket_batch_id: int) -> Area | None:
    of_this = SurveyTicketBatch.id == ticket_batch_id
    return db.session.scalar(select(Area).join(SurveyTicketBatch, SurveyTicketBatch.area_id == Area.id).where(of_this))


def batches(survey: Survey) -> Select[SurveyTicketBatch]:
    """Return the query for the batches of a survey with their areas, the newest first."""
    found = select(SurveyTicketBatch).filter_by(survey_id=survey.id).options(joinedload(SurveyTicketBatch.area))
    return found.order_by(SurveyTicketBatch.id.desc())


def batch_of(survey: Survey, batch_id: int) -> SurveyTicketBatch:
    found = db.session.get(SurveyTicketBatch, batch_id)
    if found is None or found.survey_id != survey.id:
        raise NotFound(_l("There is no such batch in this survey."))
    return found


def tickets_made(survey: Survey) -> int:
    """Return how many tickets were made that are not void."""
    made = select(func.sum(SurveyTicketBatch.tickets)).filter_by(survey_id=survey.id, voided_at=None)
    return int(db.session.scalar(made) or 0)


def parts(survey: Survey, channel: str) -> int:
    """Return how many took part in this way."""
    took_part = select(func.sum(SurveyTurnout.parts)).filter_by(survey_id=survey.id, channel=channel)
    return int(db.session.scalar(took_part) or 0)


def dwellings_in(area: Area) -> int:
    """Return how many flats the roll has in an area."""
    flats = select(func.count(Dwelling.id)).join(Area, Area.id == Dwelling.area_id).where(Area.within(area.path))
    return db.session.scalar(flats) or 0
