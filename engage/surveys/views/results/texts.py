"""Reading free texts: search, tags, what needs action, what does not count."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import Conflict, Invalid, NotFound
from engage.i18n import _
from engage.surveys.figures.merged import Merged
from engage.surveys.queries import passes
from engage.surveys.queries.results import Results
from engage.surveys.queries.texts import PER_PAGE, TextFilter, marked_questions, tags
from engage.surveys.queries.texts import texts as read_texts
from engage.surveys.questionnaire import QuestionType
from engage.surveys.result_words import REASONS, title_of
from engage.surveys.services import reading
from engage.surveys.views.results.blueprint import bp, counted, living, question_named
from engage.transaction import in_transaction

SHOWS = ("", "action", "excluded")
MOST_TYPED = 100
LARGEST_TAG = 2**31 - 1
LARGEST_ANSWER = 2**63 - 1


@bp.get("/texts")
@staff(Permission.SEE_SURVEYS)
def texts(survey_id: int) -> ResponseReturnValue:
    found = counted(survey_id)
    questions = _text_questions(found.results)
    merged = question_named(found.results, request.args["question"]) if "question" in request.args else None
    asked = _asked()
    merged = merged or _first(survey_id, questions, asked)
    return render_template(
        "surveys/results/texts.html",
        **found.context,
        questions=[(one.name, title_of(one)) for one in questions],
        question=merged.name if merged else "",
        question_title=title_of(merged) if merged else "",
        asked=asked,
        page=read_texts(survey_id, merged.name, asked) if merged else None,
        tags=tags(survey_id),
        reasons=REASONS,
    )


def _first(survey_id: int, questions: list[Merged], asked: TextFilter) -> Merged | None:
    """Return the question to begin with: the first one, or the first with a text that needs action."""
    marked = marked_questions(survey_id) if asked.show == "action" else set()
    found = [one for one in questions if one.name in marked] or questions
    return found[0] if found else None


def _text_questions(results: Results) -> list[Merged]:
    return [merged for merged in results.questions if merged.question.type == QuestionType.TEXT]


def _asked() -> TextFilter:
    show = request.args.get("show", "")
    return TextFilter(
        request.args.get("q", "").strip()[:MOST_TYPED],
        request.args.get("tag", type=tag_number),
        show if show in SHOWS else "",
        request.args.get("after", -1, type=answer_number),
    )


@bp.post("/texts/tags")
@staff(Permission.SEE_SURVEYS)
def change_tags(survey_id: int) -> ResponseReturnValue:
    """Add or remove several tags on one text, on several, or on all that the page showed."""
    is_all = "all" in request.form
    names = request.form.get("tags", "")
    ids = request.form.getlist("on_page" if is_all else "text", type=answer_number)[:PER_PAGE]
    if not ids:
        return _again(survey_id, _("Tick at least one text."))
    change = reading.remove_tags if request.form.get("do") == "remove" else reading.add_tags
    try:
        return _done(survey_id, lambda: change(survey_id, _question(), ids, reading.tag_names(names)))
    except NotFound:
        if not is_all:
            raise
        return _again(survey_id, _("One of these texts was taken out or back meanwhile. Here are the others."))


@bp.post("/texts/tags/rename")
@staff(Permission.SEE_SURVEYS)
def rename_tag(survey_id: int) -> ResponseReturnValue:
    tag_id, name = request.form.get("tag_id", 0, type=tag_number), request.form.get("name", "")
    return _done(survey_id, lambda: reading.rename_tag(survey_id, tag_id, name))


@bp.post("/texts/action")
@staff(Permission.SEE_SURVEYS)
def mark(survey_id: int) -> ResponseReturnValue:
    """Note that a text needs action, or that it does not after all."""
    if request.form.get("do") == "unmark":
        return _done(survey_id, lambda: reading.unmark_action(survey_id, _question(), _answer()))
    actor_id, now = current_user.id, utcnow()
    return _done(
        survey_id,
        lambda: reading.mark_action(survey_id, _question(), _answer(), actor_id=actor_id, now=now),
    )


@bp.post("/texts/exclude")
@staff(Permission.RUN_SURVEYS)
def exclude(survey_id: int) -> ResponseReturnValue:
    """Take an answer out of the counts, or let it count again."""
    actor_id, now = current_user.id, utcnow()
    if request.form.get("do") == "restore":
        done = _done(survey_id, lambda: reading.restore(survey_id, _answer(), actor_id=actor_id, now=now))
    else:
        reason = request.form.get("reason", "")
        done = _done(survey_id, lambda: reading.exclude(survey_id, _answer(), reason, actor_id=actor_id, now=now))
    passes.clear()
    return done


def tag_number(typed: str) -> int:
    return _up_to(LARGEST_TAG, typed)


def answer_number(typed: str) -> int:
    return _up_to(LARGEST_ANSWER, typed)


def _up_to(largest: int, typed: str) -> int:
    """Return the number. Raises `ValueError` for one that the store could not even look for."""
    number = int(typed)
    if abs(number) > largest:
        raise ValueError
    return number


def _question() -> str:
    return request.form.get("question", "")


def _answer() -> int:
    return request.form.get("answer", -1, type=answer_number)


def _done(survey_id: int, work: Callable[[], Any]) -> ResponseReturnValue:
    living(survey_id)
    try:
        in_transaction(work)
    except (Conflict, Invalid) as error:
        return _again(survey_id, str(error))
    flash(_("Saved."), "success")
    return _back(survey_id)


def _again(survey_id: int, problem: str) -> ResponseReturnValue:
    flash(problem, "error")
    return _back(survey_id)


def _back(survey_id: int) -> ResponseReturnValue:
    """Lead back to the same page of texts."""
    kept: dict[str, Any] = {
        name: request.form[f"at_{name}"] for name in ("q", "tag", "show", "after") if request.form.get(f"at_{name}")
    }
    return redirect(url_for(".texts", survey_id=survey_id, question=_question() or None, **kept), 303)
