"""One section: its heading and when it is shown."""

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage import preferences
from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.errors import EngageError, NotFound
from engage.htmx import render
from engage.i18n import _, _l
from engage.surveys import desk_words, editing
from engage.surveys.problems import problems
from engage.surveys.queries import surveys
from engage.surveys.questionnaire import Questionnaire, Section, Words
from engage.surveys.services import make
from engage.surveys.views.edit import conditions
from engage.surveys.views.edit.blueprint import bp
from engage.surveys.views.edit.editor import taken_names
from engage.surveys.words import problem_sentence
from engage.transaction import in_transaction

MOST = 1000


@bp.get("/edit/section")
@staff(Permission.RUN_SURVEYS)
def section(survey_id: int) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    version = surveys.newest_version(survey)
    questionnaire = surveys.questionnaire_of(version)
    name = request.args.get("name", "")
    found = editing.section_named(questionnaire, name)
    if name and found is None:
        raise NotFound(_l("There is no such section any more."))
    found = found or Section(editing.free_name("s", taken_names(survey_id)))
    picked = conditions.begun(found.relevant, conditions.before_section(questionnaire, found.name))
    return _page(survey_id, questionnaire, found, version.revision, picked)


def _page(
    survey_id: int, questionnaire: Questionnaire, section: Section, revision: int, picked: conditions.Picked,
    faults: dict[str, Any] | None = None, problem: str = "", status: int = 200,
) -> Response:  # fmt: skip
    return render(
        "surveys/edit_section.html",
        "surveys/_section_form.html",
        status=status,
        survey=surveys.any_survey(survey_id),
        section=section,
        is_new=editing.section_named(questionnaire, section.name) is None,
        revision=revision,
        picked=picked,
        faults=faults or {},
        problem=problem,
        focus=focus_of(picked),
        words=desk_words,
    )


def focus_of(picked: conditions.Picked) -> str:
    """Return the id of the field to go on with after a button of the condition."""
    if request.form.get("do") == "when:add":
        return f"when-question-{max(len(picked.rows) - 1, 0)}"
    return "when-add" if request.form.get("do", "").startswith("when:remove") else ""


@bp.post("/edit/section")
@staff(Permission.RUN_SURVEYS)
def save_section(survey_id: int) -> ResponseReturnValue:
    survey = surveys.live_survey(survey_id)
    version = surveys.newest_version(survey)
    before = surveys.questionnaire_of(version)
    name = request.form.get("name", "")[:40]
    picked = conditions.read(request.form, conditions.before_section(before, name))
    typed = Section(
        name or editing.free_name("s", taken_names(survey_id)),
        Words(clean_line(request.form.get("title_zh", ""))[:MOST], clean_line(request.form.get("title_en", ""))[:MOST]),
        picked.source,
    )
    revision = request.form.get("revision", 0, type=int)
    if preferences.wear():  # Language or view changes: nothing is saved, and what was typed stays on the page.
        return preferences.remember(_page(survey_id, before, typed, revision, replace(picked, fault="")))
    if picked.is_step(request.form):
        return _page(survey_id, before, typed, revision, replace(picked, fault=""))
    is_there = editing.section_named(before, typed.name) is not None
    after = editing.replace_section(before, typed) if is_there else editing.add_section(before, typed)
    wrong = [one for one in problems(after) if one.where == typed.name]  # Of each field the first is told.
    faults = {one.field: problem_sentence(one, among=after) for one in reversed(wrong)}
    if picked.fault:
        faults["relevant"] = picked.fault
    if faults:
        return _page(survey_id, before, typed, revision, picked, faults, _unsaved(), 422)
    try:
        in_transaction(make.save_questions, survey_id, after, revision=revision, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        newest = surveys.newest_version(surveys.any_survey(survey_id)).revision
        problem = stale_sentence() if error.details.get("stale") else str(error)
        return _page(survey_id, before, typed, newest, picked, None, problem, error.status)
    flash(_("Saved."), "success")
    return redirect(url_for(".editor", survey_id=survey_id, at=f"add-{typed.name}"), 303)


def _unsaved() -> str:
    return _("Not saved: please look at the marked fields.")


def stale_sentence() -> str:
    return _(
        "Somebody else changed the questions while you were editing. Nothing is saved yet, and what you wrote is still "
        "here. Save once more: theirs stays as it is, and yours comes in."
    )
