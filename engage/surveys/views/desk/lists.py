"""The list of surveys."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.communities.queries.areas import lines, timezone_in
from engage.surveys import desk_words
from engage.surveys.queries import desk, surveys
from engage.surveys.views.desk.blueprint import bp

PHASES = ("draft", "coming", "open", "closed")


def asked_text(name: str = "q") -> str:
    return clean_line(request.values.get(name, ""))[:80]


@bp.get("", endpoint="surveys")
@staff(Permission.SEE_SURVEYS)
def survey_list() -> ResponseReturnValue:
    text, phase, now = asked_text(), request.args.get("state", ""), utcnow()
    phase = phase if phase in PHASES else ""
    page = desk.page_of_surveys(current_user, text=text, phase=phase, now=now)
    above = lines(survey.area for survey in page.items)
    return render_template(
        "surveys/desk_list.html",
        page=page,
        text=text,
        phase=phase,
        phases=PHASES,
        turnouts=surveys.turnouts([survey.id for survey in page.items]),
        phase_of={survey.id: surveys.phase(survey, now) for survey in page.items},
        lines=above,
        timezones={area_id: timezone_in(line) for area_id, line in above.items()},
        words=desk_words,
    )
