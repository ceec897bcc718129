"""Answers owed: comments that others may read, and what the professional says to them."""

from collections.abc import Mapping

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.errors import Invalid, NotFound
from engage.extensions import db
from engage.i18n import _, _l
from engage.ratings.desk_words import LEVEL_NAMES
from engage.ratings.models import Rating, RatingAnswer
from engage.ratings.queries import own
from engage.ratings.queries.feedback import answers_to, by_handle
from engage.ratings.services.answer import answer_comment
from engage.ratings.typed import MOST_KEPT
from engage.ratings.views.own.blueprint import bp, me, myself, nobody
from engage.transaction import in_transaction

LANGUAGE_FIELDS = ("text_zh", "text_en")


@bp.get("/mine/answers")
@staff(Permission.OWN_RATINGS)
def answers() -> ResponseReturnValue:
    professional = me()
    if professional is None:
        return nobody()
    which = "given" if request.args.get("which") == "given" else "owed"
    number = request.args.get("page", 1, type=int)
    page = own.comments_with_answers(professional.id, is_owed=which == "owed", page=number)
    return render_template(
        "ratings/own_answers.html", page=page, which=which, answers=answers_to(page.items), levels=LEVEL_NAMES
    )


@bp.get("/mine/feedback/<string:rating_handle>/answer")
@staff(Permission.OWN_RATINGS)
def answer(rating_handle: str) -> ResponseReturnValue:
    rating = _commented(rating_handle)
    kept = db.session.get(RatingAnswer, rating.id)
    return _page(rating, {name: getattr(kept, name) if kept else "" for name in LANGUAGE_FIELDS})


@bp.post("/mine/feedback/<string:rating_handle>/answer")
@staff(Permission.OWN_RATINGS)
def save_answer(rating_handle: str) -> ResponseReturnValue:
    rating = _commented(rating_handle)
    typed = {name: clean_text(request.form.get(name, "")[:MOST_KEPT]) for name in LANGUAGE_FIELDS}
    try:
        in_transaction(answer_comment, rating.id, **typed, actor_id=current_user.id, now=utcnow())
    except Invalid as error:
        wrong = {str(name): str(error) for name in error.details.get("fields", ())}
        return _page(rating, typed, wrong, status=422)
    flash(_("Your answer is saved. It stands below the comment on your public page."), "success")
    return redirect(url_for(".answers"), 303)


def _commented(handle: str) -> Rating:
    rating = by_handle(myself().id, handle)
    if rating.comment_state != "shown":
        raise NotFound(_l("There is no such comment to be answered."))
    return rating


def _page(
    rating: Rating, typed: Mapping[str, str], errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    page = render_template(
        "ratings/own_answer.html", rating=rating, typed=typed, errors=errors or {}, levels=LEVEL_NAMES
    )
    return make_response(page, status)
