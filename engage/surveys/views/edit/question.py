"""One question: its form, the buttons inside it, and its saving."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage import preferences
from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import EngageError, NotFound
from engage.htmx import render
from engage.i18n import _, _l
from engage.surveys import desk_words, editing
from engage.surveys.models import Survey
from engage.surveys.problems import problems
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Question, Questionnaire, QuestionType, Section
from engage.surveys.services import make
from engage.surveys.views.edit import conditions, typed
from engage.surveys.views.edit.blueprint import bp
from engage.surveys.views.edit.editor import taken_names
from engage.surveys.views.edit.section import focus_of, stale_sentence
from engage.surveys.views.edit.typed import TypedQuestion
from engage.surveys.words import QUESTION_TYPES, problem_sentence
from engage.transaction import in_transaction


@bp.get("/edit/question")
@staff(Permission.RUN_SURVEYS)
def question(survey_id: int) -> ResponseReturnValue:
    """Show the form of the question named; without a name, of a new one of a type in a section."""
    version = surveys.newest_version(surveys.live_survey(survey_id))
    questionnaire = surveys.questionnaire_of(version)
    name, section = request.args.get("name", "")[:40], request.args.get("section", "")[:40]
    if name:
        found = questionnaire.by_name.get(name)
        here = editing.section_of(questionnaire, name)
        if found is None or here is None:
            raise NotFound(_l("There is no such question any more."))
        section = here.name
    else:
        found = Question(editing.free_name("q", taken_names(survey_id)), _asked_type())
    picked = conditions.begun(found.relevant, conditions.before_question(questionnaire, found.name, section))
    return _page(survey_id, typed.begun(found), picked, section, version.revision, focus="label-zh")


def _asked_type() -> QuestionType:
    asked = request.args.get("type", "")
    return QuestionType(asked) if asked in set(QuestionType) else QuestionType.SINGLE


def _page(
    survey_id: int, form: TypedQuestion, picked: conditions.Picked, section: str, revision: int, *,
    faults: Mapping[str, str] | None = None, problem: str = "", focus: str = "", status: int = 200,
) -> Response:  # fmt: skip
    survey = surveys.any_survey(survey_id)
    version = surveys.newest_version(survey)
    questionnaire = surveys.questionnaire_of(version)
    return render(
        "surveys/edit_question.html",
        "surveys/_question_form.html",
        status=status,
        survey=survey,
        is_new=form.name not in questionnaire.by_name,
        is_in_use=surveys.is_in_use(survey, version),
        typed=form,
        picked=picked,
        section=section,
        revision=revision,
        types=QUESTION_TYPES,
        faults=faults or {},
        problem=problem,
        focus=focus,
        referring=[_label(questionnaire, name) for name in editing.referring(questionnaire, form.name)],
        words=desk_words,
    )


def _label(questionnaire: Questionnaire, name: str) -> str:
    found = questionnaire.by_name.get(name) or editing.section_named(questionnaire, name)
    words = found.title if isinstance(found, Section) else found.label if found else None
    return (desk_words.said(words) if words else "") or name


@bp.post("/edit/question")
@staff(Permission.RUN_SURVEYS)
def save_question(survey_id: int) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    before = surveys.questionnaire_of(surveys.newest_version(survey))
    form, do = typed.read(request.form), request.form.get("do", "save")
    section, revision = request.form.get("section", "")[:40], request.form.get("revision", 0, type=int)
    picked = conditions.read(request.form, conditions.before_question(before, form.name, section))
    if preferences.wear():  # Language or view changes: nothing is saved, and what was typed stays on the page.
        return preferences.remember(_page(survey_id, form, replace(picked, fault=""), section, revision))
    if (step := typed.stepped(form, do, request.form)) is not None:
        form, focus = step
        return _page(survey_id, form, picked, section, revision, focus=focus)
    if picked.is_step(request.form):
        return _page(survey_id, form, replace(picked, fault=""), section, revision, focus=focus_of(picked))
    built, faults = typed.build(form, picked.source, **_values(survey, form.name))
    if picked.fault:
        faults["relevant"] = picked.fault
    built = _unclashing(before, built, form, survey_id)
    after = _after(before, form.name, built, section, survey_id)
    wrong = [one for one in problems(after) if one.where == built.name]  # Of each field the first is told.
    faults = {one.field: problem_sentence(one, among=after) for one in reversed(wrong)} | faults
    if faults:
        return _page(survey_id, form, picked, section, revision, faults=faults, problem=_unsaved(), status=422)
    try:
        in_transaction(make.save_questions, survey_id, after, revision=revision, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        newest = surveys.newest_version(surveys.any_survey(survey_id)).revision
        problem = stale_sentence() if error.details.get("stale") else str(error)
        form = replace(form, name=built.name, new_name=built.name) if _is_new() else form
        return _page(survey_id, form, picked, section, newest, problem=problem, status=error.status)
    return _saved(survey_id, built, section, do)


def _values(survey: Survey, name: str) -> dict[str, set[str]]:
    """Return the values that choices and rows of a question ever had: none may come to mean something else."""
    values: set[str] = set()
    row_values: set[str] = set()
    for version in surveys.all_versions(survey):
        for content in (version.content, version.former):
            found = Questionnaire.from_data(content).by_name.get(name) if content else None
            values |= set(found.choice_values) if found else set()
            row_values |= {row.value for row in found.rows} if found else set()
    return {"values": values, "row_values": row_values}


def _unclashing(before: Questionnaire, built: Question, form: TypedQuestion, survey_id: int) -> Question:
    """Give a new question another name when somebody else took its own meanwhile."""
    is_taken = built.name in before.by_name and before.by_name[built.name] != built
    if _is_new() and is_taken and form.new_name == form.name:
        return replace(built, name=editing.free_name("q", taken_names(survey_id)))
    return built


def _is_new() -> bool:
    return request.form.get("is_new") == "yes"


def _after(before: Questionnaire, name: str, built: Question, section: str, survey_id: int) -> Questionnaire:
    """Put the question in its place; where it has none, into the section asked for, the last or a new one."""
    if _is_new() and before.by_name.get(built.name) == built:
        return before  # The form came twice.
    if not _is_new() and name in before.by_name:
        return editing.replace_question(before, name, built)
    if editing.section_named(before, section) is None:
        if not before.sections:
            before = editing.add_section(before, Section(editing.free_name("s", taken_names(survey_id))))
        section = before.sections[-1].name
    return editing.add_question(before, section, built)


def _saved(survey_id: int, built: Question, section: str, do: str) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    if do == "save-next":
        return redirect(url_for(".question", survey_id=survey_id, section=section, type=built.type), 303)
    return redirect(url_for(".editor", survey_id=survey_id, at=f"edit-{built.name}"), 303)


def _unsaved() -> str:
    return _("Not saved: please look at the marked fields.")
