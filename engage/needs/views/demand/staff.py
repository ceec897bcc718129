"""The office's list: what became of each need, why it is urgent, and the views that somebody keeps."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.communities.queries.areas import timezone_of
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.needs import desk_words
from engage.needs.priority import terms
from engage.needs.queries import demand
from engage.needs.queries.chain import chains
from engage.needs.queries.professionals import professionals_in
from engage.needs.queries.totals import places, totals
from engage.needs.services.priority import facts_of
from engage.needs.services.saved import delete_view, save_view
from engage.needs.settings import weights_in
from engage.needs.views.demand import export, page
from engage.needs.views.demand.asked import Asked, clean_query, own_areas, read, staff_area
from engage.needs.views.demand.rows import rows
from engage.transaction import in_transaction

bp = Blueprint("demand_desk", __name__, url_prefix="/staff/needs")


@bp.get("")
@staff(Permission.SEE_NEEDS)
def needs() -> ResponseReturnValue:
    asked, now = _asked(), utcnow()
    timezone = timezone_of(asked.area)
    found = page.asked_for(asked, now)
    by_area = weights_in({need.area for need in found.needs})
    return render_template(
        "needs/staff_list.html",
        asked=asked,
        page=found,
        rows=rows(found.needs, timezone, shows_raw=may(current_user, Permission.MODERATE_NEEDS, asked.area)),
        chains=chains(found.needs),
        parts={need.id: terms(facts_of(need), by_area[need.area_id], now) for need in found.needs},
        totals=totals(asked.area, for_everybody=False),
        timezone=timezone,
        most_rows=export.MOST_STAFF,
        now=now,
        words=desk_words,
        own=own_areas(Permission.SEE_NEEDS),
        people=[(str(user.id), user.display_name) for user in professionals_in(asked.area)],
        query=urlencode(asked.arguments()),
        saved=demand.saved_views(current_user.id),
        **page.around(asked),
    )


@bp.get("/totals")
@staff(Permission.SEE_NEEDS)
def sums() -> ResponseReturnValue:
    asked = _asked()
    return render_template(
        "needs/totals.html",
        asked=asked,
        totals=totals(asked.area, for_everybody=False),
        places=places(asked.area, for_everybody=False),
        **page.around(asked),
    )


@bp.get("/silent")
@staff(Permission.SEE_NEEDS)
def silent() -> ResponseReturnValue:
    return page.silent(_asked())


@bp.get("/export")
@staff(Permission.SEE_NEEDS)
def file() -> ResponseReturnValue:
    return export.file(_asked().filters(utcnow()), request.args.get("as", ""))


@bp.post("/views")
@staff(Permission.SEE_NEEDS)
def keep_view() -> ResponseReturnValue:
    query = clean_query(request.form.get("query", ""))
    try:
        in_transaction(save_view, current_user.id, request.form.get("name", ""), query)
    except (Invalid, Conflict) as error:
        flash(str(error), "problem")
    else:
        flash(_("The view is kept. You find it above the list."), "success")
    return redirect(_list_url(query), 303)


@bp.post("/views/delete")
@staff(Permission.SEE_NEEDS)
def drop_view() -> ResponseReturnValue:
    in_transaction(delete_view, current_user.id, request.form.get("view", 0, type=int))
    flash(_("The view was deleted."), "success")
    return redirect(_list_url(clean_query(request.form.get("query", ""))), 303)


def _list_url(query: str) -> str:
    return url_for(".needs") + (f"?{query}" if query else "")


def _asked() -> Asked:
    return read(request.args, staff_area(request.args, Permission.SEE_NEEDS), for_everybody=False)
