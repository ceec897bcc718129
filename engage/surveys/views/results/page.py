"""The page of results: how many answered, and a chart for each question."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.htmx import render
from engage.i18n import pick
from engage.surveys.cells import values_of_question
from engage.surveys.figures.charts import Figure, figure
from engage.surveys.figures.cuts import Cut
from engage.surveys.figures.merged import Merged
from engage.surveys.figures.tally import Tally
from engage.surveys.queries import passes
from engage.surveys.queries.results import FILTERED, ONE_OF_SEVERAL, Results, took_part
from engage.surveys.queries.surveys import is_open
from engage.surveys.result_words import CHANNEL_NAMES, cell_name, title_of
from engage.surveys.views.results.blueprint import asked_cut, bp, counted


@dataclass(frozen=True)
class Read:
    """The tally of a cut. `percent` is how far the reading of answers is; `tally` is none for a cut of few."""

    tally: Tally | None
    percent: int = 100


@bp.get("/results")
@staff(Permission.SEE_SURVEYS)
def page(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    cut = asked_cut(found.results)
    read = read_cut(found.results, cut)
    tally = read.tally
    figures = [_figure(merged, tally, cut) for merged in found.results.questions] if tally is not None else []
    return render(
        "surveys/results/page.html",
        "surveys/results/_figures.html",
        **found.context,
        **_live(found.results),
        cut=cut,
        read=read,
        figures=figures,
        filters=filters(found.results),
        channel_names=CHANNEL_NAMES,
        is_open=is_open(found.survey, utcnow()),
    )


def _figure(merged: Merged, tally: Tally, cut: Cut) -> Figure:
    """Hide small counts in a part of the answers, as in a table of two questions, which would show the same.

    What is chosen by says nothing new: all said it.
    """
    is_chosen_by = merged.name == cut.question and merged.question.type in ONE_OF_SEVERAL
    return figure(merged, tally, is_public=bool(cut) and not is_chosen_by)


@bp.get("/results/count")
@staff(Permission.SEE_SURVEYS)
def count(survey_id: int) -> ResponseReturnValue:
    """The live count alone; it asks for itself again as long as the survey is open."""
    found = counted(survey_id)
    return render_template(
        "surveys/results/_live.html",
        **found.context,
        **_live(found.results),
        channel_names=CHANNEL_NAMES,
        is_open=is_open(found.survey, utcnow()),
    )


def _live(results: Results) -> dict[str, Any]:
    overall = results.overall
    return {
        "overall": overall,
        "took_part": took_part(results.survey),
        "fullest": max((number for _week, number in overall.weeks), default=0),
    }


def read_cut(results: Results, cut: Cut) -> Read:
    """Return the tally of a cut: from the kept counts, or by a pass over the answers where it needs one."""
    if results.is_hidden(cut):
        return Read(None)
    if not cut.question:
        return Read(results.tally(cut))
    found = passes.advance(results, passes.Plan(results.survey.id, cut))
    return Read(passes.only(found), percent_of(found))


def percent_of(found: passes.Pass) -> int:
    return 100 if found.is_done else min(99, found.read * 100 // max(found.total, 1))


def filters(results: Results) -> dict[str, Any]:
    """Return what the filter can be set to: areas (with a mark for those of few) and choices by question."""
    return {
        "areas": [
            (area.id, pick(area.name_zh, area.name_en), is_hidden, area.path.count(".") - 1)
            for area, is_hidden in results.shown_areas
        ],
        "choices": [
            (title_of(merged), [(f"{merged.name}={cell}", cell_name(merged, cell)) for cell in cells])
            for merged in results.questions
            if merged.question.type in FILTERED and (cells := values_of_question(merged.question))
        ],
    }
