"""GET /api/v1/demands: the feed of the staff platform."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from engage.accounts import permissions
from engage.api.auth import api_key
from engage.api.contract.operation import Answer, Operation, Parameter, describes, read_query
from engage.api.contract.schemas import one_of, text
from engage.api.queries import demands as queries
from engage.api.queries.demands import Filters
from engage.api.scopes import Scope
from engage.api.views.answers import with_etag
from engage.api.views.blueprints import v1_bp
from engage.api.views.demand_json import demand_json
from engage.api.views.paging import CURSOR, DEFAULT_LIMIT, LIMIT, UPDATED_SINCE
from engage.api.views.places import AREA
from engage.clock import utcnow
from engage.i18n import _l
from engage.needs.categories import CATEGORIES
from engage.needs.states import State

LONGEST_USER_NAME = 80


def _category(code: str) -> Any:
    if code not in CATEGORIES:
        raise ValueError("no category")
    return CATEGORIES[code]


def _user_name(text: str) -> str:
    if len(text) > LONGEST_USER_NAME:
        raise ValueError("nobody is called that")
    return text.strip()


DEMANDS = Operation(
    summary=_l("Needs that the office has published, in the order of their changes"),
    words=_l(
        "To stay in step: ask again with cursor set to next while has_more is true, keep the last next, and go on "
        "from it later. A need that the public may no longer see comes with is_removed: remove it."
    ),
    query=(
        AREA,
        Parameter(
            "category",
            one_of(_l("a category's code; GET /open311/v2/services.json lists them."), CATEGORIES),
            _category,
        ),
        Parameter("state", one_of(_l("one of %(names)s.", names=", ".join(State)), State), State),
        Parameter(
            "professional",
            text(_l("user name of the professional who took it up."), least=1, most=LONGEST_USER_NAME),
            _user_name,
        ),
        UPDATED_SINCE,
        CURSOR,
        LIMIT,
    ),
    answers={200: Answer(_l("Some of the needs, the oldest change first."), "DemandFeed")},
    has_etag=True,
)


@v1_bp.get("/demands")
@permissions.key(Scope.DEMANDS_READ)
@describes(DEMANDS)
def demands() -> ResponseReturnValue:
    asked = read_query(DEMANDS, request.args)
    filters = Filters(
        area=asked["area"] or api_key().area,
        category=asked["category"],
        state=asked["state"],
        professional=asked["professional"] or "",
        updated_since=asked["updated_since"],
    )
    page = queries.feed(filters, asked["cursor"], limit=asked["limit"] or DEFAULT_LIMIT, now=utcnow())
    body = {
        "demands": [demand_json(need) for need in page.needs],
        "next": page.next.text() if page.next else None,
        "has_more": page.has_more,
    }
    return with_etag(body)
