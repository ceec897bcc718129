"""Keys of programs, for administrators: made and rotated, shown once, revoked."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.area_field import area_of, blame
from engage.accounts.permissions import Permission, staff
from engage.accounts.queries import area_suggestions
from engage.api.forms import NewKeyForm, RotateForm
from engage.api.queries import keys as queries
from engage.api.services import keys as services
from engage.api.services.keys import NewKey
from engage.api.views.blueprints import keys_bp as bp
from engage.api.words import SCOPE_NAMES
from engage.clock import utcnow
from engage.communities.queries import timezone_of
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.transaction import transaction

SOON = timedelta(days=14)


@bp.get("")
@staff(Permission.MANAGE_KEYS)
def keys() -> ResponseReturnValue:
    page = queries.keys(current_user)
    return render_template("api/keys.html", page=page, now=utcnow(), soon=SOON, scope_names=SCOPE_NAMES)


@bp.get("/new")
@staff(Permission.MANAGE_KEYS)
def new_key() -> ResponseReturnValue:
    return _new_page(NewKeyForm())


@bp.post("/new")
@staff(Permission.MANAGE_KEYS)
def add_key() -> ResponseReturnValue:
    form = NewKeyForm()
    area = area_of(form, current_user, Permission.MANAGE_KEYS)
    if area is None:
        return _new_page(form, 422)
    now = utcnow()
    try:
        with transaction():
            new = services.create(
                form.name.data,
                form.scopes.data,
                area,
                expires_at=now + form.duration if form.duration else None,
                actor_id=current_user.id,
                now=now,
            )
    except (Conflict, Invalid) as error:
        return _new_page(form, blame(form, error))
    return _shown_once(new)


@bp.get("/<int:key_id>")
@staff(Permission.MANAGE_KEYS)
def key(key_id: int) -> ResponseReturnValue:
    return _key_page(key_id, RotateForm())


@bp.post("/<int:key_id>/rotate")
@staff(Permission.MANAGE_KEYS)
def rotate(key_id: int) -> ResponseReturnValue:
    form, now = RotateForm(), utcnow()
    if not form.validate_on_submit():
        return _key_page(key_id, form, status=422)
    try:
        with transaction():
            new = services.rotate(key_id, old_works_until=now + form.duration, actor_id=current_user.id, now=now)
    except Conflict as error:
        return _key_page(key_id, RotateForm(formdata=None), problem=str(error), status=409)
    return _shown_once(new)


@bp.get("/<int:key_id>/revoke")
@staff(Permission.MANAGE_KEYS)
def revocation(key_id: int) -> ResponseReturnValue:
    found = queries.key_by_id(key_id)
    return render_template("api/key_revoke.html", key=found, timezone=timezone_of(found.area), now=utcnow())


@bp.post("/<int:key_id>/revoke")
@staff(Permission.MANAGE_KEYS)
def revoke(key_id: int) -> ResponseReturnValue:
    with transaction():
        services.revoke(key_id, actor_id=current_user.id, now=utcnow())
    flash(_("The key is revoked. Whatever uses it is refused from now on."), "success")
    return redirect(url_for(".key", key_id=key_id), 303)


def _new_page(form: NewKeyForm, status: int = 200) -> ResponseReturnValue:
    areas = area_suggestions(current_user, Permission.MANAGE_KEYS)
    return render_template("api/key_new.html", form=form, areas=areas), status


def _key_page(key_id: int, form: RotateForm, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    found = queries.key_by_id(key_id)
    return render_template(
        "api/key.html",
        key=found,
        form=form,
        problem=problem,
        now=utcnow(),
        timezone=timezone_of(found.area),
        scope_names=SCOPE_NAMES,
    ), status


def _shown_once(new: NewKey) -> ResponseReturnValue:
    # Shown in the answer itself: anywhere it could be fetched from later, it would have to be kept.
    return render_template("api/key_shown.html", key=new.key, text=new.text, scope_names=SCOPE_NAMES)
