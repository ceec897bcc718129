"""What waits for the office, list by list, and one rating with all that can be done about it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, may, staff
from engage.cleaning import clean_text
from engage.clock import utcnow
from engage.communities.queries.areas import lines, timezone_in
from engage.errors import Conflict, EngageError, Invalid
from engage.formats import when
from engage.i18n import _, _l
from engage.ratings import desk_words
from engage.ratings.models import Rating
from engage.ratings.queries import queues
from engage.ratings.queries.queues import Queue
from engage.ratings.services import call_backs, comments, review
from engage.ratings.typed import MOST_KEPT
from engage.ratings.views.desk.asked import asked_period, page_number, percent, today
from engage.ratings.views.desk.blueprint import bp
from engage.sensitive import findings
from engage.transaction import in_transaction


@bp.get("/call-backs")
@staff(Permission.SEE_RATINGS)
def call_back_queue() -> ResponseReturnValue:
    return _queue(Queue.CALL_BACKS)


@bp.get("/comments")
@staff(Permission.REVIEW_RATINGS)
def comment_queue() -> ResponseReturnValue:
    return _queue(Queue.COMMENTS)


@bp.get("/appeals")
@staff(Permission.REVIEW_RATINGS)
def appeal_queue() -> ResponseReturnValue:
    return _queue(Queue.APPEALS)


@bp.get("/quarantine")
@staff(Permission.REVIEW_RATINGS)
def quarantine_queue() -> ResponseReturnValue:
    return _queue(Queue.QUARANTINE)


@bp.get("/excluded")
@staff(Permission.REVIEW_RATINGS)
def excluded_list() -> ResponseReturnValue:
    return _queue(Queue.EXCLUDED)


@bp.get("/cases/<int:rating_id>")
@staff(Permission.SEE_RATINGS)
def case(rating_id: int) -> ResponseReturnValue:
    return _page(rating_id)


@bp.post("/cases/<int:rating_id>/call-back")
@staff(Permission.RATE_FOR_OTHERS)
def record_call_back(rating_id: int) -> ResponseReturnValue:
    outcome, seen = _words("outcome"), request.form.get("seen", "")
    if request.form.get("result") == "not-reached":
        return _do(rating_id, _("Noted. It stays in the list until its new day."), call_backs.record_not_reached,
                   _day("due_on"), outcome, seen=seen)  # fmt: skip
    return _do(rating_id, _("Done. What was said is kept for the office."), call_backs.record_done, outcome, seen=seen)


@bp.post("/cases/<int:rating_id>/comment")
@staff(Permission.REVIEW_RATINGS)
def moderate(rating_id: int) -> ResponseReturnValue:
    seen = request.form.get("seen", "")
    if request.form.get("decision") == "hide":
        return _do(rating_id, _("The comment is hidden. The rating counts on."), comments.hide_comment,
                   _words("reason"), seen=seen)  # fmt: skip
    return _do(rating_id, _("Others can read the comment now, with the next five or more."), comments.show_comment,
               seen=seen, is_read="is_read" in request.form)  # fmt: skip


@bp.post("/cases/<int:rating_id>/appeal")
@staff(Permission.REVIEW_RATINGS)
def decide(rating_id: int) -> ResponseReturnValue:
    decision = request.form.get("decision", "")
    if decision not in ("uphold", "exclude"):
        return _page(rating_id, Invalid(_l("Please choose one of the two.")))
    return _do(rating_id, _("The appeal is decided."), review.decide_appeal, _words("reason"),
               is_excluded=decision == "exclude")  # fmt: skip


@bp.post("/cases/<int:rating_id>/exclude")
@staff(Permission.REVIEW_RATINGS)
def exclude(rating_id: int) -> ResponseReturnValue:
    return _do(rating_id, _("Excluded. It counts among the exclusions."), review.exclude, _words("reason"))


@bp.post("/cases/<int:rating_id>/restore")
@staff(Permission.REVIEW_RATINGS)
def restore(rating_id: int) -> ResponseReturnValue:
    return _do(rating_id, _("The rating counts again."), review.restore, _words("reason"))


@bp.post("/cases/<int:rating_id>/release")
@staff(Permission.REVIEW_RATINGS)
def release(rating_id: int) -> ResponseReturnValue:
    return _do(rating_id, _("Released. The rating counts."), review.release_quarantine, _words("reason"))


def _do(rating_id: int, said: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> ResponseReturnValue:
    """Do one step; when somebody else was faster, tell who it was and what they did."""
    queues.case_of(rating_id, current_user)
    try:
        in_transaction(work, rating_id, *args, **kwargs, actor_id=current_user.id, now=utcnow())
    except EngageError as error:
        return _page(rating_id, error)
    flash(said, "success")
    return redirect(_back(rating_id), 303)


def _back(rating_id: int) -> str:
    """Return to the list that the reader works through, else to the rating."""
    asked = request.form.get("back", "")
    endpoints = {Queue.CALL_BACKS: ".call_back_queue", Queue.COMMENTS: ".comment_queue",
                 Queue.APPEALS: ".appeal_queue", Queue.QUARANTINE: ".quarantine_queue"}  # fmt: skip
    return url_for(endpoints[Queue(asked)]) if asked in endpoints else url_for(".case", rating_id=rating_id)


def _queue(which: Queue) -> ResponseReturnValue:
    page, day = queues.queue(current_user, which, page_number()), today()
    period = asked_period(day)
    excluded, answers = queues.count_of_excluded(current_user, period.first, period.last)
    return render_template(
        "ratings/desk_queue.html",
        which=which,
        Queue=Queue,
        page=page,
        lines=lines({rating.visit.area for rating in page.items}),
        call_backs=queues.call_backs_of(page.items),
        appeals=queues.appeals_of(page.items),
        reviews=queues.last_reviews_of(page.items),
        marked={rating.id for rating in page.items if rating.comment and findings(rating.comment)},
        today=day,
        period=period,
        excluded=excluded,
        answers=answers,
        words=desk_words,
    )


def _page(rating_id: int, error: EngageError | None = None) -> ResponseReturnValue:
    found = queues.case_of(rating_id, current_user)
    area = found.rating.visit.area
    line = lines([area])[area.id]
    return render_template(
        "ratings/desk_case.html",
        case=found,
        rating=found.rating,
        visit=found.rating.visit,
        line=line,
        timezone=timezone_in(line),
        findings=findings(found.rating.comment or ""),
        pieces=_pieces(found.rating),
        problem=_told(found.rating, error, timezone_in(line)) if error else "",
        typed=request.form,
        today=today(),
        back=request.values.get("back", ""),
        fingerprint=call_backs.fingerprint(found.call_back) if found.call_back else "",
        is_pending=found.call_back is not None and found.call_back.state in queues.PENDING,
        may_review=may(current_user, Permission.REVIEW_RATINGS, area),
        may_call=may(current_user, Permission.RATE_FOR_OTHERS, area),
        percent=percent,
        most=review.MOST_REASON,
        words=desk_words,
    ), (error.status if error else 200)


def _told(rating: Rating, error: EngageError, timezone: str) -> str:
    """Return what went wrong; after a conflict with the name of whoever was faster."""
    last = queues.last_hand(rating.id, rating.visit.area_id) if isinstance(error, Conflict) else None
    if last is None:
        return str(error)
    name, entry = last
    return f"{error} " + _("Last: %(name)s, %(when)s.", name=name, when=when(entry.at, timezone))


def _pieces(rating: Rating) -> list[tuple[str, bool]]:
    """Return the comment cut where personal data begins and ends; True marks it."""
    text, pieces, place = rating.comment or "", [], 0
    for finding in sorted(findings(text), key=lambda one: one.start):
        if finding.start < place:
            continue
        pieces += [(text[place : finding.start], False), (text[finding.start : finding.end], True)]
        place = finding.end
    return [*pieces, (text[place:], False)]


def _words(name: str) -> str:
    return clean_text(request.form.get(name, "")[:MOST_KEPT])


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
