"""Who took part in a survey: by area, beside the roll."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import lines
from engage.i18n import _
from engage.surveys.models import Gate
from engage.surveys.queries import taking_part as queries
from engage.surveys.queries.surveys import any_survey, phase
from engage.surveys.views.tickets import bp
from engage.tabular import csv_bytes


@bp.get("/turnout")
@staff(Permission.SEE_SURVEYS)
def turnout(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    places = queries.scanned_places(survey)
    return render_template(
        "surveys/turnout.html",
        survey=survey,
        phase=phase(survey, utcnow()),
        part=queries.taking_part(survey),
        is_open_to_all=survey.gate == Gate.OPEN,
        places=places,
        lines=lines(one.placement.area for one in places),
    )


@bp.get("/turnout.csv")
@staff(Permission.SEE_SURVEYS)
def turnout_file(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    rows = [
        (
            row.area.code if row.area else "",
            row.area.name_zh if row.area else "",
            row.area.name_en if row.area else "",
            row.flats,
            "" if row.parts is None else row.parts,
            _("yes") if row.is_silent else "",
        )
        for row in queries.taking_part(survey).areas
    ]
    header = (_("Area code"), _("Area (Chinese)"), _("Area (English)"), _("Flats"), _("Answers"), _("Silent"))
    response = Response(b"".join(csv_bytes(header, rows)), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"survey-{survey.id}-areas.csv")
    return response
