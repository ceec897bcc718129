"""The short addresses in posted QR codes."""

import logging

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.codes import grouped, normalise
from engage.communities import place, queries, services
from engage.communities.models import AreaKind, PlacementTarget
from engage.communities.views.blueprint import bp
from engage.errors import StoreBusy
from engage.surveys.models import SurveyState
from engage.transaction import transaction

# A resident at the notice board does not wait for a counter.
COUNT_WAIT_MS = 1_000
LONGEST_SHOWN = 16
logger = logging.getLogger(__name__)


# In upper case, too: such an address makes a smaller symbol, and capitals on the poster are easier to read.
@bp.get("/q/<string:code>")
@bp.get("/Q/<string:code>", endpoint="short_address_upper")
@public
def short_address(code: str) -> ResponseReturnValue:
    """Send whoever scanned a poster on to its page, counting the scan: the one GET that writes."""
    placement = queries.placement_by_code(code)
    if placement is None:
        return render_template("communities/short_unknown.html", code=shown_code(code)), 404
    line = queries.ancestors(placement.area)
    community = queries.nearest(AreaKind.COMMUNITY, line)
    if placement.revoked_at:
        cycles = queries.open_cycles(utcnow(), within=community) if community else []
        needs_area = placement.area if placement.target == PlacementTarget.NEED else None
        page = render_template(
            "communities/short_revoked.html", community=community, cycles=cycles, needs_area=needs_area
        )
        return page, 410
    cycle, survey = queries.target_cycle(placement), queries.target_survey(placement)
    if placement.target == PlacementTarget.NEED:
        target = url_for("needs.new", at=placement.code)
    elif survey and survey.state != SurveyState.DRAFT:  # A closed or deleted one has a page that leads on.
        target = url_for("surveys.survey", survey_id=survey.id)
    elif cycle and cycle.published_at:
        target = url_for("budget.cycle", cycle_id=cycle.id)
    elif community:
        target = url_for(".community", code=community.code)
    else:
        target = url_for(".home", area=placement.area.code)
    place.remember(placement)  # Before the count, whose commit or failure lets go of what was read.
    _count(placement.id)
    response = redirect(target, 302)
    response.headers["Cache-Control"] = "no-store"  # Every scan must reach the counter.
    return response


def shown_code(typed: str) -> str:
    """Return a typed code as printed, or nothing: a page of ours repeats no words that a link put there."""
    try:
        return grouped(normalise(typed)[:LONGEST_SHOWN])
    except ValueError:
        return ""


def _count(placement_id: int) -> None:
    """Count the scan, unless nobody looks: `HEAD` and pages fetched ahead are no scans. A failure stops nobody."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    try:
        with transaction(wait_ms=COUNT_WAIT_MS):
            services.count_scan(placement_id, now=utcnow())
    except (StoreBusy, SQLAlchemyError) as error:
        logger.warning("scan not counted", extra={"placement_id": placement_id, "kind": type(error).__name__})
