"""An official makes a need into a proposal of a budget, and takes that back."""

import secrets
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.budget.models import Cycle
from engage.clock import utcnow
from engage.errors import EngageError
from engage.extensions import db
from engage.i18n import _
from engage.needs.models import Need
from engage.needs.queries.onward import cycles_for, draft_of, onward_of
from engage.needs.queries.shown import is_public
from engage.needs.services.onward import propose, take_back
from engage.needs.views.demand.onward_form import OnwardForm
from engage.needs.views.demand.staff import bp
from engage.transaction import in_transaction


@bp.get("/<int:need_id>/onward")
@staff(Permission.RUN_CYCLES)
def onward(need_id: int) -> ResponseReturnValue:
    need = db.session.get_one(Need, need_id)
    form, cycles = _form(need)
    form.begin(draft_of(need), need.version, secrets.token_hex(16))
    return _page(need, form, cycles)


@bp.post("/<int:need_id>/onward")
@staff(Permission.RUN_CYCLES)
def make_proposal(need_id: int) -> ResponseReturnValue:
    need = db.session.get_one(Need, need_id)
    form, cycles = _form(need)
    by_id = {cycle.id: cycle for cycle in cycles}
    is_valid = form.validate_on_submit()
    chosen = by_id.get(form.cycle.data)
    terms = form.read(draft_of(need), chosen.currency) if is_valid and chosen else None
    if chosen is None or terms is None:
        return _page(need, form, cycles), 422
    try:
        made = in_transaction(
            propose, need_id, chosen.id, terms, version=form.version.data or 0, actor_id=current_user.id, now=utcnow(),
            token=form.form_token.data,
        )  # fmt: skip
    except EngageError as error:
        need = db.session.get_one(Need, need_id, populate_existing=True)
        form.version.data = need.version
        return _page(need, form, cycles_for(current_user, need, utcnow()), problem=str(error)), error.status
    flash(_("Proposal %(number)s was made. The need's page leads to it once the budget is published.",
            number=made.number), "success")  # fmt: skip
    return redirect(url_for(".onward", need_id=need_id), 303)


@bp.post("/<int:need_id>/onward/undo")
@staff(Permission.RUN_CYCLES)
def undo_proposal(need_id: int) -> ResponseReturnValue:
    version = request.form.get("version", 0, type=int)
    try:
        in_transaction(take_back, need_id, version=version, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        flash(str(error), "problem")
    else:
        flash(_("The proposal was taken back and deleted. The need goes on."), "success")
    return redirect(url_for(".onward", need_id=need_id), 303)


def _form(need: Need) -> tuple[OnwardForm, Sequence[Cycle]]:
    cycles = cycles_for(current_user, need, utcnow())
    form = OnwardForm()
    form.offer(cycles)
    return form, cycles


def _page(need: Need, form: OnwardForm, cycles: Sequence[Cycle], *, problem: str = "") -> str:
    return render_template(
        "needs/onward.html",
        need=need,
        form=form,
        cycles=cycles,
        onward=onward_of(need, utcnow()),
        is_public=is_public(need),
        problem=problem,
    )
