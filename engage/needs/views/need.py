"""A need's public page, and what neighbours do there: join, undo, flag, say whether it is solved."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.permissions import public
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.device import device_key, is_known
from engage.errors import Invalid, NotFound, TooMany
from engage.i18n import _, _l
from engage.needs.models import Need
from engage.needs.queries import public_page, voices
from engage.needs.queries.onward import onward_of
from engage.needs.services.draft import keep_draft
from engage.needs.services.flag import MOST_FLAG_TEXT
from engage.needs.services.flag import flag as put_flag
from engage.needs.services.support import join as count_in
from engage.needs.services.support import leave as count_out
from engage.needs.services.verdict import judge_as_neighbour
from engage.needs.views import form_token, limits
from engage.needs.views.blueprint import bp
from engage.needs.views.form_page import read
from engage.needs.words import FLAG_REASONS
from engage.transaction import in_transaction

HOUR_SECONDS = 3600


@bp.get("/needs/<int:need_id>")
@public
def need(need_id: int) -> ResponseReturnValue:
    found = public_page.public_need(need_id)
    if found is None:
        raise NotFound(
            _l("There is no such need, or it is not public yet. Did you ask for it? Then use your tracking code.")
        )
    return _page(found)


@bp.post("/needs/<int:need_id>/support")
@public
def join(need_id: int) -> ResponseReturnValue:
    """Count this device as needing it too. What was being written meanwhile is kept."""
    now = utcnow()
    _check_limits("join", need_id)
    started, typed = read()
    if started and typed.text:
        in_transaction(keep_draft, started.token, typed, now=now)
    joined = in_transaction(count_in, need_id, key_of, now=now)
    response = make_response(redirect(url_for(".need", need_id=joined.id, _anchor="support"), 303))
    return form_token.hand_out(response, started) if started and typed.text else response


@bp.post("/needs/<int:need_id>/support/undo")
@public
def leave(need_id: int) -> ResponseReturnValue:
    left = in_transaction(count_out, need_id, key_of, now=utcnow())
    return redirect(url_for(".need", need_id=left.id, _anchor="support"), 303)


@bp.post("/needs/<int:need_id>/flag")
@public
def flag(need_id: int) -> ResponseReturnValue:
    _check_limits("flag", need_id)
    reason, text = request.form.get("reason", ""), clean_text(request.form.get("text", ""))[:MOST_FLAG_TEXT]
    try:
        in_transaction(put_flag, need_id, key_of(need_id), reason=reason, text=text, now=utcnow())
    except Invalid as error:
        found = public_page.public_need(need_id)
        if found is None:
            raise
        return make_response(_page(found, flag_error=str(error), flag_text=text), 422)
    flash(_("Thank you. The community office looks at it. Until then it stays as it is."), "success")
    return redirect(url_for(".need", need_id=need_id), 303)


@bp.post("/needs/<int:need_id>/verdict")
@public
def judge(need_id: int) -> ResponseReturnValue:
    is_solved = solved_or_not()
    judged = in_transaction(judge_as_neighbour, need_id, key_of, is_solved=is_solved, now=utcnow())
    flash(said(judged, is_solved=is_solved), "success")
    return redirect(url_for(".need", need_id=judged.id), 303)


def key_of(need_id: int) -> str:
    """Return what is kept of this device for a need."""
    return device_key(f"need {need_id}")


def solved_or_not() -> bool:
    if (answer := request.form.get("solved")) not in ("yes", "no"):
        raise Invalid(_l("Please answer with yes or no."))
    return answer == "yes"


def said(judged: Need, *, is_solved: bool) -> str:
    if not is_solved:
        return _("Recorded. The need is open again, and the office is told.")
    if judged.state == "confirmed":
        return _("Recorded. The need counts as solved. Thank you.")
    return _("Recorded. Thank you.")


def _page(found: Need, *, flag_error: str = "", flag_text: str = "") -> str:
    now = utcnow()
    # Who never joined anything brings no device number, and gets none for reading.
    supported = voices.support_of(found.id, key_of) is not None if is_known() else False
    takes_verdicts = voices.takes_verdicts(found, now)
    has_spoken = supported and takes_verdicts and voices.has_spoken(found, voices.device_voice(found, key_of))
    return render_template(
        "needs/need.html",
        shown=public_page.shown(found),
        need=found,
        has_joined=supported,
        may_join=voices.may_join(found),
        is_asked=supported and takes_verdicts and not has_spoken,
        has_spoken=has_spoken,
        has_flagged=public_page.has_flagged(found, key_of(found.id)) if is_known() else False,
        flag_reasons=FLAG_REASONS,
        flag_error=flag_error,
        flag_text=flag_text,
        is_writing=form_token.brought() is not None,
        onward=onward_of(found, now),
    )


def _check_limits(kind: str, need_id: int) -> None:
    if limits.is_over(limits.for_need(kind, need_id), utcnow()):
        raise TooMany(_l("Too many answers came from here. Please try again later."), retry_after=HOUR_SECONDS)
