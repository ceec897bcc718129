"""The blueprint of the pages that professionals have about themselves."""

from flask import Blueprint, Response, make_response, render_template
from flask_login import current_user

from engage.errors import NotFound
from engage.i18n import _l
from engage.ratings.models import Professional
from engage.ratings.queries.professionals import of_user

bp = Blueprint("own_ratings", __name__, url_prefix="/staff/ratings")


def me() -> Professional | None:
    """Return the professional who is signed in, None for an account that is nobody's."""
    return of_user(current_user.id)


def myself() -> Professional:
    """Return the same for pages about one thing. Raises `NotFound` where there is nobody to own it."""
    found = me()
    if found is None:
        raise NotFound(_l("There is no such page, or it is not yours."))
    return found


def nobody() -> Response:
    """Say that the account belongs to no professional, and what to do about it."""
    return make_response(render_template("ratings/own_nobody.html"))
