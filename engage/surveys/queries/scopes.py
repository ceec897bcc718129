"""Which area the surveys belong to that staff pages name in their addresses."""

from sqlalchemy import select

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.extensions import db
from engage.surveys.models import Survey


@scope("survey_id")
def area_of_survey(survey_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Survey, Survey.area_id == Area.id).where(Survey.id == survey_id))
