"""GET /api/v1/demands: the feed of the staff platform."""

import json
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from engage.accounts import permissions
from engage.api import parameters
from engage.api.auth import api_key
from engage.api.queries import demands as queries
from engage.api.queries.demands import FeedPage, Filters, mark_from
from engage.api.scopes import Scope
from engage.api.views.blueprints import v1_bp
from engage.api.views.demand_json import demand_json
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.queries.areas import area_by_code
from engage.i18n import _l
from engage.needs.categories import CATEGORIES
from engage.needs.states import State

KNOWN = ("area", "category", "state", "professional", "updated_since", "cursor", "limit")
DEFAULT_LIMIT = 50
MOST_AT_ONCE = 200


@v1_bp.get("/demands")
@permissions.key(Scope.DEMANDS_READ)
def demands() -> ResponseReturnValue:
    parameters.refuse_unknown(request.args, KNOWN)
    limit = parameters.read(
        request.args, "limit", parameters.whole_number(1, MOST_AT_ONCE), _l("a number from 1 to %(most)s.", most=200)
    )
    after = parameters.read(request.args, "cursor", mark_from, _l("the next of an earlier answer."))
    page = queries.feed(_filters(), after, limit=limit or DEFAULT_LIMIT, now=utcnow())
    return _with_etag(_body(page))


def _filters() -> Filters:
    read, args = parameters.read, request.args
    return Filters(
        area=read(args, "area", _area, _l("the code of the key's area or of one below it.")) or api_key().area,
        category=read(args, "category", _category, _l("a category's code; GET /open311/v2/services.json lists them.")),
        state=read(args, "state", State, _l("one of %(names)s.", names=", ".join(State))),
        professional=args.get("professional", "").strip()[:80],
        updated_since=read(
            args, "updated_since", parameters.instant, _l("a time with its zone, such as 2026-06-01T09:00:00+08:00.")
        ),
    )


def _area(code: str) -> Area:
    """Return the area of a code. One that is not the key's is refused like one that does not exist."""
    found = area_by_code(code)
    if found is None or not api_key().area.contains(found):
        raise ValueError("not among the key's")
    return found


def _category(code: str) -> Any:
    try:
        return CATEGORIES[code]
    except KeyError as error:
        raise ValueError("no category") from error


def _body(page: FeedPage) -> bytes:
    body = {
        "demands": [demand_json(need) for need in page.needs],
        "next": page.next.text() if page.next else None,
        "has_more": page.has_more,
    }
    return json.dumps(body, ensure_ascii=False).encode() + b"\n"


def _with_etag(body: bytes) -> Response:
    response = Response(body, content_type="application/json")
    response.set_etag(sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
