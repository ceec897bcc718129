"""The public page of a professional, to which the standing card leads."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.ratings.desk_words import PROFESSION_NAMES, period_name
from engage.ratings.kept import today_in
from engage.ratings.queries import shown
from engage.ratings.queries.professionals import by_card
from engage.ratings.queries.scopes import main_area
from engage.ratings.views.public import bp

MOST_PAGE = 500


# In upper case, too: such an address makes a smaller symbol.
@bp.get("/p/<string:card_code>")
@bp.get("/P/<string:card_code>", endpoint="professional_upper")
@public
def professional(card_code: str) -> ResponseReturnValue:
    found = by_card(card_code)
    if found is None:
        return make_response(render_template("ratings/card_unknown.html"), 404)
    now, area = utcnow(), main_area(found)
    today = today_in(area, now) if area else now.date()
    figure = shown.public_figure(found, today=today, now=now)
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGE)
    comments, has_more = shown.comments(found.id, page=page) if figure else ((), False)
    text = render_template(
        "ratings/professional.html",
        professional=found,
        has_left=found.left_on is not None and found.left_on < today,
        figure=figure,
        period=period_name(figure.period) if figure else "",
        comments=comments,
        page=page,
        has_more=has_more,
        professions=PROFESSION_NAMES,
    )
    return _unlisted(make_response(text))


def _unlisted(response: Response) -> Response:
    """Keep names of people out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
