"""Keeping a form that is not sent yet: its photos, its place, its language; and starting anew."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import preferences
from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.htmx import is_fragment_request
from engage.i18n import _
from engage.needs.queries import places
from engage.needs.queries.alike import alike as find_alike
from engage.needs.services import draft as services
from engage.needs.views import form_token
from engage.needs.views.blueprint import bp
from engage.needs.views.form_page import files, keep_form, page, read
from engage.needs.views.form_token import FIELD
from engage.transaction import in_transaction


@bp.post("/needs/new/photo")
@public
def add_photo() -> ResponseReturnValue:
    now = utcnow()
    started, typed = read()
    started = started or form_token.fresh()
    errors = keep_form(started, typed, now)
    if not files():
        errors = {"photos": _("Please choose a photo first.")}
    if errors:
        return page(started, typed, now=now, errors=errors, status=422)
    return form_token.hand_out(_back(_anchor="photos"), started)


@bp.post("/needs/new/photo/remove")
@public
def remove_photo() -> ResponseReturnValue:
    started, typed = read()
    started = started or form_token.fresh()
    digest = request.form.get("remove", "")
    in_transaction(services.remove_photo, started.token, typed, digest, now=utcnow())
    return form_token.hand_out(_back(_anchor="photos"), started)


@bp.post("/needs/new/keep")
@public
def keep() -> ResponseReturnValue:
    """Keep the form while its writer changes the language, the view or the place."""
    started, typed = read()
    started = started or form_token.fresh()
    keep_form(started, typed, utcnow())
    response = make_response(redirect(url_for(".where"), 303)) if "place" in request.form else _back()
    return form_token.hand_out(preferences.remember(response), started)


@bp.post("/needs/new/anew")
@public
def start_anew() -> ResponseReturnValue:
    if started := form_token.read(request.form.get(FIELD, "")) or form_token.brought():
        in_transaction(services.drop_draft, started.token)
    return form_token.take_back(make_response(redirect(url_for(".new"), 303)))


# Not in the address: what somebody is typing belongs in no log.
@bp.post("/needs/similar")
@public
def alike() -> ResponseReturnValue:
    """Show needs like the one that is being typed: the list alone for htmx, else the form with the list in it."""
    now = utcnow()
    started, typed = read()
    where = places.where(typed.area, typed.at)
    found = find_alike(typed.text, where.area) if where else []
    if is_fragment_request():
        return render_template("needs/_alike.html", alike=found, has_text=bool(typed.text))
    started = started or form_token.fresh()
    errors = keep_form(started, typed, now)
    if where is None:
        return form_token.hand_out(make_response(redirect(url_for(".where"), 303)), started)
    return page(started, typed, now=now, errors=errors, alike=found, status=422 if errors else 200)


def _back(**values: str) -> Response:
    return make_response(redirect(url_for(".new", mine=1, **values), 303))  # type: ignore[arg-type]
