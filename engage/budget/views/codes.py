"""Access codes of a cycle: letters in batches, and what became of them."""

import secrets

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.budget import queries as budget
from engage.budget.code_words import codes_of
from engage.budget.models import Cycle, Phase
from engage.budget.views.letters import letters_page
from engage.clock import utcnow
from engage.communities import queries as communities
from engage.communities.models import Area
from engage.errors import Closed, Conflict, NotFound
from engage.extensions import db
from engage.i18n import _, _l, ngettext
from engage.residents import services
from engage.residents.hashing import fresh_secrets
from engage.residents.models import Channel, CodeBatch
from engage.residents.queries import codes as queries
from engage.residents.queries.roll import ROLL_KINDS, places
from engage.residents.services import AlreadyIssued, Order
from engage.residents.services.issue import MOST_LETTERS
from engage.residents.words import REASON_NAMES
from engage.transaction import in_transaction, transaction

bp = Blueprint("codes", __name__, url_prefix="/staff/cycles/<int:cycle_id>/codes")
PER_PAGE = 30


def check_issuable(cycle: Cycle) -> None:
    """Raise `Closed` unless codes may be made: letters name the dates of a published vote."""
    phase = cycle.phase(utcnow())
    if phase is Phase.DRAFT:
        raise Closed(_l("Publish this budget first: the letters name its title and its dates."))
    if phase in (Phase.COUNTING, Phase.RESULTS):
        raise Closed(_l("Voting has ended. No more codes are made."))


def obstacle(cycle: Cycle) -> str:
    """Return why no codes may be made now, or "" when they may."""
    try:
        check_issuable(cycle)
    except Closed as error:
        return str(error)
    return ""


def order(cycle: Cycle, area: Area, channel: Channel) -> Order:
    """Return what this form orders. Its token was drawn when the form was shown."""
    token = request.form.get("token", "")[:32]
    if len(token) < 16:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return Order(cycle.election_id, area, channel, token, current_user.id, utcnow())


def new_token() -> str:
    return secrets.token_urlsafe(16)


@bp.get("")
@staff(Permission.ISSUE_CODES)
def codes(cycle_id: int) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    page = db.paginate(queries.letter_batches(cycle.election_id), per_page=PER_PAGE)
    return render_template(
        "residents/codes.html",
        of=codes_of(cycle),
        obstacle=obstacle(cycle),
        page=page,
        counts=queries.batch_counts(batch.id for batch in page.items),
        places=places(batch.area_id for batch in page.items),
        desk=queries.desk_counts(cycle.election_id),
        timezone=budget.timezone_of_cycle(cycle),
    )


@bp.get("/letters")
@staff(Permission.ISSUE_CODES)
def letters(cycle_id: int) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    return _order_page(cycle, _area_in(cycle, request.args.get("area", cycle.area_id, type=int)))


@bp.post("/letters")
@staff(Permission.ISSUE_CODES)
def make_letters(cycle_id: int) -> ResponseReturnValue:
    """Make the codes and show their letters at once: the only time that the codes are seen."""
    cycle = budget.any_cycle(cycle_id)
    area = _area_in(cycle, request.form.get("area", 0, type=int))
    terms = budget.eligibility_of(cycle)
    try:
        check_issuable(cycle)
        wanted = order(cycle, area, Channel.LETTER)
        if queries.batch_by_token(wanted.token):
            return already_issued(cycle, wanted.token)
        need = queries.need(cycle.election_id, area, terms)
        fresh = fresh_secrets(min(need.needed, MOST_LETTERS))
        issued = in_transaction(services.issue_letters, wanted, terms, fresh)
    except AlreadyIssued:
        return already_issued(cycle, wanted.token)
    except Conflict as error:
        return _order_page(cycle, area, problem=str(error), status=409)
    return letters_page(cycle, issued, two_up=request.form.get("layout") == "two", need=need)


@bp.get("/batches/<int:batch_id>")
@staff(Permission.ISSUE_CODES)
def batch(cycle_id: int, batch_id: int) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    return _batch_page(cycle, _batch_of(cycle, batch_id))


@bp.post("/batches/<int:batch_id>/void")
@staff(Permission.ISSUE_CODES)
def void_batch(cycle_id: int, batch_id: int) -> ResponseReturnValue:
    cycle = budget.any_cycle(cycle_id)
    _batch_of(cycle, batch_id)
    with transaction():
        found = db.session.get_one(CodeBatch, batch_id)
        area_id = found.area_id
        number = services.void_batch(found, user_id=current_user.id, now=utcnow())
    message = ngettext("%(num)s code was voided.", "%(num)s codes were voided.", number)
    flash(message + " " + _("You can make new letters for this area now."), "success")
    return redirect(url_for(".letters", cycle_id=cycle_id, area=area_id), 303)


def already_issued(cycle: Cycle, token: str) -> Response:
    """Say that this form made its codes before, and lead to voiding them."""
    made = queries.batch_by_token(token)
    if made is None or made.election_id != cycle.election_id:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return make_response(render_template("residents/already_issued.html", of=codes_of(cycle), batch=made), 409)


def _area_in(cycle: Cycle, area_id: int) -> Area:
    """Return an area of the cycle's. The reader may see all of those, being allowed into the cycle."""
    area = db.session.get(Area, area_id) if 0 < area_id < 2**31 else None
    if area is None or not cycle.area.contains(area):
        raise NotFound(_l("There is no such area in this budget."))
    return area


def _batch_of(cycle: Cycle, batch_id: int) -> CodeBatch:
    found = db.session.get(CodeBatch, batch_id)
    if found is None or found.election_id != cycle.election_id or found.channel != Channel.LETTER:
        raise NotFound(_l("There is no such batch in this budget."))
    return found


def _order_page(cycle: Cycle, area: Area, *, problem: str = "", status: int = 200) -> Response:
    terms = budget.eligibility_of(cycle)
    is_small = area.kind in ROLL_KINDS
    below = queries.needs_below(cycle.election_id, area, terms) if is_small else []
    page = render_template(
        "residents/order.html",
        of=codes_of(cycle),
        area=area,
        line=[one for one in communities.ancestors(area) if cycle.area.contains(one)],
        need=queries.need(cycle.election_id, area, terms),
        below=below,
        children=[] if is_small else queries.children_of(area),
        obstacle=obstacle(cycle),
        problem=problem,
        most=MOST_LETTERS,
        reasons=REASON_NAMES,
        token=new_token(),
    )
    return make_response(page, status)


def _batch_page(cycle: Cycle, found: CodeBatch) -> str:
    return render_template(
        "residents/batch.html",
        of=codes_of(cycle),
        batch=found,
        counts=queries.batch_counts([found.id])[found.id],
        place=places([found.area_id])[found.area_id],
        timezone=budget.timezone_of_cycle(cycle),
    )
