"""Open311 GeoReport v2 over the demand list. Reading is for everybody; handing in needs a key."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from engage.accounts import permissions
from engage.accounts.permissions import public
from engage.api import parameters
from engage.api.auth import api_key
from engage.api.errors import BadParameter
from engage.api.open311 import mapping
from engage.api.open311.documents import CONTENT_TYPES, Form, write
from engage.api.open311.posted import read_posted
from engage.api.queries import requests as queries
from engage.api.queries.requests import Search
from engage.api.scopes import Scope
from engage.api.services import requests as services
from engage.api.views.blueprints import open311_bp as bp
from engage.api.views.open311_json import discovery_json, requests_json
from engage.clock import utcnow
from engage.config import secret, settings
from engage.errors import NotFound
from engage.i18n import _, _l
from engage.needs.categories import CATEGORIES
from engage.needs.queries.tracking import code_of, need_by_code
from engage.needs.states import State
from engage.transaction import in_transaction

WINDOW = timedelta(days=90)
MOST_AT_ONCE = 1000
FARTHEST = 10_000
LONGEST_SENDING = 200


@bp.get("/discovery.<any(xml, json):form>")
@public
def discovery(form: str) -> ResponseReturnValue:
    return _answer(form, "discovery", discovery_json())


@bp.get("/services.<any(xml, json):form>")
@public
def services_(form: str) -> ResponseReturnValue:
    return _answer(form, "services", mapping.services())


@bp.get("/services/<string:service_code>.<any(xml, json):form>")
@public
def service(service_code: str, form: str) -> ResponseReturnValue:
    if service_code not in CATEGORIES:
        raise NotFound(_l("service_code was not found: GET services lists all."))
    return _answer(form, "service_definition", mapping.definition(CATEGORIES[service_code]))


@bp.get("/requests.<any(xml, json):form>")
@public
def requests(form: str) -> ResponseReturnValue:
    ids = _listed("service_request_id")
    needs = queries.by_ids(_numbers(ids)) if ids else queries.search(_search())
    return _answer(form, "service_requests", requests_json(needs))


@bp.get("/requests/<string:service_request_id>.<any(xml, json):form>")
@public
def request_(service_request_id: str, form: str) -> ResponseReturnValue:
    needs = queries.by_ids(_numbers([service_request_id]))
    if not needs:
        raise NotFound(_l("service_request_id was not found."))
    return _answer(form, "service_requests", requests_json(needs))


@bp.get("/tokens/<string:token>.<any(xml, json):form>")
@public
def token(token: str, form: str) -> ResponseReturnValue:
    """Return the number of a request by its token, which is the tracking code of the need."""
    code = code_of(token)
    need = need_by_code(code) if code else None
    if need is None:
        raise NotFound(_l("The token was not found."))
    return _answer(form, "service_requests", [{"service_request_id": str(need.id), "token": code}])


@bp.post("/requests.<any(xml, json):form>")
@permissions.key(Scope.REQUESTS_WRITE)
def create_request(form: str) -> ResponseReturnValue:
    """Record the need. media_url is never fetched: a program could make the server ask addresses inside its network."""
    posted = read_posted(request.form, request.form)
    arguments: dict[str, Any] = {"sending": _sending(), "secret": secret(), "now": utcnow()}
    try:
        submitted = in_transaction(services.hand_in, posted, api_key(), **arguments)
    except IntegrityError:  # The same sending came twice at once: by now the other has been recorded.
        submitted = in_transaction(services.hand_in, posted, api_key(), **arguments)
    address = f"{settings().public_url}/t/{submitted.tracking_code}"
    answer = {
        "service_request_id": str(submitted.need.id),
        "service_notice": _("It is read before it is shown in public. Follow it here: %(address)s", address=address),
        "account_id": None,
    }
    return _answer(form, "service_requests", [answer])


def _answer(form: str, name: str, content: Any) -> Response:
    response = Response(write(Form(form), name, content), content_type=CONTENT_TYPES[Form(form)])
    response.headers["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    response.vary.add("Accept-Language")
    if request.method != "POST":
        response.headers["Access-Control-Allow-Origin"] = "*"  # Public, and no cookie makes a difference.
    return response


def _sending() -> str:
    sending = request.headers.get("Idempotency-Key") or request.form.get("token") or ""
    if len(sending) > LONGEST_SENDING:
        raise BadParameter(_l("The Idempotency-Key is too long."), fields=["Idempotency-Key"])
    return sending


def _listed(name: str) -> list[str]:
    """Return the values of a parameter that may be given several times, and several at a time between commas."""
    given = [part.strip() for value in request.args.getlist(name) for part in value.split(",")]
    return [part for part in given if part][:MOST_AT_ONCE]


def _numbers(ids: list[str]) -> list[int]:
    """Return the numbers among the ids; nothing else names a need."""
    return [int(text) for text in ids if text.isascii() and text.isdecimal() and len(text) < 10]


def _search() -> Search:
    read, args = parameters.read, request.args
    size = read(
        args, "page_size", parameters.whole_number(1, MOST_AT_ONCE), _l("a number from 1 to %(most)s.", most=1000)
    )
    page = read(args, "page", parameters.whole_number(1, FARTHEST), _l("a number from 1."))
    limit, offset = size or MOST_AT_ONCE, ((page or 1) - 1) * (size or MOST_AT_ONCE)
    if offset > FARTHEST:
        raise BadParameter(_l("page is too far: narrow the dates instead."), fields=["page"])
    since, until = _window(utcnow())
    return Search(since, until, _codes(), _states(), offset, limit)


def _codes() -> list[str]:
    codes = _listed("service_code")
    if not set(codes) <= set(CATEGORIES):
        raise BadParameter(_l("service_code was not found: GET services lists all."), fields=["service_code"])
    return codes


def _states() -> list[State]:
    wanted = _listed("status")
    if not set(wanted) <= {"open", "closed"}:
        raise parameters.refused("status", _l("open or closed."))
    return [state for status in set(wanted) for state in mapping.states_of(status)]


def _window(now: datetime) -> tuple[datetime, datetime]:
    """Return the times between which requests came in: 90 days at most, and the last 90 where nothing is said."""
    timezone = settings().timezone
    expected = _l("a time with its zone, such as 2026-06-01T09:00:00+08:00.")
    since, until = (
        parameters.read(request.args, name, parameters.instant_or_day(timezone, is_end=name == "end_date"), expected)
        for name in ("start_date", "end_date")
    )
    if since is None and until is None:
        return now - WINDOW, now
    since, until = since or (until or now) - WINDOW, until or (since or now) + WINDOW
    if since > until:
        raise BadParameter(_l("start_date is later than end_date."), fields=["start_date"])
    if until - since > WINDOW + timedelta(days=1):
        raise BadParameter(_l("start_date and end_date may lie at most 90 days apart."), fields=["start_date"])
    return since, until
