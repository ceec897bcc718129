"""Staff pages of placements: list, make many, look at scans, revoke."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, staff, within
from engage.clock import utcnow
from engage.communities import posters, queries, services
from engage.communities.area_table import KIND_NAMES
from engage.communities.forms import PlacementsForm, add_errors, every_choices, target_choices
from engage.communities.models import Area, AreaKind
from engage.communities.queries import PlacementState
from engage.communities.queries.placements import DAY
from engage.communities.views.blueprint import bp
from engage.communities.views.filters import read_filters
from engage.errors import Invalid
from engage.extensions import db
from engage.i18n import _, ngettext
from engage.transaction import transaction

PER_PAGE = 50
RECENT_DAYS = 7


@bp.get("/staff/placements")
@staff(Permission.MANAGE_POSTERS)
def placements() -> ResponseReturnValue:
    filters = read_filters()
    page = db.paginate(filters.select(), per_page=PER_PAGE)
    return render_template(
        "communities/placements.html",
        page=page,
        filters=filters,
        lines=queries.lines(found.area for found in page.items),
        scans=queries.scans_since([found.id for found in page.items], utcnow() - RECENT_DAYS * DAY),
        states=PlacementState,
    )


@bp.get("/staff/placements/new")
@staff(Permission.MANAGE_POSTERS)
def new_placements() -> ResponseReturnValue:
    """Let the reader find the area that the posters are for."""
    text = request.args.get("q", "").strip()[:80]
    found = select(Area).where(within(current_user, Permission.MANAGE_POSTERS)).order_by(Area.path)
    found = found.where(queries.names_match(text)) if text else found.where(Area.kind == AreaKind.COMMUNITY)
    page = db.paginate(found, per_page=PER_PAGE)
    lines = queries.lines(page.items)
    return render_template(
        "communities/placements_where.html", page=page, text=text, lines=lines, kind_names=KIND_NAMES
    )


@bp.get("/staff/areas/<int:area_id>/placements/new")
@staff(Permission.MANAGE_POSTERS)
def new_placements_here(area_id: int) -> ResponseReturnValue:
    area = queries.area(area_id)
    return _new_page(area, _form(area))


@bp.post("/staff/areas/<int:area_id>/placements/new")
@staff(Permission.MANAGE_POSTERS)
def create_placements(area_id: int) -> ResponseReturnValue:
    area = queries.area(area_id)
    form = _form(area)
    if not form.validate_on_submit():
        return _new_page(area, form), 422
    try:
        with transaction():
            area = queries.area(area_id)
            made = services.create_placements(
                area,
                every=AreaKind(form.every.data) if form.every.data else None,
                spots=form.parsed_spots,
                cycle=form.cycle_among(queries.cycles_for(area)),
                survey=form.survey_among(queries.surveys_for(area)),
                is_for_needs=form.leads_to_needs,
                actor_id=current_user.id,
                now=utcnow(),
            )
            count = len(made)
    except Invalid as error:
        area = queries.area(area_id)
        add_errors(form, error)
        return _new_page(area, form), 422
    sentence = ngettext("%(num)s posting place was made. Print its poster now.",
                        "%(num)s posting places were made. Print their posters now.", count)  # fmt: skip
    flash(sentence, "success")
    return redirect(url_for(".placements", area=area_id), 303)


@bp.get("/staff/placements/<int:placement_id>")
@staff(Permission.MANAGE_POSTERS)
def placement(placement_id: int) -> ResponseReturnValue:
    found = queries.placement(placement_id)
    line = queries.ancestors(found.area)
    timezone = queries.timezone_in(line)
    return render_template(
        "communities/placement.html",
        placement=found,
        line=line,
        timezone=timezone,
        history=queries.scan_history(found, timezone, utcnow()),
        cycle=queries.target_cycle(found),
        survey=queries.target_survey(found),
        address=posters.short_url(found),
    )


@bp.post("/staff/placements/<int:placement_id>/revoke")
@staff(Permission.MANAGE_POSTERS)
def revoke_placement(placement_id: int) -> ResponseReturnValue:
    with transaction():
        services.revoke_placement(queries.placement(placement_id), actor_id=current_user.id, now=utcnow())
    flash(_("Revoked. Whoever scans this poster is told that it is no longer in use. You can undo this."), "success")
    return redirect(url_for(".placement", placement_id=placement_id), 303)


@bp.post("/staff/placements/<int:placement_id>/restore")
@staff(Permission.MANAGE_POSTERS)
def restore_placement(placement_id: int) -> ResponseReturnValue:
    with transaction():
        services.restore_placement(queries.placement(placement_id), actor_id=current_user.id, now=utcnow())
    flash(_("This posting place is in use again."), "success")
    return redirect(url_for(".placement", placement_id=placement_id), 303)


def _form(area: Area) -> PlacementsForm:
    form = PlacementsForm()
    form.every.choices = every_choices(AreaKind(area.kind))
    form.target.choices = target_choices(queries.cycles_for(area), queries.surveys_for(area))
    if request.method == "GET" and (chosen := request.args.get("target", "")) in {c.value for c in form.target.choices}:
        form.target.data = chosen
    return form


def _new_page(area: Area, form: PlacementsForm) -> str:
    return render_template("communities/placements_new.html", area=area, line=queries.ancestors(area), form=form)
