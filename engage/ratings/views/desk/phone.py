"""A worker rates for somebody who is on the telephone or at the desk."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.communities.queries.areas import lines
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.ratings import desk_words
from engage.ratings.models import VisitState
from engage.ratings.queries import visits as queries
from engage.ratings.queries.queues import refuse_own
from engage.ratings.services.by_phone import rate_by_phone
from engage.ratings.services.rate import MOST_COMMENT, Marks
from engage.ratings.typed import MOST_KEPT
from engage.ratings.views.desk.asked import page_number, text
from engage.ratings.views.desk.blueprint import bp
from engage.transaction import in_transaction

PARTS = ("efficiency", "competence", "manner")


@bp.get("/by-phone")
@staff(Permission.RATE_FOR_OTHERS)
def by_phone() -> ResponseReturnValue:
    """Find the visit that somebody calls about."""
    filters = queries.VisitFilters(text=text())
    page = queries.visits(current_user, filters, page_number())
    return render_template(
        "ratings/desk_by_phone.html",
        page=page,
        text=filters.text,
        lines=lines({visit.area for visit in page.items}),
        cancelled=VisitState.CANCELLED,
        words=desk_words,
    )


@bp.get("/visits/<int:visit_id>/rate")
@staff(Permission.RATE_FOR_OTHERS)
def rating_for(visit_id: int) -> ResponseReturnValue:
    return _page(visit_id)


@bp.post("/visits/<int:visit_id>/rate")
@staff(Permission.RATE_FOR_OTHERS)
def rate_for(visit_id: int) -> ResponseReturnValue:
    refuse_own(queries.visit(visit_id).professional, current_user)
    marks = Marks(
        level=request.form.get("level", 0, type=int),
        **{name: request.form.get(name, None, type=int) for name in PARTS},
        comment=clean_text(request.form.get("comment", "")[:MOST_KEPT]),
    )
    seen = request.form.get("seen", -1, type=int)
    try:
        in_transaction(rate_by_phone, visit_id, marks, seen=seen, actor_id=current_user.id, now=utcnow())
    except (Conflict, Invalid) as error:
        return _page(visit_id, error)
    flash(_("The rating is recorded, marked as given by telephone."), "success")
    return redirect(url_for(".visit", visit_id=visit_id), 303)


def _page(visit_id: int, error: Conflict | Invalid | None = None) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    refuse_own(found.professional, current_user)
    return render_template(
        "ratings/desk_rate.html",
        visit=found,
        line=lines([found.area])[found.area_id],
        typed=request.form,
        problem=str(error) if error else "",
        parts={"efficiency": _("Efficiency"), "competence": _("Competence"), "manner": _("Manner")},
        most=MOST_COMMENT,
        cancelled=VisitState.CANCELLED,
        words=desk_words,
    ), (error.status if error else 200)
