"""The roll: flats and people of an area, and taking one of them off."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import or_, select

from engage.accounts.permissions import Permission, paths_of, staff, within
from engage.clock import utcnow
from engage.communities import queries as communities
from engage.communities.models import Area
from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _
from engage.residents import services
from engage.residents.models import Dwelling, Resident
from engage.residents.queries import roll as queries
from engage.residents.views.blueprint import bp
from engage.residents.words import TIE_NAMES
from engage.transaction import transaction

PER_PAGE = 50


def _search() -> str:
    # PostgreSQL takes no NUL in a text.
    return request.args.get("q", "").replace("\0", "").strip()[:80]


@bp.get("/staff/roll")
@staff(Permission.ISSUE_AT_DESK)
def roll() -> ResponseReturnValue:
    """Show the communities whose roll the reader may see."""
    allowed = within(current_user, Permission.ISSUE_AT_DESK)
    rows = queries.roll_areas(allowed, paths_of(current_user, Permission.ISSUE_AT_DESK), _search())
    page = db.paginate(rows, per_page=PER_PAGE)
    own = paths_of(current_user, Permission.MANAGE_ROLL)
    importable = db.session.scalars(select(Area).where(or_(*(Area.path == path for path in own)))).all() if own else []
    return render_template(
        "residents/roll.html", page=page, q=_search(), lines=communities.lines(page.items), importable=importable
    )


@bp.get("/staff/roll/<int:area_id>")
@staff(Permission.ISSUE_AT_DESK)
def dwellings(area_id: int) -> ResponseReturnValue:
    area = communities.area(area_id)
    if area.kind not in queries.ROLL_KINDS:
        return redirect(url_for(".roll"), 303)
    page = db.paginate(queries.dwellings_in(area, _search()), per_page=PER_PAGE)
    return render_template(
        "residents/dwellings.html",
        area=area,
        line=communities.ancestors(area),
        page=page,
        q=_search(),
        places=queries.places(entry.area_id for entry in page.items),
        totals=queries.totals(area),
    )


@bp.get("/staff/roll/<int:area_id>/residents")
@staff(Permission.ISSUE_AT_DESK)
def people(area_id: int) -> ResponseReturnValue:
    area = communities.area(area_id)
    if area.kind not in queries.ROLL_KINDS:
        return redirect(url_for(".roll"), 303)
    page = db.paginate(queries.residents_in(area, _search()), per_page=PER_PAGE)
    return render_template(
        "residents/people.html",
        area=area,
        line=communities.ancestors(area),
        page=page,
        q=_search(),
        places=queries.places(entry.area_id for entry in page.items),
        flats=queries.labels_of(entry.dwelling_id for entry in page.items),
        totals=queries.totals(area),
        ties=TIE_NAMES,
    )


@bp.get("/staff/roll/dwellings/<int:dwelling_id>/remove")
@staff(Permission.MANAGE_ROLL)
def dwelling_removal(dwelling_id: int) -> ResponseReturnValue:
    return _removal_page(db.get_or_404(Dwelling, dwelling_id))


@bp.post("/staff/roll/dwellings/<int:dwelling_id>/remove")
@staff(Permission.MANAGE_ROLL)
def remove_dwelling(dwelling_id: int) -> ResponseReturnValue:
    return _remove(Dwelling, dwelling_id, services.remove_dwelling, back=".dwellings")


@bp.get("/staff/roll/residents/<int:resident_id>/remove")
@staff(Permission.MANAGE_ROLL)
def resident_removal(resident_id: int) -> ResponseReturnValue:
    return _removal_page(db.get_or_404(Resident, resident_id))


@bp.post("/staff/roll/residents/<int:resident_id>/remove")
@staff(Permission.MANAGE_ROLL)
def remove_resident(resident_id: int) -> ResponseReturnValue:
    return _remove(Resident, resident_id, services.remove_resident, back=".people")


def _remove(
    kind: type[Dwelling | Resident], entry_id: int, remove: Callable[..., None], *, back: str
) -> ResponseReturnValue:
    area_id = db.get_or_404(kind, entry_id).area_id
    try:
        with transaction():
            remove(db.get_or_404(kind, entry_id), user_id=current_user.id, now=utcnow())
    except Conflict as error:
        return _removal_page(db.get_or_404(kind, entry_id), problem=str(error)), 409
    flash(_("Taken off the roll."), "success")
    return redirect(url_for(back, area_id=area_id), 303)


def _removal_page(entry: Dwelling | Resident, problem: str = "") -> str:
    if isinstance(entry, Dwelling):
        label, back, action = entry.label, ".dwellings", url_for(".remove_dwelling", dwelling_id=entry.id)
    else:
        label, back, action = entry.name, ".people", url_for(".remove_resident", resident_id=entry.id)
    return render_template(
        "residents/removal.html",
        label=label,
        is_dwelling=isinstance(entry, Dwelling),
        place=queries.places([entry.area_id])[entry.area_id],
        line=communities.ancestors(communities.area(entry.area_id)),
        problem=problem,
        action=action,
        back=url_for(back, area_id=entry.area_id),
    )
