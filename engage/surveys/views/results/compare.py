"""This survey beside the ones that it repeats."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.formats import month
from engage.i18n import _, pick
from engage.surveys.figures.waves import compare as compare_waves
from engage.surveys.models import Survey
from engage.surveys.queries.results import Results
from engage.surveys.queries.waves import later_waves, waves_until
from engage.surveys.views.results.blueprint import bp, counted


@bp.get("/compare")
@staff(Permission.SEE_SURVEYS)
def compare(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    waves = [wave for wave in waves_until(found.survey) if may(current_user, Permission.SEE_SURVEYS, wave.area)]
    counts = [found if wave.id == survey_id else counted(wave.id) for wave in waves]
    results = [one.results for one in counts]
    series = [[(merged, tally) for tally in [one.tally()] for merged in one.questions] for one in results]
    return render_template(
        "surveys/results/compare.html",
        **found.context | {"left": sum(one.left for one in counts)},
        waves=list(zip(_times(results), map(_title, waves), strict=True)),
        later=[(wave.id, _title(wave)) for wave in later_waves(found.survey)],
        questions=compare_waves(series) if len(series) > 1 else [],
    )


def _times(results: Sequence[Results]) -> list[str]:
    """Return a short name for each wave: the month of its first answer, numbered where that is not enough."""
    weeks = [one.overall.weeks for one in results]
    months = [month(found[0][0]) if found else _("No answers yet") for found in weeks]
    if len(set(months)) == len(months):
        return months
    return [f"{number}. {name}" for number, name in enumerate(months, 1)]


def _title(wave: Survey) -> str:
    return pick(wave.title_zh, wave.title_en)
