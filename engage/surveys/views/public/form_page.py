"""A page of questions, and what comes back from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Response, g, make_response, render_template, request, url_for

from engage.i18n import language
from engage.security import private
from engage.surveys import flow
from engage.surveys.asked import asks_for_photo, depends_on, groups, needed_answers
from engage.surveys.drafts import Page, Typed
from engage.surveys.looked_over import looked_over
from engage.surveys.models import Paging
from engage.surveys.queries.drafts import Opened
from engage.surveys.queries.surveys import any_survey
from engage.surveys.questionnaire import Questionnaire
from engage.surveys.services.send import Fault, faults
from engage.surveys.views.public.kind_pages import taken_down
from engage.surveys.words import sentence

MOST_NAMES = 400
MOST_PAGE = 1000


def read_page() -> Page:
    """Return the page that was sent: which questions it asked, and what stood there when it was shown."""
    form = request.form
    seen = dict(pair.split(":", 1) for pair in form.get("seen", "").split()[:MOST_NAMES] if ":" in pair)
    revision = form.get("revision", "")
    return Page(
        asked=form.get("asked", "").split()[:MOST_NAMES],
        fields=form.to_dict(flat=False),
        seen=seen,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1,
    )


def page_number() -> int:
    """Return the number of the page that the address names, counted from 0."""
    number = request.args.get("page", "1")
    return min(int(number), MOST_PAGE) - 1 if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 0


def pages_of(found: Opened) -> list[list[str]]:
    return flow.pages(found.questionnaire, found.row.paging)


def applying(found: Opened, names: Sequence[str], now: datetime) -> list[str]:
    """Return those questions of a page that apply, or may apply after what is answered on the same page."""
    shown = set(flow.shown(found.questionnaire, found.typed.answers, today=found.today(now)))
    on_page = set(names)
    return [name for name in names if name in shown or depends_on(found.questionnaire, name, on_page)]


def sentences(found: Opened, now: datetime) -> dict[str, str]:
    """Return what is wrong with the answers, in words, by question."""
    return told(faults(found, found.typed, now=now), found.questionnaire)


def told(wrong: Mapping[str, Fault], questionnaire: Questionnaire) -> dict[str, str]:
    return {
        name: str(sentence(fault.code, questionnaire.by_name[name], language(), **fault.numbers))
        for name, fault in wrong.items()
    }


def render_page(
    found: Opened,
    number: int,
    now: datetime,
    *,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return a page of questions, filled with what is kept; with errors, where they stand."""
    typed, errors = typed or found.typed, errors or {}
    asked, today = pages_of(found), found.today(now)
    number = min(number, len(asked) - 1)
    names = applying(found, asked[number], now)
    shown_groups = groups(found.questionnaire, names, fields_of=typed.fields_of, errors=errors)
    questions = [item.question for group in shown_groups for item in group.items]
    kept = flow.kept(found.questionnaire, typed.answers, today=today)
    text = render_template(
        "surveys/page.html",
        opened=found,
        survey=found.row,
        groups=shown_groups,
        errors={question.name: errors[question.name] for question in questions if question.name in errors},
        labels={question.name: question.label for question in questions},
        number=number + 1,
        asked=" ".join(question.name for question in questions if question.asks),
        seen=" ".join(f"{question.name}:{typed.stamp(question)}" for question in questions if question.asks),
        elsewhere=needed_answers(shown_groups, kept),
        today=today.isoformat(),
        percent=int(flow.progress(found.questionnaire, typed.answers, today=today) * 100),
        is_first=not any(applying(found, page, now) for page in asked[:number]),
        is_last=number == len(asked) - 1,
        is_whole=found.row.paging == Paging.ALL,
        has_photo=asks_for_photo(shown_groups),
        resume_url=url_for("surveys.page", token=found.token, _external=True),
    )
    return private(make_response(text, status))


def closed(found: Opened, now: datetime, *, typed: Typed | None = None, is_new: bool = False) -> Response:
    """Say that nothing was recorded since the survey is over, and show what was typed all the same."""
    survey = any_survey(found.survey_id)
    if survey.deleted_at is not None:
        return taken_down(survey, found.token)
    text = render_template(
        "surveys/closed.html",
        survey=survey,
        token=found.token,
        ended_at=found.closed_at,
        timezone=found.timezone,
        rows=looked_over(found.questionnaire, typed or found.typed, today=found.today(now)),
    )
    return private(make_response(text, 409 if is_new else 200))


def busy(reason: str) -> Response:
    """Say that nothing was recorded since the store is busy. The page needs nothing from the store."""
    g.bare_frame = True
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    text = render_template("surveys/busy.html", reason=reason, fields=fields, action=request.full_path.rstrip("?"))
    response = private(make_response(text, 503))
    response.headers["Retry-After"] = "5"
    return response
