"""Appeals: the rated one asks for a second look at a released rating, with reasons and photos."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from engage.accounts.permissions import Permission, staff
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.errors import Conflict, Invalid
from engage.i18n import _
from engage.pictures.reencode import MAX_BYTES, PictureRefused, Reencoded, reencode
from engage.pictures.services import store_picture
from engage.ratings.desk_words import LEVEL_NAMES
from engage.ratings.models import Rating, RatingAppeal
from engage.ratings.queries import own
from engage.ratings.queries.feedback import by_handle
from engage.ratings.services.review import appeal as make_appeal
from engage.ratings.typed import MOST_KEPT
from engage.ratings.views.own.blueprint import bp, me, myself, nobody
from engage.transaction import in_transaction

PHOTOS = ("photo1", "photo2", "photo3")
FORM_BYTES = 32 * 1024 * 1024


# Runs before anything reads the form.
@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: object) -> None:
    if endpoint == "own_ratings.send_appeal":
        request.max_content_length = FORM_BYTES


@bp.get("/mine/appeals")
@staff(Permission.OWN_RATINGS)
def appeals() -> ResponseReturnValue:
    professional = me()
    if professional is None:
        return nobody()
    return render_template("ratings/own_appeals.html", appeals=own.appeals(professional.id), levels=LEVEL_NAMES)


@bp.get("/mine/feedback/<string:rating_handle>/appeal")
@staff(Permission.OWN_RATINGS)
def appeal(rating_handle: str) -> ResponseReturnValue:
    rating = by_handle(myself().id, rating_handle)
    if rating.id in own.appeals_against([rating]):
        return redirect(url_for(".appeals"), 302)
    return _page(rating)


@bp.post("/mine/feedback/<string:rating_handle>/appeal")
@staff(Permission.OWN_RATINGS)
def send_appeal(rating_handle: str) -> ResponseReturnValue:
    rating = by_handle(myself().id, rating_handle)
    text = clean_text(request.form.get("text", "")[:MOST_KEPT])
    try:
        photos = [
            reencode(file.stream.read(MAX_BYTES + 1)) for file in _sent(request.files.get(name) for name in PHOTOS)
        ]
        in_transaction(_appeal, rating.id, text, photos, actor_id=current_user.id, now=utcnow())
    except PictureRefused as error:
        return _page(rating, text, {"photo1": str(error)}, status=422)
    except Invalid as error:
        return _page(rating, text, {"text": str(error)}, status=422)
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for(".appeals"), 303)
    flash(_("Your appeal is with the office. The rating counts until it is decided."), "success")
    return redirect(url_for(".appeals"), 303)


def _appeal(rating_id: int, text: str, photos: Iterable[Reencoded], *, actor_id: int, now: datetime) -> RatingAppeal:
    evidence = list(dict.fromkeys(store_picture(photo) for photo in photos))
    return make_appeal(rating_id, text, evidence=evidence, actor_id=actor_id, now=now)


def _sent(files: Iterable[FileStorage | None]) -> list[FileStorage]:
    return [file for file in files if file is not None and file.filename]


def _page(rating: Rating, text: str = "", errors: Mapping[str, str] | None = None, status: int = 200) -> Response:
    page = render_template(
        "ratings/own_appeal.html",
        rating=rating,
        text=text,
        errors=errors or {},
        levels=LEVEL_NAMES,
        photos=PHOTOS,
    )
    return make_response(page, status)
