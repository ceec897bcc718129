"""Saying what is needed: read, check, look for similar needs, record."""

from dataclasses import replace
from datetime import datetime

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.communities import place
from engage.communities.models import Placement
from engage.config import secret
from engage.errors import NotFound
from engage.extensions import db
from engage.i18n import _
from engage.needs.drafts import Typed
from engage.needs.forms import faults
from engage.needs.models import Need, NeedDraft
from engage.needs.queries import drafts, places
from engage.needs.queries.alike import alike
from engage.needs.services.draft import send_draft
from engage.needs.services.submit import Submitted
from engage.needs.tracking_codes import tracking_code
from engage.needs.views import form_token, limits
from engage.needs.views.blueprint import bp
from engage.needs.views.form_page import keep_form, page, place_words, read
from engage.needs.views.form_token import FIELD, Started
from engage.transaction import in_transaction

HONEYPOT = "website"
MOST_CODE = 40


@bp.get("/needs/new")
@public
def new() -> ResponseReturnValue:
    now = utcnow()
    started, draft = _brought(now)
    if draft and drafts.is_old(draft, now) and "mine" not in request.args:
        return render_template("needs/resume.html", started=started, going_on=_to_form(".new", mine="1"))
    typed = _at_its_place(Typed.from_data(draft.data) if draft else Typed())
    if places.where(typed.area, typed.at) is None:
        return redirect(_to_form(".where"), 302)
    return page(started, typed, now=now)


@bp.post("/needs/new")
@public
def send() -> ResponseReturnValue:
    now = utcnow()
    started, typed = read()
    if started is None:
        problem = _("This page was open for too long. What you wrote is here: please send it once more.")
        return page(form_token.fresh(), typed, now=now, problem=problem, status=422)
    if before := drafts.sent_need(started.token):
        return _sent_before(before, started, typed, now)
    errors = {**keep_form(started, typed, now), **faults(typed)}
    where = places.where(typed.area, typed.at)
    if where is None:
        return form_token.hand_out(_to(".where"), started)
    if where.is_revoked:
        return page(started, typed, now=now, problem=_revoked(), errors=errors, status=409)
    problem = _hurry(started, now)
    if errors or problem:
        return page(started, typed, now=now, problem=problem, errors=errors, status=422)
    if alike(typed.text, where.area):
        return form_token.hand_out(_to(".review"), started)
    return _record(started, typed, where, now)


@bp.get("/needs/new/review")
@public
def review() -> ResponseReturnValue:
    """Show similar needs once more before sending."""
    started, draft = _brought(utcnow())
    typed = Typed.from_data(draft.data) if draft else Typed()
    where = places.where(typed.area, typed.at)
    if where is None:
        return _to(".new")
    found = alike(typed.text, where.area)
    return render_template("needs/review.html", typed=typed, started=started, alike=found, **place_words(where))


@bp.post("/needs/new/send")
@public
def send_reviewed() -> ResponseReturnValue:
    """Record what is kept of the form, although others have asked for something similar."""
    now = utcnow()
    started = form_token.read(request.form.get(FIELD, ""))
    if started and drafts.sent_need(started.token):
        return _sent(in_transaction(send_draft, started.token, secret=secret(), now=now))
    draft = drafts.draft(started.token, now) if started else None
    if started is None or draft is None:
        raise NotFound(_("What you wrote is no longer kept here. Please write it once more."))
    typed = Typed.from_data(draft.data)
    where = places.where(typed.area, typed.at)
    if faults(typed) or where is None or where.is_revoked:
        return _to(".new")
    return _record(started, typed, where, now)


def _brought(now: datetime) -> tuple[Started, NeedDraft | None]:
    """Return the form that this browser began and what is kept of it, or a new one."""
    started = form_token.brought()
    draft = drafts.draft(started.token, now) if started else None
    return (started, draft) if started and draft else (form_token.fresh(), None)


def _at_its_place(typed: Typed) -> Typed:
    """Return the form at the place that the address names, else where it was, else where a poster was scanned last."""
    if at := request.args.get("at", "")[:MOST_CODE]:
        return replace(typed, at=at, area="")
    if area := request.args.get("area", "")[:MOST_CODE]:
        return replace(typed, area=area, at="")
    if typed.area or typed.at or (scanned := place.remembered()) is None:
        return typed
    placement = db.session.get(Placement, scanned.placement_id)
    return replace(typed, at=placement.code) if placement else typed


def _hurry(started: Started, now: datetime) -> str:
    """Return what to tell somebody who writes like a machine. Nobody loses anything by it."""
    if request.form.get(HONEYPOT):
        return _("One field that must stay empty was filled in, perhaps by your browser. Please send it once more.")
    if started.is_too_fast(now):
        return _("That was very quick. Please wait a moment and send it again.")
    return ""


def _record(started: Started, typed: Typed, where: places.Where, now: datetime) -> Response:
    if limits.is_over(limits.for_sending(where), now):
        problem = _(
            "Very many needs came from here just now. What you wrote is kept: please send it again in an hour, or tell "
            "the community office."
        )
        return page(started, typed, now=now, problem=problem, status=429)
    try:
        sent = in_transaction(send_draft, started.token, secret=secret(), now=now)
    except IntegrityError:  # The same form came twice at once, and the other one was recorded.
        sent = in_transaction(send_draft, started.token, secret=secret(), now=now)
    return _sent(sent)


def _sent(sent: Submitted) -> Response:
    return form_token.take_back(_to(".tracking", code=sent.tracking_code, new="1"))


def _sent_before(need: Need, started: Started, typed: Typed, now: datetime) -> Response:
    """Answer a form that was recorded already: with its tracking page, unless it says something else by now."""
    if not typed.text or typed.text == need.raw_text or need.withdrawn_at:
        return form_token.take_back(_to(".tracking", code=tracking_code(started.token, secret()), new="1"))
    problem = _("Your first text is recorded already. If this is another need, send it once more.")
    return page(form_token.fresh(), typed, now=now, problem=problem, status=409)


def _revoked() -> str:
    return _(
        "The poster you scanned was taken out of use meanwhile. Nothing is lost: your need goes to this area. "
        "Please look and send it again."
    )


def _to_form(endpoint: str, **values: str) -> str:
    """Return an address that carries on the place which this one names."""
    named = {name: request.args[name][:MOST_CODE] for name in ("at", "area") if name in request.args}
    return url_for(endpoint, **named, **values)  # type: ignore[arg-type]


def _to(endpoint: str, **values: str) -> Response:
    return make_response(redirect(url_for(endpoint, **values), 303))  # type: ignore[arg-type]
