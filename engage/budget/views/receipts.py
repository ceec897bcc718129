"""The public page on which anybody looks a receipt up."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import codes
from engage.accounts.permissions import public
from engage.ballotbox import queries as ballotbox
from engage.ballotbox import receipts
from engage.budget.queries import cycle_of_election
from engage.budget.voter_session import is_kiosk, is_own_receipt, opened_ballot, put_draft_away
from engage.clock import utcnow
from engage.communities import qr
from engage.config import settings
from engage.i18n import _

bp = Blueprint("receipts", __name__, url_prefix="/receipts")


@bp.get("")
@public
def look_up() -> ResponseReturnValue:
    typed = request.args.get("code", "").strip()[:60]
    if typed:
        return redirect(url_for(".receipt", code=normal(typed) or typed), 303)
    return render_template("budget/receipt_lookup.html", typed="", problem="")


@bp.get("/<string:code>")
@public
def receipt(code: str) -> ResponseReturnValue:
    found = ballotbox.find_receipt(normal(code))
    if found is None:
        problem = _("No ballot is recorded under this receipt. Compare it with yours, letter by letter.")
        return make_response(render_template("budget/receipt_lookup.html", typed=code[:60], problem=problem), 404)
    cycle = cycle_of_election(found.statement.election)
    opened, token = opened_ballot(cycle.id, now=utcnow()), request.args.get("form", "")[:40]
    own = is_own_receipt(opened, found.statement.receipt, token)
    if own:
        put_draft_away(token)
    page = render_template(
        "budget/receipt.html",
        cycle=cycle,
        found=found,
        own=own,
        may_change=own and cycle.election.closes_at and utcnow() < cycle.election.closes_at,
        code=codes.grouped(found.statement.receipt),
        qr=qr.svg(f"{settings().public_url}{url_for('.receipt', code=found.statement.receipt)}"),
        signature=receipts.sign(found.statement, settings().signing_key),
        public_key=receipts.public_key(settings().signing_key),
        kiosk=is_kiosk(cycle.id),
    )
    return make_response(page)


def normal(typed: str) -> str:
    try:
        return codes.normalise(typed)
    except ValueError:
        return ""
