"""Giving a figure out: it is kept with all that it can be counted again from."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.ratings.services.figures import publish_figure
from engage.ratings.views.desk.blueprint import bp
from engage.transaction import in_transaction


@bp.post("/professionals/<int:professional_id>/publish")
@staff(Permission.REVIEW_RATINGS)
def publish(professional_id: int) -> ResponseReturnValue:
    period = request.form.get("period", "")[:12]
    try:
        in_transaction(publish_figure, professional_id, period, actor_id=current_user.id, now=utcnow())
    except (Conflict, Invalid) as error:
        flash(str(error), "warn")
    else:
        flash(_("The figure is published. It stays as it is, whatever comes later."), "success")
    return redirect(url_for(".professional", professional_id=professional_id, period=period), 303)
