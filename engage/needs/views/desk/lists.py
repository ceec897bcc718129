"""The office's lists: what waits to be read, what is overdue."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities.queries.areas import lines
from engage.needs import desk_words
from engage.needs.queries import desk
from engage.needs.queries.chain import chains
from engage.needs.states import OPEN, State
from engage.needs.views.desk.blueprint import bp
from engage.needs.words import FLAG_REASONS, STATE_NAMES, category_name
from engage.sensitive import findings


@bp.get("/queue")
@staff(Permission.MODERATE_NEEDS)
def queue() -> ResponseReturnValue:
    """List what waits to be read, or what was flagged, due first before the rest."""
    why = "flagged" if request.args.get("why") == "flagged" else "new"
    page = desk.queue(current_user, why=why, page=request.args.get("page", 1, type=int))
    return render_template(
        "needs/desk_queue.html",
        page=page,
        why=why,
        now=utcnow(),
        lines=lines([need.area for need in page.items]),
        flags=desk.open_flags(page.items),
        marked={need.id for need in page.items if findings(need.raw_text or "")},
        flag_reasons=FLAG_REASONS,
        state_names=STATE_NAMES,
        category_name=category_name,
        words=desk_words,
    )


@bp.get("/overdue")
@staff(Permission.SEE_NEEDS)
def overdue() -> ResponseReturnValue:
    """List what stands longer than it should, as a reminder."""
    asked = request.args.get("state", "")
    state = State(asked) if asked in set(OPEN) else None
    now = utcnow()
    page = desk.overdue(current_user, now=now, state=state, page=request.args.get("page", 1, type=int))
    return render_template(
        "needs/desk_overdue.html",
        page=page,
        state=state,
        now=now,
        lines=lines([need.area for need in page.items]),
        chains=chains(page.items),
        states=[state for state in State if state in OPEN],
        state_names=STATE_NAMES,
        category_name=category_name,
        words=desk_words,
    )
