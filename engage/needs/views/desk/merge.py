"""Joining a need with another that asks for the same, and taking that back."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.errors import Conflict, EngageError, Invalid
from engage.i18n import _, _l
from engage.needs.queries import desk
from engage.needs.services.merge import merge as merge_needs
from engage.needs.services.merge import unmerge as unmerge_need
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.desk.page import done, refused, seen_version
from engage.needs.words import STATE_NAMES, category_name
from engage.transaction import in_transaction

LONGEST_SEARCH = 80


@bp.get("/<int:need_id>/merge")
@staff(Permission.MODERATE_NEEDS)
def targets(need_id: int) -> ResponseReturnValue:
    return _page(need_id)


@bp.post("/<int:need_id>/merge")
@staff(Permission.MODERATE_NEEDS)
def merge(need_id: int) -> ResponseReturnValue:
    target_id = request.form.get("target", 0, type=int)
    try:
        area = desk.area_of_need(target_id) if 0 < target_id < 2**31 else None
        if area is None or not may(current_user, Permission.MODERATE_NEEDS, area):
            raise Invalid(_l("Please choose the need to join it with."))
        in_transaction(merge_needs, need_id, target_id, version=seen_version(), now=utcnow(), actor_id=current_user.id)
    except (Conflict, Invalid) as error:
        return _page(need_id, problem=str(error), status=error.status)
    link = Markup('<a href="{}">#{}</a>').format(url_for(".need", need_id=target_id), target_id)
    return done(need_id, Markup("{} {}").format(_("Joined. All voices count there now:"), link))


@bp.post("/<int:need_id>/unmerge")
@staff(Permission.MODERATE_NEEDS)
def unmerge(need_id: int) -> ResponseReturnValue:
    try:
        in_transaction(unmerge_need, need_id, version=seen_version(), now=utcnow(), actor_id=current_user.id)
    except EngageError as error:
        return refused(need_id, error)
    return done(need_id, _("Taken back. The need stands by itself again."))


def _page(need_id: int, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    found = desk.need_for_desk(need_id)
    text = request.values.get("q", "").strip()[:LONGEST_SEARCH].replace("\0", "")
    return render_template(
        "needs/desk_merge.html",
        need=found,
        text=text,
        offered=desk.merge_targets(found, text),
        problem=problem,
        state_names=STATE_NAMES,
        category_name=category_name,
    ), status
