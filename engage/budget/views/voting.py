"""Enter a code, choose, review, cast. Each step works without JavaScript and survives the back button."""

import secrets
import time
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from engage.accounts import audit
from engage.accounts.permissions import Permission, public, staff, voter
from engage.ballotbox import queries as ballotbox
from engage.ballotbox.services import BallotForm, NotFrozen, VotedElsewhere
from engage.budget import voter_session, voting
from engage.budget.ballot_page import ballot_state, kept_timezone, left_html, render_ballot
from engage.budget.cards import cards
from engage.budget.models import Cycle
from engage.budget.queries import cycle_or_404, timezone_of_cycle
from engage.clock import utcnow
from engage.errors import Closed, EngageError, StoreBusy, TooMany
from engage.i18n import _, language
from engage.pieces import page
from engage.residents.services import WrongCode
from engage.residents.use import CodeNoLongerValid
from engage.transaction import in_bare_transaction, in_transaction, transaction

bp = Blueprint("voting", __name__, url_prefix="/cycles/<int:cycle_id>/vote")


@dataclass(frozen=True)
class NotRecorded:
    """Why a ballot was not recorded: what the page says, and what it offers next."""

    kind: str
    sentence: str
    status: int


@bp.get("/enter")
@public
def enter(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_or_404(cycle_id)
    if voter_session.is_kiosk(cycle_id):
        voter_session.close_session()  # Whoever stood here before is gone.
    return _code_page(cycle)


def _code_page(cycle: Cycle, *, typed: str = "", problem: str = "", status: int = 200) -> Response:
    closed = ""
    try:
        voting.check_phase(cycle.phase(utcnow()))
    except Closed as error:
        closed = str(error)
    text = render_template(
        "budget/vote_enter.html",
        cycle=cycle,
        closed=closed,
        typed=typed,
        problem=problem,
        timezone=timezone_of_cycle(cycle),
        kiosk=voter_session.is_kiosk(cycle.id),
    )
    return make_response(text, status)


@bp.post("/enter")
@public
def open_ballot(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_or_404(cycle_id)
    typed = request.form.get("code", "")[:100]
    try:
        opened = voting.open_ballot(cycle, typed, now=utcnow())
    except WrongCode as error:
        return _code_page(cycle, typed=typed, problem=str(error), status=422)
    except TooMany as error:
        response = _code_page(cycle, typed=typed, problem=str(error), status=429)
        response.headers["Retry-After"] = str(error.details.get("retry_after", 3600))
        return response
    except voting.NotEligible as error:
        return _not_recorded(cycle, NotRecorded("not eligible", str(error), 403))
    except Closed as error:
        return _not_recorded(cycle, NotRecorded("closed", str(error), 409))
    voter_session.open_session(opened, now=utcnow())
    return redirect(url_for(".ballot", cycle_id=cycle_id), 303)


@bp.get("")
@voter
def ballot(cycle_id: int) -> ResponseReturnValue:
    opened = voter_session.opened_ballot(cycle_id, now=utcnow())
    if opened is None:
        return redirect(url_for(".enter", cycle_id=cycle_id), 303)
    draft = voter_session.draft_of(cycle_id)
    return _ballot_page(cycle_id, opened, draft.choices if draft else [])


def _ballot_page(
    cycle_id: int, opened: voting.OpenedBallot, chosen: list[str], *, problem: str = "", status: int = 200
) -> Response:
    state = ballot_state(cycle_id, opened, now=utcnow())
    try:
        voting.check_phase(state.phase)
    except Closed as error:
        return _not_recorded(cycle_or_404(cycle_id), NotRecorded("closed", str(error), 409))
    return page(render_ballot(state, opened, chosen, problem=problem), status)


def _version(opened: voting.OpenedBallot) -> str:
    key = voter_session.key_of(opened.election_id)
    return ballotbox.recorded_version(opened.election_id, opened.slot_id, key)


@bp.post("")
@voter
def count(cycle_id: int) -> ResponseReturnValue:
    """Show the ballot again with its ticks counted: what htmx does by itself, for browsers without JavaScript."""
    cycle, opened = cycle_or_404(cycle_id), voter_session.opened_ballot(cycle_id, now=utcnow())
    if opened is None:
        return _ask_for_code(cycle)
    return _ballot_page(cycle_id, opened, _ticked())


@bp.post("/left")
@voter
def left(cycle_id: int) -> ResponseReturnValue:
    most = cycle_or_404(cycle_id).max_choices
    return make_response(left_html(len(_ticked()), most, language()))


def _ticked() -> list[str]:
    return request.form.getlist("choice")[:200]


@bp.post("/review")
@voter
def choose(cycle_id: int) -> ResponseReturnValue:
    cycle, opened = cycle_or_404(cycle_id), voter_session.opened_ballot(cycle_id, now=utcnow())
    chosen = [] if "blank" in request.form else _ticked()
    voter_session.keep_draft(cycle_id, chosen)
    if opened is None:
        return _ask_for_code(cycle)
    if not chosen and "blank" not in request.form:
        problem = _("You have not ticked anything. Tick what you want, or choose “Leave it blank” below.")
        return _ballot_page(cycle_id, opened, chosen, problem=problem, status=422)
    try:
        voting.marks_of(voting.draft_rules(cycle), chosen)
    except voting.NotAllowedChoice as error:
        return _ballot_page(cycle_id, opened, chosen, problem=str(error), status=422)
    return redirect(url_for(".review", cycle_id=cycle_id), 303)


@bp.get("/review")
@voter
def review(cycle_id: int) -> ResponseReturnValue:
    cycle, opened = cycle_or_404(cycle_id), voter_session.opened_ballot(cycle_id, now=utcnow())
    draft = voter_session.draft_of(cycle_id)
    if opened is None or draft is None:
        return redirect(url_for(".ballot", cycle_id=cycle_id), 303)
    by_option = {card.option: card for card in cards(cycle, language())}
    return make_response(
        render_template(
            "budget/vote_review.html",
            cycle=cycle,
            cards=[by_option[option] for option in draft.choices if option in by_option],
            token=draft.token,
            seen=_version(opened),
            kiosk=voter_session.is_kiosk(cycle_id),
        )
    )


@bp.post("/cast")
@voter
def cast(cycle_id: int) -> ResponseReturnValue:
    opened, chosen = voter_session.opened_ballot(cycle_id, now=utcnow()), _ticked()
    if opened is None:
        voter_session.keep_draft(cycle_id, chosen)
        return _ask_for_code(cycle_or_404(cycle_id))
    # Ticks come in the order drawn for this voter. An approval has none, and the box must not keep whose it is.
    chosen = sorted(chosen)
    form = BallotForm(opened.slot_id, chosen, request.form.get("token", "")[:40], request.form.get("seen", "")[:40])
    key = voter_session.key_of(opened.election_id)
    try:
        zone = kept_timezone(cycle_id, minute=int(time.monotonic() // 60))
        record = partial(voting.cast, cycle_id, opened, form, key, now=utcnow(), zone=zone)
        try:
            recorded = in_bare_transaction(lambda connection: record(bare=connection))
        except NotFrozen:
            recorded = in_transaction(record)
    except EngageError as error:
        return _refused(cycle_id, error, form, opened)
    # The page it leads to knows by the token that the receipt is the reader's, and puts the draft away.
    return redirect(url_for("receipts.receipt", code=recorded.receipt, form=form.token), 303)


def _refused(cycle_id: int, error: EngageError, form: BallotForm, opened: voting.OpenedBallot) -> ResponseReturnValue:
    """Say that nothing was recorded and why. The page reads the store only where the store can be read."""
    kinds: list[tuple[type[EngageError], str]] = [
        (StoreBusy, "busy"),
        (Closed, "closed"),
        (VotedElsewhere, "elsewhere"),
        (voting.NotAllowedChoice, "invalid"),
        (CodeNoLongerValid, "code"),
        (voting.NotEligible, "not eligible"),
    ]
    kind = next((name for wanted, name in kinds if isinstance(error, wanted)), "other")
    reason = NotRecorded(kind, str(error), error.status)
    if kind == "busy":
        return _not_recorded(None, reason, cycle_id=cycle_id, form=form)
    seen = _version(opened) if kind == "elsewhere" else form.seen
    again = BallotForm(form.slot_id, form.choices, secrets.token_urlsafe(16), seen)
    return _not_recorded(cycle_or_404(cycle_id), reason, form=again)


def _ask_for_code(cycle: Cycle) -> Response:
    sentence = _("Your ballot had been closed, because too much time passed or cookies were cleared.")
    return _not_recorded(cycle, NotRecorded("session", sentence, 403))


def _not_recorded(
    cycle: Cycle | None, reason: NotRecorded, *, cycle_id: int | None = None, form: BallotForm | None = None
) -> Response:
    text = render_template(
        "budget/vote_not_recorded.html",
        cycle=cycle,
        cycle_id=cycle.id if cycle else cycle_id,
        reason=reason,
        form=form,
        timezone=timezone_of_cycle(cycle) if cycle else "",
        kiosk=session.get("kiosk") is not None,
    )
    response = make_response(text, reason.status)
    if reason.status == 503:
        response.headers["Retry-After"] = "5"
    return response


@bp.post("/finish")
@public
def finish(cycle_id: int) -> ResponseReturnValue:
    """Forget the voter in this browser: the end of a turn on a shared tablet, or by wish."""
    voter_session.close_session()
    if voter_session.is_kiosk(cycle_id):
        return redirect(url_for(".enter", cycle_id=cycle_id), 303)
    flash(_("Your ballot is closed on this phone."), "success")
    return redirect(url_for("budget.cycle", cycle_id=cycle_id), 303)


staff_bp = Blueprint("kiosk", __name__, url_prefix="/staff/cycles/<int:cycle_id>/kiosk")


@staff_bp.get("")
@staff(Permission.ISSUE_AT_DESK)
def about(cycle_id: int) -> ResponseReturnValue:
    return render_template("budget/kiosk.html", cycle=cycle_or_404(cycle_id))


@staff_bp.post("")
@staff(Permission.ISSUE_AT_DESK)
def start(cycle_id: int) -> ResponseReturnValue:
    """Turn this device into a voting tablet: the member of staff is signed out of it first."""
    area_id, user_id, subject = cycle_or_404(cycle_id).area_id, current_user.id, f"cycle {cycle_id}"
    with transaction():
        audit.record(user_id=user_id, area_id=area_id, action="start kiosk", subject=subject, now=utcnow())
    logout_user()
    session.clear()
    session["kiosk"] = cycle_id
    return redirect(url_for("voting.enter", cycle_id=cycle_id), 303)
