"""Entering, changing, merging professionals; noting that one left."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import areas_by_code
from engage.errors import Conflict, EngageError, Invalid
from engage.extensions import db
from engage.i18n import _, _l
from engage.pictures.reencode import MAX_BYTES, PictureRefused, Reencoded, reencode
from engage.pictures.services import store_picture
from engage.ratings import desk_words
from engage.ratings.models import Professional
from engage.ratings.queries import office
from engage.ratings.queries.professionals import by_staff_no
from engage.ratings.queries.scopes import served_by
from engage.ratings.services.professionals import mark_left, merge_professional, put_professional, set_photo
from engage.ratings.tables import area_codes
from engage.ratings.views.desk.asked import offered_areas, text
from engage.ratings.views.desk.blueprint import bp
from engage.tabular import CellError
from engage.transaction import in_transaction

FIELDS = ("staff_no", "name", "profession", "title", "areas")
STALE = _l("Somebody else changed this while you were editing. Nothing was saved. Open it again to see the change.")


@bp.get("/professionals/new")
@staff(Permission.MANAGE_PROFESSIONALS)
def new_professional() -> ResponseReturnValue:
    return _form(None, dict.fromkeys(FIELDS, ""))


@bp.post("/professionals/new")
@staff(Permission.MANAGE_PROFESSIONALS)
def add_professional() -> ResponseReturnValue:
    try:
        if by_staff_no(request.form.get("staff_no", "").strip()) is not None:
            raise Invalid(_l("There is a professional with this number already."), fields=("staff_no",))
        made, _is_new = in_transaction(put_professional, **_values([]), now=utcnow(), actor_id=current_user.id)
    except (Invalid, Conflict) as error:
        return _form(None, _typed(), error)
    flash(_("The professional is entered."), "success")
    return redirect(url_for(".professional", professional_id=made.id), 303)


@bp.get("/professionals/<int:professional_id>/edit")
@staff(Permission.MANAGE_PROFESSIONALS)
def edit_professional(professional_id: int) -> ResponseReturnValue:
    found = db.session.get_one(Professional, professional_id)
    return _form(found, _stored(found))


@bp.post("/professionals/<int:professional_id>/edit")
@staff(Permission.MANAGE_PROFESSIONALS)
def save_professional(professional_id: int) -> ResponseReturnValue:
    found = db.session.get_one(Professional, professional_id)
    try:
        if request.form.get("version", "") != str(found.version):
            raise Conflict(STALE, stale=True)
        elsewhere = [area for area in served_by(professional_id) if area not in _mine([area])]
        values = {**_values(elsewhere), "staff_no": found.staff_no}
        in_transaction(put_professional, **values, now=utcnow(), actor_id=current_user.id)
    except (Invalid, Conflict) as error:
        return _form(db.session.get_one(Professional, professional_id), _typed(), error)
    flash(_("Saved."), "success")
    return redirect(url_for(".professional", professional_id=professional_id), 303)


@bp.post("/professionals/<int:professional_id>/photo")
@staff(Permission.MANAGE_PROFESSIONALS)
def save_photo(professional_id: int) -> ResponseReturnValue:
    """Keep the photo that was sent, or take the present one away."""
    try:
        photo = None if "remove" in request.form else _sent_photo()
    except Invalid as error:
        found = db.session.get_one(Professional, professional_id)
        return _form(found, _stored(found), error)
    in_transaction(_set_photo, professional_id, photo)
    flash(_("The photo is saved.") if photo else _("There is no photo now."), "success")
    return redirect(url_for(".edit_professional", professional_id=professional_id), 303)


def _sent_photo() -> Reencoded:
    """Return the photo of the form, drawn afresh. Raises `Invalid`."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        raise Invalid(_l("Please choose a photo."), fields=("photo",))
    try:
        return reencode(sent.stream.read(MAX_BYTES + 1))
    except PictureRefused as refusal:
        raise Invalid(str(refusal), fields=("photo",)) from refusal


def _set_photo(professional_id: int, photo: Reencoded | None) -> None:
    digest = store_picture(photo) if photo else None
    set_photo(professional_id, digest, now=utcnow(), actor_id=current_user.id)


@bp.post("/professionals/<int:professional_id>/left")
@staff(Permission.MANAGE_PROFESSIONALS)
def leave(professional_id: int) -> ResponseReturnValue:
    """Note the last day; an empty field says that the professional is back."""
    typed = request.form.get("left_on", "").strip()
    try:
        left_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        flash(_("Please choose a day."), "problem")
    else:
        in_transaction(mark_left, professional_id, left_on, now=utcnow(), actor_id=current_user.id)
        flash(_("Noted. Visits and figures stay."), "success")
    return redirect(url_for(".professional", professional_id=professional_id), 303)


@bp.get("/professionals/<int:professional_id>/merge")
@staff(Permission.MANAGE_PROFESSIONALS)
def merging(professional_id: int) -> ResponseReturnValue:
    return _merge_page(professional_id)


@bp.post("/professionals/<int:professional_id>/merge")
@staff(Permission.MANAGE_PROFESSIONALS)
def merge(professional_id: int) -> ResponseReturnValue:
    """Ask once more, then merge: it cannot be taken back."""
    try:
        target = _target(professional_id)
        if "sure" not in request.form:
            old = db.session.get_one(Professional, professional_id)
            return render_template("ratings/desk_merge_sure.html", professional=old, target=target)
        in_transaction(merge_professional, professional_id, target.id, now=utcnow(), actor_id=current_user.id)
    except EngageError as error:
        return _merge_page(professional_id, str(error), error.status)
    flash(_("Merged. The old number and card lead on to this one."), "success")
    return redirect(url_for(".professional", professional_id=_number("into")), 303)


def _target(professional_id: int) -> Professional:
    """Return the professional of the form, who must be among the reader's. Raises `Invalid`."""
    number = _number("into")
    if not number or number == professional_id or not _mine(served_by(number)):
        raise Invalid(_l("Please choose the professional to merge into."), fields=("into",))
    return db.session.get_one(Professional, number)


def _number(name: str) -> int:
    number = request.form.get(name, 0, type=int)
    return number if 0 < number < 2**31 else 0


def _merge_page(professional_id: int, problem: str = "", status: int = 200) -> ResponseReturnValue:
    found, wanted = db.session.get_one(Professional, professional_id), text()
    return render_template(
        "ratings/desk_merge.html",
        professional=found,
        text=wanted,
        offered=office.merge_targets(current_user, found, wanted),
        problem=problem,
        words=desk_words,
    ), status


def _mine(areas: Sequence[Area]) -> list[Area]:
    return [area for area in areas if may(current_user, Permission.MANAGE_PROFESSIONALS, area)]


def _values(elsewhere: Sequence[Area]) -> dict[str, Any]:
    """Return what the form says; areas of others, which it does not show, stay served."""
    values: dict[str, Any] = {name: request.form.get(name, "").strip() for name in FIELDS}
    return {**values, "areas": [*elsewhere, *_areas(values["areas"], is_needed=not elsewhere)]}


def _areas(typed: str, *, is_needed: bool) -> list[Area]:
    if not typed and not is_needed:
        return []
    try:
        codes = area_codes(typed[:4000])
    except CellError as error:
        raise Invalid(error.message, fields=("areas",)) from error
    known = areas_by_code(codes)
    for code in codes:
        if code not in known or not _mine([known[code]]):
            raise Invalid(_l("There is no area “%(code)s” among yours.", code=code), fields=("areas",))
    return [known[code] for code in codes]


def _stored(found: Professional) -> dict[str, str]:
    codes = ", ".join(area.code for area in _mine(served_by(found.id)))
    return {**{name: getattr(found, name) for name in FIELDS[:-1]}, "areas": codes}


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "")[:4000] for name in FIELDS}


def _form(
    found: Professional | None, typed: dict[str, str], error: Invalid | Conflict | None = None
) -> ResponseReturnValue:
    return render_template(
        "ratings/desk_person.html",
        professional=found,
        typed=typed,
        problem=str(error) if error else "",
        wrong=set(error.details.get("fields", ())) if error else set(),
        areas=offered_areas(Permission.MANAGE_PROFESSIONALS),
        words=desk_words,
    ), (error.status if error else 200)
