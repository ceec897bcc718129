"""The page of whoever asked: its address is all that it takes, and is told to nobody else."""

import json

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.clock import utcnow
from engage.codes import grouped
from engage.communities import qr
from engage.config import settings
from engage.errors import NotFound, TooMany
from engage.i18n import _, _l
from engage.needs.models import Need
from engage.needs.queries import public_page, voices
from engage.needs.queries import tracking as queries
from engage.needs.queries.onward import onward_of
from engage.needs.queries.shown import is_public
from engage.needs.services.verdict import judge_as_asker
from engage.needs.services.withdraw import withdraw as take_back
from engage.needs.views import limits
from engage.needs.views.blueprint import bp
from engage.needs.views.need import said, solved_or_not
from engage.needs.words import AFFECTED_NAMES
from engage.security import private
from engage.transaction import in_transaction

HOUR_SECONDS = 3600


@bp.get("/t")
@public
def find() -> ResponseReturnValue:
    return render_template("needs/find.html", code="", problem="")


@bp.post("/t")
@public
def look_up() -> ResponseReturnValue:
    typed = request.form.get("code", "").strip()[:40]
    code = queries.code_of(typed)
    if code is None:
        problem = _("A tracking code has twelve letters and digits. Please compare it with what you wrote down.")
        return make_response(render_template("needs/find.html", code=typed, problem=problem), 422)
    return redirect(url_for(".tracking", code=code), 303)


# In upper case, too: such an address makes a smaller symbol.
@bp.get("/t/<string:code>")
@bp.get("/T/<string:code>", endpoint="tracking_upper")
@public
def tracking(code: str) -> ResponseReturnValue:
    need = _need(code)
    if need is None:
        return private(make_response(render_template("needs/track_unknown.html"), 404))
    goes_on_as = voices.surviving(need)
    now = utcnow()
    takes_verdicts = voices.takes_verdicts(goes_on_as, now)
    has_spoken = takes_verdicts and voices.has_spoken(goes_on_as, voices.code_voice(need))
    address = short_url(code)
    page = render_template(
        "needs/tracking.html",
        shown=public_page.shown(need),
        need=need,
        code=grouped(queries.code_of(code) or ""),
        address=address,
        symbol=qr.svg(address, label=_("QR code of this page")),
        is_new="new" in request.args,
        is_public=is_public(need),
        has_contact=queries.has_contact(need),
        affected_names=AFFECTED_NAMES,
        onward=onward_of(goes_on_as, now),
        is_asked=takes_verdicts and not has_spoken,
        has_spoken=has_spoken,
    )
    return private(make_response(page))


@bp.post("/t/<string:code>/verdict")
@public
def judge_own(code: str) -> ResponseReturnValue:
    need, is_solved = _own(code), solved_or_not()
    judged = in_transaction(judge_as_asker, need.id, is_solved=is_solved, now=utcnow())
    flash(said(judged, is_solved=is_solved), "success")
    return private(make_response(redirect(url_for(".tracking", code=code), 303)))


@bp.get("/t/<string:code>/withdraw")
@public
def withdrawing(code: str) -> ResponseReturnValue:
    need = _own(code)
    if need.withdrawn_at:
        return private(make_response(redirect(url_for(".tracking", code=code), 302)))
    page = render_template(
        "needs/withdraw.html", need=need, code=code, has_contact=queries.has_contact(need), is_public=is_public(need)
    )
    return private(make_response(page))


@bp.post("/t/<string:code>/withdraw")
@public
def withdraw(code: str) -> ResponseReturnValue:
    in_transaction(take_back, _own(code).id, now=utcnow())
    flash(_("Withdrawn. Your text, photos and contact are deleted."), "success")
    return private(make_response(redirect(url_for(".tracking", code=code), 303)))


@bp.get("/t/<string:code>/held")
@public
def held(code: str) -> ResponseReturnValue:
    """Hand out all that is kept of the need, as a file."""
    need = _own(code)
    pictures = f"{settings().public_url}/pictures/{{digest}}.webp"
    body = json.dumps(queries.held(need, pictures), ensure_ascii=False, indent=2)
    response = Response(body, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="need.json"'
    return private(response)


def short_url(code: str) -> str:
    return f"{settings().public_url}/t/{queries.code_of(code)}"


def _own(code: str) -> Need:
    need = _need(code)
    if need is None:
        raise NotFound(_l("No need has this tracking code. Please compare it with what you wrote down."))
    return need


def _need(typed: str) -> Need | None:
    """Return the need of a code. A wrong code is counted; raises `TooMany` after many of them."""
    now = utcnow()
    if limits.is_spent(limits.for_guesses(), now):
        raise TooMany(_l("Too many wrong codes came from here. Please wait an hour."), retry_after=HOUR_SECONDS)
    code = queries.code_of(typed)
    need = queries.need_by_code(code) if code else None
    if need is None:
        limits.is_over(limits.for_guesses(), now)
    return need
