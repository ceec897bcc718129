"""The demand list as everybody sees it: the list, its totals, the places that are silent, and a file."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import timezone_of
from engage.errors import NotFound
from engage.needs.queries.totals import places, totals
from engage.needs.views.demand import export, page
from engage.needs.views.demand.asked import NO_AREA, Asked, public_area, read
from engage.needs.views.demand.rows import rows

bp = Blueprint("demand", __name__, url_prefix="/needs")


@bp.get("")
@public
def needs() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        return render_template("needs/no_areas.html")
    found = page.asked_for(asked, utcnow())
    return render_template(
        "needs/list.html",
        asked=asked,
        page=found,
        rows=rows(found.needs, timezone_of(asked.area)),
        most_rows=export.MOST_PUBLIC,
        totals=totals(asked.area, for_everybody=True),
        **page.around(asked),
    )


@bp.get("/totals")
@public
def sums() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        return render_template("needs/no_areas.html")
    return render_template(
        "needs/totals.html",
        asked=asked,
        totals=totals(asked.area, for_everybody=True),
        places=places(asked.area, for_everybody=True),
        **page.around(asked),
    )


@bp.get("/silent")
@public
def silent() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        return render_template("needs/no_areas.html")
    return page.silent(asked)


@bp.get("/export")
@public
def file() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        raise NotFound(NO_AREA)
    return export.file(asked.filters(utcnow()), request.args.get("as", ""))


def _asked() -> Asked | None:
    area: Area | None = public_area(request.args)
    return read(request.args, area, for_everybody=True) if area else None
