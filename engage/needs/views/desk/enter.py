"""A worker writes down what somebody says at the door or on the telephone."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from engage.accounts.permissions import Permission, may, staff
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.codes import grouped
from engage.communities import qr
from engage.communities.models import Area
from engage.communities.queries.areas import ancestors, area_by_code, lines
from engage.config import secret
from engage.errors import Invalid, NotAllowed
from engage.i18n import _, _l
from engage.needs.categories import CATEGORIES, Affected, Group
from engage.needs.drafts import MOST_CONTACT, Typed
from engage.needs.forms import faults, read_typed
from engage.needs.models import Channel
from engage.needs.notice import CONTACT_DAYS, CONTACT_NOTICE
from engage.needs.queries import desk
from engage.needs.services.submit import Contact, Entry, submit
from engage.needs.tracking_codes import tracking_code
from engage.needs.views.desk.blueprint import bp
from engage.needs.views.tracking import short_url
from engage.needs.words import AFFECTED_NAMES, category_name
from engage.transaction import in_transaction

MOST_SPOT = 200
MOST_TOKEN = 64


@bp.get("/enter")
@staff(Permission.ENTER_FOR_OTHERS)
def enter() -> ResponseReturnValue:
    return _page(Typed(area=request.args.get("area", "")[:40]), secrets.token_hex(16))


@bp.post("/enter")
@staff(Permission.ENTER_FOR_OTHERS)
def add() -> ResponseReturnValue:
    typed, token = read_typed(request.form), request.form.get("form_token", "")[:MOST_TOKEN]
    errors = dict(faults(typed))
    area = area_by_code(typed.area) if typed.area else None
    if area is None or not may(current_user, Permission.ENTER_FOR_OTHERS, area):
        errors["area"] = _("Please choose the place from the list.")
    if len(request.form.get("spot", "")) > MOST_SPOT:
        errors["spot"] = _("That is too long: at most %(most)s characters.", most=MOST_SPOT)
    if typed.contact and "notice" not in request.form:
        errors["notice"] = _("Read this to the person first. Without a yes, leave the telephone number out.")
    if len(token) < 32:
        errors["form"] = _("This page was open for too long. What you wrote is here: please send it once more.")
        token = secrets.token_hex(16)
    if errors or area is None:
        return _page(typed, token, errors=errors, status=422)
    entry = _entry(typed, area, f"assisted-{token}")
    try:
        try:
            sent = in_transaction(submit, entry, secret=secret(), now=utcnow())
        except IntegrityError:  # The same form came twice at once: the other one was recorded, and is found now.
            sent = in_transaction(submit, entry, secret=secret(), now=utcnow())
    except Invalid as error:
        errors = dict.fromkeys(error.details.get("fields", ("form",)), str(error))
        return _page(typed, token, errors=errors, status=422)
    return redirect(url_for(".slip", need_id=sent.need.id), 303)


def _entry(typed: Typed, area: Area, token: str) -> Entry:
    return Entry(
        area=area,
        category=typed.category,
        text=typed.text,
        form_token=token,
        language=typed.language,
        spot=clean_line(request.form.get("spot")),
        affected=typed.affected,
        contact=Contact(typed.contact, CONTACT_NOTICE) if typed.contact else None,
        channel=Channel.ASSISTED,
        entered_by_id=current_user.id,
    )


@bp.get("/<int:need_id>/slip")
@staff(Permission.ENTER_FOR_OTHERS)
def slip(need_id: int) -> ResponseReturnValue:
    """Show the code for the person who asked, to whoever entered the need and to nobody else."""
    found = desk.need_for_desk(need_id)
    if found.channel != Channel.ASSISTED or found.entered_by_id != current_user.id:
        raise NotAllowed(_l("Only whoever entered a need can print its slip."))
    code = tracking_code(found.form_token, secret())
    address = short_url(code)
    return render_template(
        "needs/desk_slip.html",
        need=found,
        line=ancestors(found.area),
        code=grouped(code),
        address=address,
        symbol=qr.svg(address, _("QR code of the tracking page")),
        category_name=category_name,
    )


def _page(typed: Typed, token: str, *, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    q = request.values.get("q", "").strip()[:80].replace("\0", "")
    areas: list[Any] = list(desk.places_to_enter(current_user, q))
    return render_template(
        "needs/desk_enter.html",
        typed=typed,
        token_value=token,
        errors=errors or {},
        q=q,
        areas=areas,
        lines=lines(areas),
        spot=request.form.get("spot", ""),
        has_notice="notice" in request.form,
        groups=[(group, [c for c in CATEGORIES.values() if c.group == group]) for group in Group],
        Affected=Affected,
        affected_names=AFFECTED_NAMES,
        most_contact=MOST_CONTACT,
        most_spot=MOST_SPOT,
        contact_days=CONTACT_DAYS,
        category_name=category_name,
    ), status
