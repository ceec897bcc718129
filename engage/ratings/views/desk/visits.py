"""The list of visits, and one of them: what it was, its tickets, changing it by hand."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code, lines
from engage.errors import Conflict, Invalid
from engage.i18n import _, _l
from engage.ratings import desk_words
from engage.ratings.models import Visit, VisitState
from engage.ratings.queries import visits as queries
from engage.ratings.queries.professionals import by_staff_no
from engage.ratings.queries.queues import tickets_by_channel
from engage.ratings.services.visits import MOST_INVITED, VISIT_CATEGORIES, put_visit
from engage.ratings.views.desk.asked import (
    offered_areas,
    offered_periods,
    page_number,
    text,
    today,
    visit_arguments,
    visit_filters,
)
from engage.ratings.views.desk.blueprint import bp
from engage.transaction import in_transaction

FIELDS = ("visit_no", "staff_no", "area", "category", "visited_on", "state", "invited")
STALE = _l("Somebody else changed this while you were editing. Nothing was saved. Open it again to see the change.")


@bp.get("/visits")
@staff(Permission.SEE_RATINGS)
def visits() -> ResponseReturnValue:
    filters = visit_filters()
    page = queries.visits(current_user, filters, page_number())
    return render_template(
        "ratings/desk_visits.html",
        page=page,
        filters=filters,
        arguments=visit_arguments(filters),
        lines=lines({visit.area for visit in page.items}),
        areas=offered_areas(),
        periods=offered_periods(today()),
        states=list(VisitState),
        words=desk_words,
    )


@bp.get("/visits/new")
@staff(Permission.MANAGE_PROFESSIONALS)
def new_visit() -> ResponseReturnValue:
    typed = {**dict.fromkeys(FIELDS, ""), "visited_on": today().isoformat(), "state": VisitState.COMPLETED.value}
    return _form(None, {**typed, "staff_no": text("staff_no", 40), "area": text("area", 40)})


@bp.post("/visits/new")
@staff(Permission.MANAGE_PROFESSIONALS)
def add_visit() -> ResponseReturnValue:
    try:
        made, is_new = in_transaction(put_visit, **_values(), now=utcnow(), actor_id=current_user.id)
    except (Invalid, Conflict) as error:
        return _form(None, _typed(), error)
    flash(
        _("The visit is entered.") if is_new else _("This number was known; the visit is as you entered it."), "success"
    )
    return redirect(url_for(".visit", visit_id=made.id), 303)


@bp.get("/visits/<int:visit_id>")
@staff(Permission.SEE_RATINGS)
def visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    return render_template(
        "ratings/desk_visit.html",
        visit=found,
        line=lines([found.area])[found.area_id],
        tickets=tickets_by_channel(visit_id),
        may_issue=found.state != VisitState.CANCELLED,
        words=desk_words,
    )


@bp.get("/visits/<int:visit_id>/edit")
@staff(Permission.MANAGE_PROFESSIONALS)
def edit_visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    typed = {name: str(getattr(found, name)) for name in ("visit_no", "category", "visited_on", "state", "invited")}
    return _form(found, {**typed, "staff_no": found.professional.staff_no, "area": found.area.code})


@bp.post("/visits/<int:visit_id>/edit")
@staff(Permission.MANAGE_PROFESSIONALS)
def save_visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    visit_no, version = found.visit_no, str(found.version)
    try:
        if request.form.get("version", "") != version:
            raise Conflict(STALE, stale=True)
        in_transaction(put_visit, **{**_values(), "visit_no": visit_no}, now=utcnow(), actor_id=current_user.id)
    except (Invalid, Conflict) as error:
        return _form(queries.visit(visit_id), {**_typed(), "visit_no": visit_no}, error)
    flash(_("Saved. Ratings count where the visit counts."), "success")
    return redirect(url_for(".visit", visit_id=visit_id), 303)


def _values() -> dict[str, Any]:
    """Return what the form says. Raises `Invalid`, naming the field."""
    typed = _typed()
    person = by_staff_no(typed["staff_no"])
    if person is None:
        raise Invalid(_l("There is no professional with this number."), fields=("staff_no",))
    try:
        visited_on = date.fromisoformat(typed["visited_on"])
    except ValueError as error:
        raise Invalid(_l("Please choose a day."), fields=("visited_on",)) from error
    names = ("visit_no", "category", "state", "invited")
    return {
        **{name: typed[name] for name in names},
        "professional": person,
        "area": _area(typed["area"]),
        "visited_on": visited_on,
    }


def _area(code: str) -> Area:
    found = area_by_code(code) if 0 < len(code) <= 40 else None
    if found is None or not may(current_user, Permission.MANAGE_PROFESSIONALS, found):
        raise Invalid(_l("There is no area “%(code)s” among yours.", code=code), fields=("area",))
    return found


def _typed() -> dict[str, str]:
    return {name: text(name, 300) for name in FIELDS}


def _form(found: Visit | None, typed: dict[str, str], error: Invalid | Conflict | None = None) -> ResponseReturnValue:
    return render_template(
        "ratings/desk_visit_form.html",
        visit=found,
        typed=typed,
        problem=str(error) if error else "",
        wrong=set(error.details.get("fields", ())) if error else set(),
        areas=offered_areas(Permission.MANAGE_PROFESSIONALS),
        categories=VISIT_CATEGORIES,
        states=list(VisitState),
        most_invited=MOST_INVITED,
        words=desk_words,
    ), (error.status if error else 200)
