"""Access codes of a survey for households: letters in batches, and what became of them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities import qr
from engage.communities.models import Area
from engage.communities.queries.areas import timezone_of
from engage.errors import Conflict, NotFound
from engage.extensions import db
from engage.i18n import _, _l, ngettext
from engage.residents import services as residents
from engage.residents.code_pages import letters_of
from engage.residents.hashing import fresh_secrets
from engage.residents.models import Channel, CodeBatch
from engage.residents.queries import codes as queries
from engage.residents.queries.codes import Need
from engage.residents.queries.roll import ROLL_KINDS, places
from engage.residents.services import AlreadyIssued, Issued
from engage.residents.services.issue import MOST_LETTERS
from engage.surveys.code_words import WORDS, codes_of
from engage.surveys.models import Gate, Survey
from engage.surveys.queries.surveys import any_survey
from engage.surveys.services import codes as services
from engage.surveys.services.codes import HOUSEHOLDS
from engage.surveys.services.tickets import check_handing_out
from engage.surveys.views.handing_out import area_in, form_token, line_in, new_token, obstacle
from engage.surveys.views.letters import letter_words, public_url, typed, unstored
from engage.transaction import in_transaction, transaction

bp = Blueprint("survey_codes", __name__, url_prefix="/staff/surveys/<int:survey_id>/codes")
PER_PAGE = 30


@bp.get("")
@staff(Permission.RUN_SURVEYS)
def codes(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    page = db.paginate(queries.letter_batches(survey.election_id or 0), per_page=PER_PAGE)
    return render_template(
        "residents/codes.html",
        of=codes_of(survey),
        obstacle=obstacle(survey, Gate.CODE),
        page=page,
        counts=queries.batch_counts(batch.id for batch in page.items),
        places=places(batch.area_id for batch in page.items),
        desk=queries.desk_counts(survey.election_id or 0),
        timezone=timezone_of(survey.area),
    )


@bp.get("/letters")
@staff(Permission.RUN_SURVEYS)
def letters(survey_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    return _order_page(survey, area_in(survey, request.args.get("area", survey.area_id, type=int)))


@bp.post("/letters")
@staff(Permission.RUN_SURVEYS)
def make_letters(survey_id: int) -> ResponseReturnValue:
    """Make the codes and show their letters at once: the only time that the codes are seen."""
    survey = any_survey(survey_id)
    area = area_in(survey, request.form.get("area", 0, type=int))
    token = ""
    try:
        check_handing_out(survey, Gate.CODE, now=utcnow())
        token = form_token()
        if queries.batch_by_token(token):
            return already_issued(survey, token)
        need = queries.need(survey.election_id or 0, area, HOUSEHOLDS)
        if not need.needed:
            raise Conflict(WORDS.all_hold if need.holding else WORDS.nobody)
        # Hashed before the transaction, which would otherwise hold the store for seconds.
        fresh = fresh_secrets(min(need.needed, MOST_LETTERS))
        named = {"token": token, "actor_id": current_user.id, "now": utcnow()}
        issued = in_transaction(services.make_letters, survey_id, area, fresh, **named)
    except AlreadyIssued:
        return already_issued(survey, token)
    except Conflict as error:
        return _order_page(survey, area, problem=str(error), status=409)
    return letters_page(any_survey(survey_id), issued, two_up=request.form.get("layout") == "two", need=need)


@bp.get("/batches/<int:batch_id>")
@staff(Permission.RUN_SURVEYS)
def batch(survey_id: int, batch_id: int) -> ResponseReturnValue:
    survey = any_survey(survey_id)
    found = _batch_of(survey, batch_id)
    return render_template(
        "residents/batch.html",
        of=codes_of(survey),
        batch=found,
        counts=queries.batch_counts([found.id])[found.id],
        place=places([found.area_id])[found.area_id],
        timezone=timezone_of(survey.area),
    )


@bp.post("/batches/<int:batch_id>/void")
@staff(Permission.RUN_SURVEYS)
def void_batch(survey_id: int, batch_id: int) -> ResponseReturnValue:
    _batch_of(any_survey(survey_id), batch_id)
    with transaction():
        found = db.session.get_one(CodeBatch, batch_id)
        area_id = found.area_id
        number = residents.void_batch(found, user_id=current_user.id, now=utcnow())
    message = ngettext("%(num)s code was voided.", "%(num)s codes were voided.", number)
    flash(message + " " + _("You can make new letters for this area now."), "success")
    return redirect(url_for(".letters", survey_id=survey_id, area=area_id), 303)


def letters_page(survey: Survey, issued: Issued, *, two_up: bool, need: Need | None = None) -> Response:
    """Answer with the letters of a batch, to be printed now: nobody can show these codes again."""
    of = codes_of(survey)
    url = public_url(of.entrance, **of.ids)
    page = render_template(
        "residents/letters.html",
        of=of,
        batch=issued.batch,
        letters=letters_of(issued),
        words=letter_words(survey, "surveys/_letter_words.html"),
        address=typed(url),
        symbol=qr.svg(url),
        two_up=two_up,
        need=need,
        reasons={},
    )
    return unstored(page)


def already_issued(survey: Survey, token: str) -> Response:
    """Say that this form made its codes before, and lead to voiding them."""
    made = queries.batch_by_token(token)
    if made is None or made.election_id != survey.election_id:
        raise Conflict(_l("This form is incomplete. Please load the page again."))
    return unstored(render_template("residents/already_issued.html", of=codes_of(survey), batch=made), 409)


def _batch_of(survey: Survey, batch_id: int) -> CodeBatch:
    found = db.session.get(CodeBatch, batch_id)
    if found is None or found.election_id != survey.election_id or found.channel != Channel.LETTER:
        raise NotFound(_l("There is no such batch in this survey."))
    return found


def _order_page(survey: Survey, area: Area, *, problem: str = "", status: int = 200) -> Response:
    election_id = survey.election_id or 0
    is_small = area.kind in ROLL_KINDS
    page = render_template(
        "residents/order.html",
        of=codes_of(survey),
        area=area,
        line=line_in(survey, area),
        need=queries.need(election_id, area, HOUSEHOLDS),
        below=queries.needs_below(election_id, area, HOUSEHOLDS) if is_small else [],
        children=[] if is_small else queries.children_of(area),
        obstacle=obstacle(survey, Gate.CODE),
        problem=problem,
        most=MOST_LETTERS,
        reasons={},
        token=new_token(),
    )
    return unstored(page, status)
