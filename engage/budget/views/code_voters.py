"""One voter's code: look it up, make a new one, void it, or issue one at the desk."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import NoResultFound

from engage.accounts.permissions import Permission, staff
from engage.budget import queries as budget
from engage.budget.code_words import codes_of
from engage.budget.models import Cycle
from engage.budget.views.codes import already_issued, bp, check_issuable, new_token, obstacle, order
from engage.budget.views.letters import desk_page, letters_page
from engage.cleaning import clean_line
from engage.clock import utcnow
from engage.errors import Conflict, NotFound
from engage.extensions import db
from engage.i18n import _, _l
from engage.residents import services
from engage.residents.eligibility import Eligibility, Reason, reason_against
from engage.residents.hashing import fresh_secrets
from engage.residents.models import Channel, Resident
from engage.residents.queries import codes as queries
from engage.residents.queries import roll
from engage.residents.queries.codes import Voter
from engage.residents.services import AlreadyIssued, Issued, NotEligible
from engage.residents.words import REASON_NAMES
from engage.transaction import in_transaction, transaction

MOST_FOUND = 50


@bp.get("/voters")
@staff(Permission.ISSUE_AT_DESK)
def voters(cycle_id: int) -> ResponseReturnValue:
    """Find a voter by the number of the flat, or by name or reference."""
    cycle = budget.any_cycle(cycle_id)
    terms = budget.eligibility_of(cycle)
    q = clean_line(request.args.get("q"))[:80]
    select = roll.dwellings_in if terms.voters == "dwellings" else roll.residents_in
    found = list(db.session.scalars(select(cycle.area, q).limit(MOST_FOUND + 1))) if q else []
    return render_template(
        "residents/voters.html",
        of=codes_of(cycle),
        q=q,
        found=found[:MOST_FOUND],
        is_cut=len(found) > MOST_FOUND,
        places=roll.places(entry.area_id for entry in found),
        statuses=queries.statuses(cycle.election_id, terms, [entry.id for entry in found]),
        against={entry.id: reason_against(entry, terms) for entry in found if isinstance(entry, Resident)},
        reasons=REASON_NAMES,
        timezone=budget.timezone_of_cycle(cycle),
    )


@bp.get("/dwellings/<int:dwelling_id>")
@bp.get("/residents/<int:resident_id>")
@staff(Permission.ISSUE_AT_DESK)
def voter(cycle_id: int, dwelling_id: int | None = None, resident_id: int | None = None) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    if _voter_id(budget.eligibility_of(cycle), dwelling_id, resident_id) is None:
        return redirect(url_for(".voters", cycle_id=cycle_id), 303)
    return _voter_page(cycle, dwelling_id, resident_id)


@bp.post("/dwellings/<int:dwelling_id>/letter")
@bp.post("/residents/<int:resident_id>/letter")
@staff(Permission.ISSUE_CODES)
def reissue(cycle_id: int, dwelling_id: int | None = None, resident_id: int | None = None) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    issued = _issue(cycle, dwelling_id, resident_id, Channel.LETTER)
    return letters_page(cycle, issued, two_up=False) if isinstance(issued, Issued) else issued


@bp.post("/dwellings/<int:dwelling_id>/desk")
@bp.post("/residents/<int:resident_id>/desk")
@staff(Permission.ISSUE_AT_DESK)
def issue_at_desk(cycle_id: int, dwelling_id: int | None = None, resident_id: int | None = None) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    if request.form.get("checked") != "yes":
        problem = _("Please check the person's identity, and tick that you did.")
        return _voter_page(cycle, dwelling_id, resident_id, problem=problem, status=422)
    issued = _issue(cycle, dwelling_id, resident_id, Channel.DESK)
    return desk_page(cycle, issued) if isinstance(issued, Issued) else issued


@bp.post("/dwellings/<int:dwelling_id>/void")
@bp.post("/residents/<int:resident_id>/void")
@staff(Permission.ISSUE_CODES)
def void(cycle_id: int, dwelling_id: int | None = None, resident_id: int | None = None) -> ResponseReturnValue:
    with transaction():
        cycle = budget.any_cycle(cycle_id)
        found, _reason = _voter_of(cycle, dwelling_id, resident_id)
        was_valid = services.void_code_of(found, user_id=current_user.id, now=utcnow())
    flash(_("The code was voided.") if was_valid else _("There was no valid code."), "success")
    return redirect(url_for(".voter", cycle_id=cycle_id, **_ids(dwelling_id, resident_id)), 303)


def _ids(dwelling_id: int | None, resident_id: int | None) -> dict[str, Any]:
    given = {"dwelling_id": dwelling_id, "resident_id": resident_id}
    return {name: value for name, value in given.items() if value is not None}


def _voter_of(cycle: Cycle, dwelling_id: int | None, resident_id: int | None) -> tuple[Voter, Reason | None]:
    """Return the voter of the address. A cycle in which persons vote knows no flats, and the reverse."""
    terms = budget.eligibility_of(cycle)
    voter_id = _voter_id(terms, dwelling_id, resident_id)
    try:
        return queries.find_voter(cycle.election_id, cycle.area, terms, voter_id or 0)
    except NoResultFound as error:
        raise NotFound(_l("There is no such voter in this budget.")) from error


def _voter_id(terms: Eligibility, dwelling_id: int | None, resident_id: int | None) -> int | None:
    return dwelling_id if terms.voters == "dwellings" else resident_id


def _issue(cycle: Cycle, dwelling_id: int | None, resident_id: int | None, channel: Channel) -> Issued | Response:
    """Make a code for one voter; or return the page that says why not."""
    terms = budget.eligibility_of(cycle)
    found, _reason = _voter_of(cycle, dwelling_id, resident_id)
    try:
        check_issuable(cycle)
        wanted = order(cycle, cycle.area, channel)
        if queries.batch_by_token(wanted.token):
            return already_issued(cycle, wanted.token)
        return in_transaction(services.reissue, wanted, terms, found.id, fresh_secrets(1)[0])
    except AlreadyIssued:
        return already_issued(cycle, wanted.token)
    except (Conflict, NotEligible) as error:
        return _voter_page(cycle, dwelling_id, resident_id, problem=str(error), status=error.status)


def _voter_page(
    cycle: Cycle, dwelling_id: int | None, resident_id: int | None, *, problem: str = "", status: int = 200
) -> Response:
    found, reason = _voter_of(cycle, dwelling_id, resident_id)
    page = render_template(
        "residents/voter.html",
        of=codes_of(cycle),
        voter=found,
        reason=REASON_NAMES[reason] if reason else "",
        ids=_ids(dwelling_id, resident_id),
        place=roll.places([found.area_id])[found.area_id],
        status=queries.statuses(cycle.election_id, budget.eligibility_of(cycle), [found.id])[found.id],
        obstacle=obstacle(cycle),
        problem=problem,
        token=new_token(),
        timezone=budget.timezone_of_cycle(cycle),
    )
    return make_response(page, status)
