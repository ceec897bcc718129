"""How an area handles ratings, for officials."""

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.models import LEVELS, Area, AreaKind
from engage.communities.queries.areas import area as area_by_id
from engage.communities.queries.areas import names_match
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _, _l
from engage.ratings import desk_words
from engage.ratings.models import RatingSettings
from engage.ratings.queries.office import reach, titles
from engage.ratings.services.set_up import fingerprint, save_unchanged
from engage.ratings.services.settings import RANGES, recount_figures
from engage.ratings.settings import AT_THE_ROOT, Rules, own_values, rules
from engage.ratings.views.desk.asked import text
from engage.ratings.views.desk.blueprint import bp
from engage.transaction import in_transaction

NUMBERS = {
    "minimum_n": _l("Ratings that a figure needs at least"),
    "call_back_days": _l("Working days for a call-back"),
    "ticket_days": _l("Days for which a ticket is good"),
    "burst_ratings": _l("Ratings from one network before more are held back"),
    "burst_minutes": _l("within so many minutes"),
}
MOST_AREAS = 40
_LINE = re.compile(r"\s*(.+?)\s*[=:：＝]\s*([0-9.,]+)\s*")


@bp.get("/setup")
@staff(Permission.REVIEW_RATINGS)
def setup_areas() -> ResponseReturnValue:
    wanted = text()
    kinds = [kind for kind in AreaKind if LEVELS[kind] <= LEVELS[AreaKind.COMMUNITY]]
    found = select(Area).where(reach(current_user, Permission.REVIEW_RATINGS), Area.kind.in_(kinds))
    if wanted:
        found = found.where(names_match(wanted))
    areas = db.session.scalars(found.order_by(Area.path).limit(MOST_AREAS)).all()
    return render_template("ratings/desk_setup_areas.html", areas=areas, text=wanted)


@bp.get("/setup/<int:area_id>")
@staff(Permission.REVIEW_RATINGS)
def setup(area_id: int) -> ResponseReturnValue:
    return _page(area_by_id(area_id))


@bp.post("/setup/<int:area_id>")
@staff(Permission.REVIEW_RATINGS)
def save_setup(area_id: int) -> ResponseReturnValue:
    area = area_by_id(area_id)
    try:
        values = _values(area)
        is_recounted = in_transaction(
            save_unchanged, area_id, values, seen=request.form.get("seen", ""), actor_id=current_user.id, now=utcnow()
        )
    except (Invalid, Conflict) as error:
        return _page(area_by_id(area_id), error)
    after: int | None = 0 if is_recounted else None
    while after is not None:  # Some at a time: nobody who rates meanwhile waits for all of them.
        after = in_transaction(recount_figures, area_by_id(area_id), after, now=utcnow())
    flash(_("Saved. All figures were counted anew.") if is_recounted else _("Saved."), "success")
    return redirect(url_for(".setup", area_id=area_id), 303)


def _values(area: Area) -> dict[str, Any]:
    """Return what the form sets. Raises `Invalid`, naming the field."""
    values: dict[str, Any] = {
        name: _number(name) for name in NUMBERS if area.parent_id is None or name not in AT_THE_ROOT
    }
    if area.parent_id is None:
        values["policy"] = request.form.get("policy") or None
        values["abilities"] = _abilities(request.form.get("abilities", "")[:10_000]) or None
    return values


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        raise Invalid(_l("Please write a whole number."), fields=(name,))
    return int(typed)


def _abilities(typed: str) -> dict[str, str]:
    """Read one title with its number a line: "Senior engineer = 1.2"."""
    found = {}
    for line in typed.splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise Invalid(_l("Write one title a line, with its number: Senior engineer = 1.2"), fields=("abilities",))
        found[match[1]] = match[2].replace(",", ".")
    return found


def _page(area: Area, error: Invalid | Conflict | None = None) -> ResponseReturnValue:
    own = own_values(area)
    parent = db.session.get(Area, area.parent_id) if area.parent_id else None
    above = rules(parent) if parent else Rules()
    typed = (
        request.form if request.method == "POST" else {name: str(own.get(name, "")) for name in (*NUMBERS, "policy")}
    )
    listed = "\n".join(f"{title} = {number}" for title, number in own.get("abilities", {}).items())
    return render_template(
        "ratings/desk_setup.html",
        area=area,
        is_root=parent is None,
        seen=fingerprint(db.session.get(RatingSettings, area.id)),
        typed=typed,
        abilities=request.form.get("abilities", "") if request.method == "POST" else listed,
        above=above,
        numbers={name: label for name, label in NUMBERS.items() if parent is None or name not in AT_THE_ROOT},
        ranges=RANGES,
        in_force=rules(area),
        titles=titles(),
        wrong=set(error.details.get("fields", ())) if error else set(),
        problem=str(error) if error else "",
        words=desk_words,
    ), (error.status if error else 200)
