"""The editor: all questions in order, what is wrong with them, and the buttons that arrange them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import Conflict, EngageError
from engage.htmx import is_fragment_request, render
from engage.i18n import _, language
from engage.surveys import desk_words, editing
from engage.surveys.advice import advice, seconds
from engage.surveys.advice_words import advice_sentence, minutes
from engage.surveys.expressions import ExpressionError, parse
from engage.surveys.problems import problems
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Questionnaire, QuestionType
from engage.surveys.services import make
from engage.surveys.views.edit.blueprint import bp
from engage.surveys.words import in_words, problem_sentence
from engage.transaction import in_transaction

Move = Callable[[Questionnaire, str], Questionnaire]


@bp.get("/edit")
@staff(Permission.RUN_SURVEYS)
def editor(survey_id: int) -> ResponseReturnValue:
    return page(survey_id, at=request.args.get("at", "")[:80])


def page(survey_id: int, *, at: str = "", problem: str = "", status: int = 200) -> Response:
    """Show the editor. `at` is the id of the button that the keyboard was on: it gets the focus again."""
    survey = surveys.live_survey(survey_id)
    version = surveys.newest_version(survey)
    questionnaire = surveys.questionnaire_of(version)
    return render(
        "surveys/edit.html",
        "surveys/_editor.html",
        status=status,
        survey=survey,
        phase=surveys.phase(survey, utcnow()),
        version=version,
        is_in_use=surveys.is_in_use(survey, version),
        is_waiting=survey.number is not None and version.number != survey.number,
        questionnaire=questionnaire,
        numbers={question.name: number for number, question in enumerate(questionnaire.questions, start=1)},
        types=list(QuestionType),
        wrong=sentences_by_place(problems(questionnaire), partial(problem_sentence, among=questionnaire)),
        hints=sentences_by_place(advice(questionnaire), advice_sentence),
        minutes=minutes(seconds(questionnaire)),
        is_fragment=is_fragment_request(),
        condition=lambda source: condition_words(source, questionnaire),
        focus=at,
        problem=problem,
        words=desk_words,
    )


def sentences_by_place(found: Any, sentence: Callable[[Any], str]) -> Mapping[str, list[str]]:
    """Return the sentences by the name of the question or section, "" for the whole."""
    by_place: dict[str, list[str]] = defaultdict(list)
    for one in found:
        by_place[one.where].append(sentence(one))
    return dict(by_place)


def condition_words(source: str, questionnaire: Questionnaire) -> str:
    try:
        return in_words(parse(source), questionnaire, language())
    except ExpressionError:
        return source


@bp.post("/edit")
@staff(Permission.RUN_SURVEYS)
def arrange(survey_id: int) -> ResponseReturnValue:
    """Do what the pressed button says, such as "up:q7"."""
    kind, _sign, name = request.form.get("do", "").partition(":")
    survey = surveys.live_survey(survey_id)
    revision = request.form.get("revision", 0, type=int)
    try:
        if kind == "undo":
            in_transaction(make.undo_questions, survey_id, revision=revision, actor_id=current_user.id, now=utcnow())
            flash(_("The last change is taken back."), "success")
            return _back(survey_id, "undo")
        before = surveys.questionnaire_of(surveys.newest_version(survey))
        after, at = _arranged(kind, name, before, survey_id)
        in_transaction(make.save_questions, survey_id, after, revision=revision, actor_id=current_user.id, now=utcnow())
    except Conflict as error:
        return page(survey_id, problem=_stale() if error.details.get("stale") else str(error), status=error.status)
    except EngageError as error:
        return page(survey_id, problem=str(error), status=error.status)
    if after != before and (said := _said(kind)):
        flash(said, "success")
    return _back(survey_id, at)


def _arranged(kind: str, name: str, before: Questionnaire, survey_id: int) -> tuple[Questionnaire, str]:
    """Return the questionnaire after the button, and the id of the button to focus next."""
    moves: dict[str, Move] = {
        "up": lambda form, name: editing.move_question(form, name, -1),
        "down": lambda form, name: editing.move_question(form, name, 1),
        "delete": editing.remove_question,
        "move": lambda form, name: editing.move_to_section(form, name, request.form.get(f"to.{name}", "")),
        "section-up": lambda form, name: editing.move_section(form, name, -1),
        "section-down": lambda form, name: editing.move_section(form, name, 1),
        "section-delete": editing.remove_section,
    }
    if kind == "copy":
        new_name = editing.free_name("q", taken_names(survey_id))
        return editing.copy_question(before, name, new_name), f"edit-{new_name}"
    if kind not in moves:
        return before, ""
    at = {"delete": "undo", "section-delete": "undo", "move": f"edit-{name}"}.get(kind, f"{kind}-{name}")
    return moves[kind](before, name), at


def taken_names(survey_id: int) -> set[str]:
    """Return every name that a question or section of this survey has or had."""
    names = set()
    for version in surveys.all_versions(surveys.any_survey(survey_id)):
        names |= editing.names_in(version.content)
        names |= editing.names_in(version.former) if version.former else set()
    return names


def _said(kind: str) -> str:
    return {
        "delete": _("The question is deleted. “Undo” brings it back."),
        "section-delete": _("The section is deleted with its questions. “Undo” brings it back."),
        "copy": _("Copied. Now change the copy."),
        "move": _("Moved to the end of that section."),
    }.get(kind, "")


def _stale() -> str:
    return _("Somebody else changed the questions meanwhile. Nothing was changed now; below you see how they are.")


def _back(survey_id: int, at: str) -> ResponseReturnValue:
    return redirect(url_for(".editor", survey_id=survey_id, at=at or None), 303)
