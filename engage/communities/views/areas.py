"""Staff pages of the area tree: look around, add, rename, export."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import or_, select

from engage.accounts.permissions import Permission, paths_of, staff, within
from engage.clock import utcnow
from engage.communities import queries, services
from engage.communities.area_table import COLUMN_NAMES, EXAMPLE, KIND_NAMES
from engage.communities.forms import AreaForm, NamesForm, add_errors
from engage.communities.models import Area, AreaKind
from engage.communities.views.blueprint import bp
from engage.communities.views.downloads import table_file
from engage.errors import Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _, _l, pick
from engage.transaction import transaction

PER_PAGE = 50


@bp.get("/staff/areas")
@staff(Permission.MANAGE_AREAS)
def areas() -> ResponseReturnValue:
    """Show the reader's own areas at the top of the tree, or those that a search finds."""
    text = request.args.get("q", "").strip()
    own = within(current_user, Permission.MANAGE_AREAS)
    if text:
        found = select(Area).where(own, queries.names_match(text)).order_by(Area.path)
    else:
        paths = paths_of(current_user, Permission.MANAGE_AREAS)
        found = select(Area).where(own, or_(*(Area.path == path for path in paths))).order_by(Area.path)
    page = db.paginate(found, per_page=PER_PAGE)
    return render_template(
        "communities/areas.html",
        page=page,
        text=text,
        counts=queries.child_counts(page.items),
        lines=queries.lines(page.items),
        kind_names=KIND_NAMES,
    )


@bp.get("/staff/areas/<int:area_id>")
@staff(Permission.MANAGE_AREAS)
def area(area_id: int) -> ResponseReturnValue:
    here = queries.area(area_id)
    page = db.paginate(queries.children(here), per_page=PER_PAGE)
    return render_template(
        "communities/area.html",
        area=here,
        line=queries.ancestors(here),
        page=page,
        counts=queries.child_counts(page.items),
        totals=queries.counts_below(here),
        kind_names=KIND_NAMES,
        below=queries.below_kinds(here.kind),
    )


@bp.get("/staff/areas/<int:area_id>/new")
@staff(Permission.MANAGE_AREAS)
def new_area(area_id: int) -> ResponseReturnValue:
    return _new_page(queries.area(area_id), AreaForm())


@bp.post("/staff/areas/<int:area_id>/new")
@staff(Permission.MANAGE_AREAS)
def add_area(area_id: int) -> ResponseReturnValue:
    form = AreaForm()
    if not form.validate_on_submit():
        return _new_page(queries.area(area_id), form), 422
    try:
        with transaction():
            parent = queries.area(area_id)
            added = services.add_area(
                parent,
                kind=_kind_below(parent),
                code=form.code.data,
                name_zh=form.name_zh.data,
                name_en=form.name_en.data or "",
                timezone=form.timezone.data,
                actor_id=current_user.id,
                now=utcnow(),
            )
            name = pick(added.name_zh, added.name_en)
    except (Conflict, Invalid) as error:
        add_errors(form, error)
        return _new_page(queries.area(area_id), form), 422
    flash(_("“%(name)s” was added.", name=name), "success")
    return redirect(url_for(".area", area_id=area_id), 303)


@bp.get("/staff/areas/<int:area_id>/names")
@staff(Permission.MANAGE_AREAS)
def names(area_id: int) -> ResponseReturnValue:
    here = queries.area(area_id)
    return _names_page(here, NamesForm(obj=here))


@bp.post("/staff/areas/<int:area_id>/names")
@staff(Permission.MANAGE_AREAS)
def rename(area_id: int) -> ResponseReturnValue:
    form = NamesForm()
    if not form.validate_on_submit():
        return _names_page(queries.area(area_id), form), 422
    try:
        with transaction():
            services.rename_area(
                queries.area(area_id),
                name_zh=form.name_zh.data,
                name_en=form.name_en.data or "",
                timezone=form.timezone.data,
                actor_id=current_user.id,
                now=utcnow(),
            )
    except Invalid as error:
        add_errors(form, error)
        return _names_page(queries.area(area_id), form), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".area", area_id=area_id), 303)


@bp.get("/staff/areas/<int:area_id>/export")
@staff(Permission.MANAGE_AREAS)
def export(area_id: int) -> ResponseReturnValue:
    """Send the area and all below it, as a file that can be imported again."""
    rows = (
        (area.code, KIND_NAMES[AreaKind(area.kind)], area.name_zh, area.name_en, parent)
        for area, parent in queries.tree_rows(queries.area(area_id))
    )
    return table_file(request.args.get("as"), "areas", list(COLUMN_NAMES.values()), rows)


@bp.get("/staff/areas/example")
@staff(Permission.MANAGE_AREAS)
def example() -> ResponseReturnValue:
    rows = [(code, KIND_NAMES[AreaKind(kind)], *rest) for code, kind, *rest in EXAMPLE]
    return table_file(request.args.get("as"), "areas-example", list(COLUMN_NAMES.values()), rows)


def _kind_below(parent: Area) -> AreaKind:
    if below := queries.below_kinds(parent.kind):
        return below[0]
    raise NotFound(_l("Nothing stands below a stairwell."))


def _new_page(parent: Area, form: AreaForm) -> str:
    return render_template(
        "communities/area_new.html",
        parent=parent,
        line=queries.ancestors(parent),
        form=form,
        kind_name=KIND_NAMES[_kind_below(parent)],
    )


def _names_page(here: Area, form: NamesForm) -> str:
    line = queries.ancestors(here)
    return render_template("communities/area_names.html", area=here, line=line, form=form)
