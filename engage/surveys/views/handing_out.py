"""What pages of tickets and of codes share: which area, which form, and whether anything may be handed out now."""

import secrets

from flask import request

from engage.clock import utcnow
from engage.communities import queries as communities
from engage.communities.models import Area
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.surveys.models import Gate, Survey
from engage.surveys.services.tickets import check_handing_out


def area_in(survey: Survey, area_id: int) -> Area:
    """Return an area of the survey's. The reader may see all of those, being allowed into the survey."""
    area = db.session.get(Area, area_id) if 0 < area_id < 2**31 else None
    if area is None or not survey.area.contains(area):
        raise NotFound(_l("There is no such area in this survey."))
    return area


def line_in(survey: Survey, area: Area) -> list[Area]:
    """Return the areas from the survey's own down to this one."""
    return [one for one in communities.ancestors(area) if survey.area.contains(one)]


def obstacle(survey: Survey, gate: Gate) -> str:
    """Return why nothing may be handed out now, or "" when it may."""
    try:
        check_handing_out(survey, gate, now=utcnow())
    except (Closed, Conflict) as error:
        return str(error)
    return ""


def new_token() -> str:
    return secrets.token_urlsafe(16)


def form_token() -> str:
    """Return the token that was drawn when the form was shown."""
    token = request.form.get("token", "")[:32]
    if len(token) < 16:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return token
