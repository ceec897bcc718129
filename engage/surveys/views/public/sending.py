"""Looking over what was answered, sending it, once, and thanks."""

from datetime import datetime

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.config import secret
from engage.errors import Closed, StoreBusy
from engage.extensions import csrf
from engage.i18n import language
from engage.security import private
from engage.surveys.drafts import merge
from engage.surveys.looked_over import looked_over
from engage.surveys.models import Gate, SurveyAnswer
from engage.surveys.queries.drafts import Opened, opened, sent_answer
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services import drafts
from engage.surveys.services.record import AnsweredBefore, DraftMoved, QuestionsChanged, answer_id_of
from engage.surveys.services.send import NoLongerLetIn, entry_of, faults
from engage.surveys.services.send import send as send_entry
from engage.surveys.views.public import kind_pages
from engage.surveys.views.public.blueprint import bp
from engage.surveys.views.public.form_page import busy, closed, pages_of, read_page, render_page, sentences, told
from engage.transaction import in_transaction

TRIES = 4


@bp.get("/surveys/a/<string:token>/send")
@public
def review(token: str) -> ResponseReturnValue:
    found, now = opened(token), utcnow()
    if found is None:
        return thanks_for(token) or kind_pages.unknown_answer(token)
    if not found.is_open(now):
        return closed(found, now)
    return _review(found, now)


@bp.post("/surveys/a/<string:token>/send")
@csrf.exempt
@public
def send(token: str) -> ResponseReturnValue:
    """Record the answer. A page with questions may come along: then it is merged first, like any other."""
    now = utcnow()
    try:
        for _attempt in range(TRIES):
            try:
                return _send(token, now)
            except (DraftMoved, QuestionsChanged):
                continue  # Read again what is there now.
    except StoreBusy as error:
        return busy(str(error))
    found = opened(token)
    return _review(found, now, status=409) if found else thanks_for(token) or kind_pages.unknown_answer(token)


def _send(token: str, now: datetime) -> Response:
    found = opened(token)
    if found is None:
        return thanks_for(token) or kind_pages.unknown_answer(token)
    has_page = "asked" in request.form
    typed = merge(found.typed, found.revision, read_page(), found.questionnaire)[0] if has_page else found.typed
    if not found.is_open(now):
        return closed(found, now, typed=typed, is_new=True)
    if found.row.voided_at is not None:
        return kind_pages.void_ticket(any_survey(found.survey_id))
    if wrong := faults(found, typed, now=now):
        return _wrong(found, now, has_page, told(wrong, found.questionnaire))
    entry = entry_of(found, typed, language=language(), now=now)
    try:
        in_transaction(
            send_entry,
            entry,
            has_photos=found.has_photos,
            secret=secret(),
            now=now,
            timezone=found.timezone,
        )
    except AnsweredBefore:
        return kind_pages.answered(any_survey(found.survey_id), token)
    except Closed:
        return closed(found, now, typed=typed, is_new=True)
    except NoLongerLetIn as error:
        return kind_pages.not_let_in(found, str(error))
    return _to_thanks(token)


def _wrong(found: Opened, now: datetime, has_page: bool, errors: dict[str, str]) -> Response:
    """Show what has to be mended: on the page that was sent, which is kept first, or where answers are looked over."""
    if not has_page:
        return _review(found, now, status=422)
    in_transaction(drafts.save, found.token, read_page(), today=now.date())
    again = opened(found.token)
    if again is None:
        return thanks_for(found.token) or kind_pages.unknown_answer(found.token)
    names = {name for name in pages_of(again)[0] if name in errors}
    if not names:
        return _review(again, now, status=422)
    return render_page(again, 0, now, errors=errors, status=422)


def _review(found: Opened, now: datetime, *, status: int = 200) -> Response:
    asked = pages_of(found)
    text = render_template(
        "surveys/review.html",
        opened=found,
        survey=found.row,
        rows=looked_over(found.questionnaire, found.typed, today=found.today(now)),
        page_of={name: number for number, names in enumerate(asked, start=1) for name in names},
        errors=sentences(found, now),
        last_page=len(asked),
    )
    return private(make_response(text, status))


@bp.get("/surveys/a/<string:token>/thanks")
@public
def thanks(token: str) -> ResponseReturnValue:
    answer = answer_of(token)
    if answer is None:
        if opened(token) is not None:
            return _private_redirect("surveys.page", token)
        return kind_pages.unknown_answer(token)
    survey = any_survey(answer.survey_id)
    text = render_template(
        "surveys/thanks.html",
        survey=survey,
        answer=answer,
        token=token,
        withdraw_url=url_for(".withdraw", token=token, _external=True),
        community=kind_pages.community_of(survey),
        is_shared=survey.gate == Gate.OPEN and not survey.once_per_device,
    )
    return private(make_response(text))


def thanks_for(token: str) -> Response | None:
    """Lead on whoever has sent this answer already."""
    return _to_thanks(token) if answer_of(token) is not None else None


def answer_of(token: str) -> SurveyAnswer | None:
    return sent_answer(answer_id_of(token, secret()))


def _to_thanks(token: str) -> Response:
    return _private_redirect("surveys.thanks", token)


def _private_redirect(endpoint: str, token: str) -> Response:
    return private(make_response(redirect(url_for(endpoint, token=token), 303)))
