"""Weighting to known margins, with its effect shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import Invalid
from engage.i18n import _, pick
from engage.surveys.cells import values_of_question
from engage.surveys.figures.weighted import WeightedQuestion, weighted
from engage.surveys.queries.results import Results
from engage.surveys.queries.weights import AREA_LEVELS, Margin, dwelling_margin, group_answers, kept_weighting
from engage.surveys.questionnaire import QuestionType
from engage.surveys.raking import Impossible, Weights, rake
from engage.surveys.result_words import cell_name, title_of
from engage.surveys.services.weigh import HIGHEST, weigh, weigh_no_more
from engage.surveys.views.results.blueprint import bp, counted, living
from engage.surveys.views.results.page import percent_of
from engage.transaction import in_transaction


@dataclass(frozen=True)
class Weighed:
    """The effect of the weights, or a sentence why there are none, or how far the reading is."""

    percent: int = 100
    problem: str = ""
    weights: Weights | None = None
    questions: Sequence[WeightedQuestion] = ()


@bp.get("/weighting")
@staff(Permission.SEE_SURVEYS)
def weighting(survey_id: int) -> ResponseReturnValue:
    return _page(survey_id)


def _page(survey_id: int, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    found = counted(survey_id)
    level, question, shares, most = kept_weighting(found.survey.weighting)
    typed: Mapping[str, object] = {cell: f"{share:g}" for cell, share in shares.items()}
    if problem:
        level, question = request.form.get("level", ""), request.form.get("question", "")
        most = request.form.get("most", 5, type=int)
        typed = {name.partition(".")[2]: value for name, value in request.form.items() if name.startswith(_prefix())}
    # What was chosen before the shares of a question were asked for.
    level, question = request.args.get("level", level), request.args.get("question", question)
    most = request.args.get("most", most, type=int)
    offered = [merged for merged in found.results.questions if merged.question.type == QuestionType.SINGLE]
    chosen = next((merged for merged in offered if merged.name == question), None)
    page = render_template(
        "surveys/results/weighting.html",
        **found.context,
        level=level,
        most=most,
        highest=HIGHEST,
        typed=typed,
        problem=problem,
        questions=[(merged.name, title_of(merged)) for merged in offered],
        question=chosen.name if chosen else "",
        question_title=title_of(chosen) if chosen else "",
        choices=[(cell, cell_name(chosen, cell)) for cell in values_of_question(chosen.question)] if chosen else [],
        levels=[str(one) for one in AREA_LEVELS],
        share_sum=float(f"{sum(shares.values()):g}"),
        weighed=_weighed(found.results) if found.survey.weighting and not problem else None,
    )
    return page, status


def _prefix() -> str:
    return "share."


def _weighed(results: Results) -> Weighed:
    level, question, shares, most = kept_weighting(results.survey.weighting)
    margins = _margins(results, level, question, shares)
    found, groups = group_answers(results, level, question)
    if not found.is_done:
        return Weighed(percent_of(found))
    try:
        weights = rake(
            {group: tally.answers for group, tally in groups.items()},
            [margin.targets for margin in margins],
            most=most,
        )
    except Impossible as error:
        return Weighed(problem=_refusal(error, margins))
    return Weighed(weights=weights, questions=weighted(results.questions, groups, weights.by_group))


def _margins(results: Results, level: str, question: str, shares: Mapping[str, float]) -> list[Margin]:
    margins = [dwelling_margin(results.survey.area, level)] if level else []
    merged = results.question(question) if question else None
    if merged:
        names = {cell: cell_name(merged, cell) for cell in shares}
        margins.append(Margin(shares, {cell: (name, name) for cell, name in names.items()}))
    return margins


def _refusal(error: Impossible, margins: Sequence[Margin]) -> str:
    name = pick(*margins[error.margin].names[error.category]) if error.category else ""
    if error.reason == "empty":
        return _(
            "Nobody in “%(name)s” answered, and no weight can speak for somebody who is not there. "
            "Weight by something coarser.",
            name=name,
        )
    if error.reason == "zero":
        return _("“%(name)s” has the target 0, but somebody there answered. Correct the target.", name=name)
    return _("There are no answers, or the roll has no dwellings here. There is nothing to weight.")


@bp.post("/weighting")
@staff(Permission.RUN_SURVEYS)
def save_weighting(survey_id: int) -> ResponseReturnValue:
    living(survey_id)
    actor_id, now = current_user.id, utcnow()
    if request.form.get("do") == "off":
        in_transaction(weigh_no_more, survey_id, actor_id=actor_id, now=now)
        flash(_("The results are not weighted any more."), "success")
        return redirect(url_for(".weighting", survey_id=survey_id), 303)
    question = request.form.get("question", "")
    typed = {name.partition(".")[2]: value for name, value in request.form.items() if name.startswith(_prefix())}
    if question and not typed:
        level, most = request.form.get("level"), request.form.get("most")
        asked = url_for(".weighting", survey_id=survey_id, level=level, question=question, most=most, _anchor="shares")
        return redirect(asked, 303)
    try:
        in_transaction(
            weigh,
            survey_id,
            request.form.get("level", ""),
            question,
            typed,
            most=request.form.get("most", 5, type=int),
            actor_id=actor_id,
            now=now,
        )
    except Invalid as error:
        return _page(survey_id, problem=str(error), status=422)
    flash(_("Saved."), "success")
    return redirect(url_for(".weighting", survey_id=survey_id), 303)
