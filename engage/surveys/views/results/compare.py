"""This survey beside the ones that it repeats."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.formats import month
from engage.i18n import pick
from engage.surveys.figures.waves import compare as compare_waves
from engage.surveys.models import Survey
from engage.surveys.queries.results import Results
from engage.surveys.queries.waves import later_waves, waves_of
from engage.surveys.views.results.blueprint import bp, counted


@bp.get("/compare")
@staff(Permission.SEE_SURVEYS)
def compare(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    waves = [wave for wave in waves_of(found.survey) if may(current_user, Permission.SEE_SURVEYS, wave.area)]
    counts = [found if wave.id == survey_id else counted(wave.id) for wave in waves]
    results = [one.results for one in counts]
    series = [[(merged, tally) for tally in [one.tally()] for merged in one.questions] for one in results]
    return render_template(
        "surveys/results/compare.html",
        **found.context | {"left": sum(one.left for one in counts)},
        waves=[(_wave_name(wave, one), one.overall.answers) for wave, one in zip(waves, results, strict=True)],
        later=[(wave.id, pick(wave.title_zh, wave.title_en)) for wave in later_waves(found.survey)],
        questions=compare_waves(series) if len(series) > 1 else [],
    )


def _wave_name(wave: Survey, results: Results) -> str:
    weeks = results.overall.weeks
    title = pick(wave.title_zh, wave.title_en)
    return f"{title} ({month(weeks[0][0])})" if weeks else title
