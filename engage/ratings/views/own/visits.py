"""My visits and my card."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import Permission, staff
from engage.communities import qr
from engage.config import settings
from engage.ratings.addresses import card_url
from engage.ratings.desk_words import PROFESSION_NAMES, VISIT_STATE_NAMES, visit_category_name
from engage.ratings.models import VisitState
from engage.ratings.paper import paper_words
from engage.ratings.queries import own
from engage.ratings.views.own.blueprint import bp, me, nobody


@bp.get("/mine")
@staff(Permission.OWN_RATINGS)
def visits() -> ResponseReturnValue:
    professional = me()
    if professional is None:
        return nobody()
    state = request.args.get("state", "")
    state = state if state in set(VisitState) else ""
    page = own.visits(professional.id, state=state or None, page=request.args.get("page", 1, type=int))
    return render_template(
        "ratings/own_visits.html",
        page=page,
        state=state,
        states=VISIT_STATE_NAMES,
        category_of=visit_category_name,
        owed=own.answers_owed(professional.id),
    )


@bp.get("/card")
@staff(Permission.OWN_RATINGS)
def card() -> ResponseReturnValue:
    professional = me()
    if professional is None:
        return nobody()
    return render_template(
        "ratings/own_card.html",
        professional=professional,
        symbol=qr.svg(card_url(professional.card_code), label=professional.name),
        host=settings().public_host,
        words=paper_words(),
        professions=PROFESSION_NAMES,
    )
