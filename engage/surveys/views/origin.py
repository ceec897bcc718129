"""How staff pages name a survey that something came of."""

from flask import url_for
from flask_login import current_user

from engage.accounts.permissions import Permission, may
from engage.extensions import db
from engage.i18n import _, pick
from engage.origins import SURVEY, Named, named_by
from engage.surveys.models import Survey


@named_by(SURVEY)
def name_survey(survey_id: int) -> Named | None:
    survey = db.session.get(Survey, survey_id)
    if survey is None:
        return None
    is_readable = survey.deleted_at is None and may(current_user, Permission.SEE_SURVEYS, survey.area)
    return Named(
        _("From the survey “%(title)s”", title=pick(survey.title_zh, survey.title_en)),
        url_for("survey_results.texts", survey_id=survey_id, show="action") if is_readable else "",
    )
