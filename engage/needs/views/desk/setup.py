"""How an area works on needs, for officials: days, weights, professions, ready sentences."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, area_for, staff
from engage.cleaning import clean_line, clean_text
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import ancestors
from engage.communities.queries.areas import area as area_by_id
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _, _l
from engage.needs import desk_words
from engage.needs.categories import CATEGORIES, Profession
from engage.needs.models import CannedAnswer, NeedSettings
from engage.needs.priority import DEFAULT_WEIGHTS, MOST_WEIGHT, Part
from engage.needs.queries import desk
from engage.needs.services import set_up
from engage.needs.services.states import MOST_ANSWER
from engage.needs.settings import due_days, professions, weights
from engage.needs.states import DUE_DAYS
from engage.needs.views.desk.blueprint import bp
from engage.needs.words import STATE_NAMES, category_name
from engage.transaction import in_transaction


@bp.get("/setup")
@staff(Permission.SET_UP_NEEDS)
def areas() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:80].replace("\0", "")
    return render_template("needs/desk_setup_areas.html", areas=desk.areas_to_set_up(current_user, q), q=q)


@bp.get("/setup/<int:area_id>")
@staff(Permission.SET_UP_NEEDS)
def setup(area_id: int) -> ResponseReturnValue:
    return _page(area_by_id(area_id))


@bp.post("/setup/<int:area_id>")
@staff(Permission.SET_UP_NEEDS)
def save(area_id: int) -> ResponseReturnValue:
    area = area_by_id(area_id)
    try:
        in_transaction(
            set_up.save_settings,
            area,
            due_days={state.value: _number(f"days-{state.value}") for state in DUE_DAYS},
            weights={part.value: _number(f"weight-{part.value}") for part in Part},
            professions={code: _ticked(area, code) for code in CATEGORIES},
            now=utcnow(),
            actor_id=current_user.id,
            seen=request.form.get("seen"),
        )
    except (Invalid, Conflict) as error:
        return _page(area_by_id(area_id), error=error, status=error.status)
    flash(_("Saved. New days hold for needs that move on from now."), "success")
    return redirect(url_for(".setup", area_id=area_id), 303)


def _number(name: str) -> int | None:
    """Return the number of a field, or `None` where it is empty: then the area above decides."""
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        raise Invalid(_l("Please write a whole number."), fields=(name,))
    return int(typed)


def _ticked(area: Area, code: str) -> Collection[str] | None:
    """Return the professions ticked for a category, or `None` where they are those that hold without this area."""
    if f"shown-{code}" not in request.form:
        return None
    ticked = {name for name in request.form.getlist(f"profession-{code}") if name in set(Profession)}
    return None if ticked == set(_inherited(area)[code]) else ticked


def _inherited(area: Area) -> dict[str, frozenset[Profession]]:
    parent = db.session.get(Area, area.parent_id) if area.parent_id else None
    if parent:
        return dict(professions(parent))
    return {code: category.professions for code, category in CATEGORIES.items()}


def _page(area: Area, *, error: Invalid | Conflict | None = None, status: int = 200) -> ResponseReturnValue:
    own = db.session.get(NeedSettings, area.id)
    parent = db.session.get(Area, area.parent_id) if area.parent_id else None
    return render_template(
        "needs/desk_setup.html",
        area=area,
        line=ancestors(area),
        seen=set_up.fingerprint(own),
        own_days=own.due_days if own else {},
        own_weights=own.weights if own else {},
        above_days=due_days(parent) if parent else DUE_DAYS,
        above_weights={**DEFAULT_WEIGHTS, **(weights(parent) if parent else {})},
        chosen=professions(area),
        typed=request.form if request.method == "POST" else None,
        wrong=set(error.details.get("fields", ())) if error else set(),
        problem=str(error) if error else "",
        canned=[answer for answer in desk.canned_for(area) if answer.area_id == area.id],
        Profession=Profession,
        Part=Part,
        categories=CATEGORIES,
        most_days=set_up.MOST_DAYS,
        most_weight=MOST_WEIGHT,
        states=list(DUE_DAYS),
        state_names=STATE_NAMES,
        category_name=category_name,
        words=desk_words,
    ), status


@bp.get("/canned")
@staff(Permission.SET_UP_NEEDS)
def canned() -> ResponseReturnValue:
    """Lead to the ready sentences of an area."""
    return redirect(url_for(".areas"), 303)


@bp.get("/setup/<int:area_id>/canned")
@staff(Permission.SET_UP_NEEDS)
def new_canned(area_id: int) -> ResponseReturnValue:
    return _canned_page(area_by_id(area_id), None)


@bp.post("/setup/<int:area_id>/canned")
@staff(Permission.SET_UP_NEEDS)
def add_canned(area_id: int) -> ResponseReturnValue:
    return _save_canned(area_by_id(area_id), None)


@bp.get("/canned/<int:answer_id>")
@staff(Permission.SET_UP_NEEDS)
def edit_canned(answer_id: int) -> ResponseReturnValue:
    answer = db.session.get_one(CannedAnswer, answer_id)
    return _canned_page(area_by_id(answer.area_id), answer)


@bp.post("/canned/<int:answer_id>")
@staff(Permission.SET_UP_NEEDS)
def save_canned(answer_id: int) -> ResponseReturnValue:
    answer = db.session.get_one(CannedAnswer, answer_id)
    return _save_canned(area_by_id(answer.area_id), answer)


@bp.post("/canned/<int:answer_id>/delete")
@staff(Permission.SET_UP_NEEDS)
def delete_canned(answer_id: int) -> ResponseReturnValue:
    area = area_for(current_user, db.session.get_one(CannedAnswer, answer_id).area_id, Permission.SET_UP_NEEDS)
    area_id = area.id
    in_transaction(set_up.delete_canned, area, answer_id, now=utcnow(), actor_id=current_user.id)
    flash(_("The sentence is deleted."), "success")
    return redirect(url_for(".setup", area_id=area_id, _anchor="canned"), 303)


def _save_canned(area: Area, answer: CannedAnswer | None) -> ResponseReturnValue:
    area_id, answer_id = area.id, answer.id if answer else None
    try:
        in_transaction(
            set_up.save_canned,
            area,
            answer_id,
            title=clean_line(request.form.get("title")),
            text_zh=clean_text(request.form.get("text_zh")),
            text_en=clean_text(request.form.get("text_en")),
            now=utcnow(),
            actor_id=current_user.id,
        )
    except (Invalid, Conflict) as error:
        return _canned_page(area_by_id(area_id), answer, problem=str(error), status=error.status)
    flash(_("The sentence is saved."), "success")
    return redirect(url_for(".setup", area_id=area_id, _anchor="canned"), 303)


def _canned_page(
    area: Area, answer: CannedAnswer | None, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    fields = ("title", "text_zh", "text_en")
    if request.method == "POST":
        typed = {name: request.form.get(name, "") for name in fields}
    else:
        typed = {name: getattr(answer, name) if answer else "" for name in fields}
    return render_template(
        "needs/desk_canned.html", area=area, answer=answer, typed=typed, problem=problem, most=MOST_ANSWER,
        most_title=set_up.MOST_TITLE,
    ), status  # fmt: skip
