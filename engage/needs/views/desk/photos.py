"""Photos of a need: painting over what should not be seen, hiding, showing."""

from collections.abc import Collection

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.errors import Conflict, EngageError, Invalid, NotAllowed
from engage.extensions import db
from engage.i18n import _, _l
from engage.needs.models import NeedPhoto
from engage.needs.queries import desk
from engage.needs.services import moderate
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.desk.page import done, refused, seen_version
from engage.pictures.queries import CONTENT_TYPE, full_picture, size_of
from engage.pictures.redact import COLUMNS, ROWS
from engage.transaction import in_transaction


@bp.get("/photos/<int:photo_id>.webp")
@staff(Permission.SEE_NEEDS)
def photo(photo_id: int) -> Response:
    """Send a photo as the office has it. One that nobody has let be shown is for those who moderate."""
    found = db.session.get_one(NeedPhoto, photo_id)
    if found.shown_digest is None:
        _refuse_unless_moderator(found)
    data = full_picture(found.digest)
    if data is None:
        abort(404)
    return Response(data, content_type=CONTENT_TYPE)


def _refuse_unless_moderator(found: NeedPhoto) -> None:
    area = desk.area_of_photo(found.id)
    if area is None or not may(current_user, Permission.MODERATE_NEEDS, area):
        raise NotAllowed(_l("This photo is not shown yet: only the office may look at it."))


@bp.get("/photos/<int:photo_id>/redact")
@staff(Permission.MODERATE_NEEDS)
def redaction(photo_id: int) -> ResponseReturnValue:
    return _page(photo_id)


@bp.post("/photos/<int:photo_id>/redact")
@staff(Permission.MODERATE_NEEDS)
def redact(photo_id: int) -> ResponseReturnValue:
    cells = {cell for cell in request.form.getlist("cells", type=int) if 0 <= cell < COLUMNS * ROWS}
    try:
        need = in_transaction(
            moderate.redact_photo, photo_id, cells, version=seen_version(), now=utcnow(), actor_id=current_user.id
        )
    except (Conflict, Invalid) as error:
        return _page(photo_id, ticked=cells, problem=str(error), status=error.status)
    return done(need.id, _("Painted over. What lay below is deleted."))


@bp.post("/photos/<int:photo_id>/hide")
@staff(Permission.MODERATE_NEEDS)
def hide(photo_id: int) -> ResponseReturnValue:
    return _switch(photo_id, is_shown=False)


@bp.post("/photos/<int:photo_id>/show")
@staff(Permission.MODERATE_NEEDS)
def show(photo_id: int) -> ResponseReturnValue:
    return _switch(photo_id, is_shown=True)


def _switch(photo_id: int, *, is_shown: bool) -> ResponseReturnValue:
    need_id = db.session.get_one(NeedPhoto, photo_id).need_id
    change = moderate.show_photo if is_shown else moderate.hide_photo
    try:
        in_transaction(change, photo_id, version=seen_version(), now=utcnow(), actor_id=current_user.id)
    except EngageError as error:
        return refused(need_id, error)
    return done(need_id, _("The photo may be shown.") if is_shown else _("The photo stays with the office."))


def _page(
    photo_id: int,
    *,
    ticked: Collection[int] = (),
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    found = db.session.get_one(NeedPhoto, photo_id)
    size = size_of(found.digest)
    return render_template(
        "needs/desk_redact.html",
        need=desk.need_for_desk(found.need_id),
        photo=found,
        size=size,
        columns=COLUMNS,
        rows=ROWS,
        ticked=ticked,
        problem=problem,
    ), status
