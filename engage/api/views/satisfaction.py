"""How satisfied residents are: one professional's figure, and the feed of all that changed."""

from flask import request
from flask.typing import ResponseReturnValue

from engage.accounts import permissions
from engage.api.auth import api_key
from engage.api.contract.operation import Answer, Operation, Parameter, describes, read_query
from engage.api.contract.schemas import PERIOD_NAME
from engage.api.queries import satisfaction as queries
from engage.api.queries.professionals import professional_or_404
from engage.api.scopes import Scope
from engage.api.views.answers import with_etag
from engage.api.views.blueprints import v1_bp
from engage.api.views.paging import CURSOR, DEFAULT_LIMIT, LIMIT, UPDATED_SINCE
from engage.api.views.places import AREA
from engage.api.views.rating_json import change_json, figure_json
from engage.clock import utcnow
from engage.i18n import _l
from engage.ratings.periods import parse
from engage.ratings.queries.figures import figure
from engage.ratings.queries.professionals import survivor

PERIOD = Parameter("period", PERIOD_NAME, lambda name: parse(name).name, is_required=True)

SATISFACTION = Operation(
    summary=_l("The satisfaction coefficient of a professional in a period"),
    words=_l(
        "With fewer ratings than minimum_n the status is insufficient, and satisfaction and coefficient are null, "
        "never 0. A number that was merged into another one answers with the figure of that one."
    ),
    query=(PERIOD, AREA),
    answers={200: Answer(_l("The figure as it stands now."), "Satisfaction")},
    has_etag=True,
)
FEED = Operation(
    summary=_l("Figures of a period, in the order of their changes"),
    words=_l(
        "Of all professionals who serve in the key's area. To stay in step: ask again with cursor set to next while "
        "has_more is true, keep the last next, and go on from it later. A figure that changes again comes again."
    ),
    query=(PERIOD, UPDATED_SINCE, CURSOR, LIMIT),
    answers={200: Answer(_l("Some of the figures, the oldest change first."), "SatisfactionFeed")},
    has_etag=True,
)


@v1_bp.get("/professionals/<string:staff_no>/satisfaction")
@permissions.key(Scope.RATINGS_READ)
@describes(SATISFACTION)
def satisfaction(staff_no: str) -> ResponseReturnValue:
    asked = read_query(SATISFACTION, request.args)
    professional = survivor(professional_or_404(staff_no, api_key().area))
    body = figure_json(figure(professional.id, asked["period"], area=asked["area"], now=utcnow()))
    return with_etag(body, of={**body, "as_of": None})


@v1_bp.get("/satisfaction")
@permissions.key(Scope.RATINGS_READ)
@describes(FEED)
def satisfaction_feed() -> ResponseReturnValue:
    asked = read_query(FEED, request.args)
    page = queries.feed(
        asked["period"],
        api_key().area,
        asked["cursor"],
        updated_since=asked["updated_since"],
        limit=asked["limit"] or DEFAULT_LIMIT,
        now=utcnow(),
    )
    body = {
        "satisfaction": [change_json(row) for row in page.figures],
        "next": page.next.text() if page.next else None,
        "has_more": page.has_more,
    }
    return with_etag(body)
