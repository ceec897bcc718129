"""The questions, page by page. Each step is kept on the server; where JavaScript runs, each change is."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage import preferences
from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.errors import Invalid, NotFound, StoreBusy
from engage.extensions import csrf
from engage.i18n import _, pick
from engage.pictures.reencode import MAX_BYTES, reencode
from engage.security import private
from engage.surveys import flow
from engage.surveys.queries.drafts import Opened, opened
from engage.surveys.questionnaire import QuestionType
from engage.surveys.services import drafts
from engage.surveys.services.drafts import Saved
from engage.surveys.views.public import kind_pages
from engage.surveys.views.public.blueprint import bp
from engage.surveys.views.public.form_page import (
    applying,
    busy,
    closed,
    page_number,
    pages_of,
    read_page,
    render_page,
    sentences,
)
from engage.surveys.views.public.sending import thanks_for
from engage.transaction import in_transaction

MOST_OVERTAKEN = 5


# The token in the address is the secret, so the forms need no other: they work without cookies, and however long a
# page was open. A form from another site is refused all the same.
@bp.get("/surveys/a/<string:token>")
@public
def page(token: str) -> ResponseReturnValue:
    found, now = opened(token), utcnow()
    if found is None:
        return _gone(token)
    if not found.is_open(now):
        return closed(found, now)
    asked, number = pages_of(found), page_number()
    names = applying(found, asked[number], now) if number < len(asked) else []
    if not names:
        return _forward(found, number, now)
    return render_page(found, number, now)


@bp.post("/surveys/a/<string:token>")
@csrf.exempt
@public
def step(token: str) -> ResponseReturnValue:
    """Keep a page and go on, back, or stay: whatever the language and the look of the page become."""
    now, number, go = utcnow(), page_number(), request.form.get("go", "next")
    try:
        saved = _save(token, now)
        photo_faults = _keep_photos(token, now)
    except NotFound:
        return _gone(token)
    except StoreBusy as error:
        return busy(str(error))
    found = opened(token)
    if found is None:
        return _gone(token)
    if not found.is_open(now):
        return closed(found, now, is_new=True)
    _tell_overtaken(found, saved)
    if any(name in request.form for name in preferences.CHOICES):
        return preferences.remember(_to_page(token, number))
    if go == "back":
        return _backward(found, number, now)
    wrong = {**sentences(found, now), **photo_faults}
    names = applying(found, pages_of(found)[number], now) if number < len(pages_of(found)) else []
    if go == "next" and (errors := {name: wrong[name] for name in names if name in wrong}):
        return render_page(found, number, now, errors=errors, status=422)
    return _to_page(token, number) if go == "stay" else _forward(found, number + 1, now)


@bp.post("/surveys/a/<string:token>/save")
@csrf.exempt
@public
def save(token: str) -> ResponseReturnValue:
    """Keep the changed questions, and say what applies now: the answer to the page's script."""
    now = utcnow()
    try:
        saved = _save(token, now)
    except NotFound:
        return jsonify({"error": "gone"}), 404
    except StoreBusy:
        return jsonify({"error": "busy"}), 503
    found = opened(token)
    if found is None:
        return jsonify({"error": "gone"}), 404
    if not found.is_open(now):
        return jsonify({"error": "closed"}), 409
    today, answers = found.today(now), found.typed.answers
    shown = flow.shown(found.questionnaire, answers, today=today)
    share = flow.progress(found.questionnaire, answers, today=today)
    asked = {name: answers.get(name) for name in request.form.get("asked", "").split()}
    told = {"revision": saved.revision, "answers": asked, "shown": shown, "progress": int(share * 100)}
    return private(jsonify(told))


@bp.post("/surveys/a/<string:token>/photo")
@csrf.exempt
@public
def add_photo(token: str) -> ResponseReturnValue:
    now, number, name = utcnow(), page_number(), request.form.get("photo", "")[:40]
    try:
        _save(token, now)
        faults = _keep_photos(token, now)
    except NotFound:
        return _gone(token)
    except StoreBusy as error:
        return busy(str(error))
    if not faults and not _files():
        faults = {name: _("Please choose a photo first.")}
    found = opened(token)
    if found is None:
        return _gone(token)
    if faults:
        return render_page(found, number, now, errors=faults, status=422)
    return _to_page(token, number, anchor=f"q-{name}")


@bp.post("/surveys/a/<string:token>/photo/remove")
@csrf.exempt
@public
def remove_photo(token: str) -> ResponseReturnValue:
    now, name = utcnow(), request.form.get("photo", "")[:40]
    try:
        _save(token, now)
        in_transaction(drafts.remove_photo, token, name, today=now.date())
    except NotFound:
        return _gone(token)
    except StoreBusy as error:
        return busy(str(error))
    return _to_page(token, page_number(), anchor=f"q-{name}")


def _save(token: str, now: datetime) -> Saved:
    return in_transaction(drafts.save, token, read_page(), today=now.date())


def _files() -> Mapping[str, bytes]:
    """Return the photos that came, by question."""
    sent = {name: file for name, file in request.files.items() if name.startswith("photo.") and file.filename}
    return {name.removeprefix("photo."): file.stream.read(MAX_BYTES + 1) for name, file in sent.items()}


def _keep_photos(token: str, now: datetime) -> dict[str, str]:
    """Keep the photos that came with the page; return what is wrong with them, by question."""
    found = opened(token) if request.files else None
    if found is None:
        return {}
    faults = {}
    for name, data in _files().items():
        question = found.questionnaire.by_name.get(name)
        if question is None or question.type != QuestionType.PHOTO:
            continue  # To draw a photo afresh is costly; one that nobody asked for is not looked at.
        try:
            in_transaction(drafts.add_photo, token, name, reencode(data), today=now.date())
        except Invalid as error:
            faults[name] = str(error)
    return faults


def _tell_overtaken(found: Opened, saved: Saved) -> None:
    if not saved.overtaken:
        return
    labels = [found.questionnaire.by_name[name].label for name in saved.overtaken[:MOST_OVERTAKEN]]
    told = "; ".join(f"“{pick(label.zh, label.en)}”" for label in labels)
    flash(
        _("Some answers were changed meanwhile, in another tab or on another phone: %(questions)s. Please look at "
          "them again before you send.", questions=told),
        "warn",
    )  # fmt: skip


def _gone(token: str) -> Response:
    return thanks_for(token) or kind_pages.unknown_answer(token)


def _to_page(token: str, number: int, anchor: str | None = None) -> Response:
    target = url_for(".page", token=token, page=number + 1, _anchor=anchor)
    return private(make_response(redirect(target, 303)))


def _forward(found: Opened, number: int, now: datetime) -> Response:
    """Go to the first page from this one on, on which something applies; after the last, to looking over."""
    asked = pages_of(found)
    for later in range(max(number, 0), len(asked)):
        if applying(found, asked[later], now):
            return _to_page(found.token, later)
    return private(make_response(redirect(url_for(".review", token=found.token), 303)))


def _backward(found: Opened, number: int, now: datetime) -> Response:
    asked = pages_of(found)
    for earlier in range(min(number, len(asked)) - 1, -1, -1):
        if applying(found, asked[earlier], now):
            return _to_page(found.token, earlier)
    return private(make_response(redirect(url_for(".survey", survey_id=found.survey_id), 303)))
