"""A resident rates a visit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.errors import Closed, Conflict, Invalid, NotFound
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.kept import refresh, today_in
from engage.ratings.locks import lock_visit
from engage.ratings.models import CallBack, Rating, Standing, Ticket, Visit, VisitState
from engage.ratings.policies import LEVELS
from engage.ratings.services.bursts import is_burst, network_key
from engage.ratings.services.release import release_batches
from engage.ratings.services.tickets import find_ticket
from engage.ratings.settings import Rules, rules
from engage.ratings.sums import add, amounts_of, cell_of
from engage.ratings.working_days import working_days_after
from engage.webhooks import outbox

MOST_COMMENT = 1000
BAD_LEVELS = (1, 2)
RATED = "visit.rated"


class Used(Conflict):
    """This ticket has given its rating."""


@dataclass(frozen=True)
class Marks:
    """What a resident said: a level from 1 to 5, and whatever else was filled in."""

    level: int
    efficiency: int | None = None
    competence: int | None = None
    manner: int | None = None
    comment: str = ""


def rate(
    ticket_code: str, marks: Marks, *, network: str | None, entered_by_id: int | None = None, now: datetime
) -> Rating:
    """Record the one rating of a ticket. `network` is what stands for the sender's network, None where it says nothing.

    Raises `NotFound` for a code that is none, `Used`, `Closed` when the ticket has expired or the visit was cancelled,
    and `Invalid` with the names of the fields. Nobody is told when a rating is held back as one of a burst.
    """
    _check(marks)
    ticket = find_ticket(ticket_code)
    if ticket is None:
        raise NotFound(_l("There is no such ticket. Please look at the code again."))
    visit = lock_visit(ticket.visit_id)
    _refuse_closed(ticket, visit, now)
    how = rules(visit.area)
    is_held = network is not None and is_burst(visit.professional_id, network, how, now=now)
    rating = _insert(ticket, visit, marks, Standing.QUARANTINED if is_held else Standing.COUNTED, network, now)
    rating.entered_by_id = entered_by_id
    visit.ratings += 1
    add(cell_of(visit), amounts_of(rating.level, rating.standing, is_shown=False, visit_state=visit.state))
    if not is_held:
        follow_up(rating, visit, how, now=now)
    outbox.record(RATED, area=visit.area, payload={"visit_no": visit.visit_no}, now=now)
    if entered_by_id is not None:
        subject = f"rating {rating.id}"
        audit.record(user_id=entered_by_id, area_id=visit.area_id, action="rated for someone", subject=subject, now=now)
    return rating


def follow_up(rating: Rating, visit: Visit, how: Rules, *, now: datetime) -> None:
    """Do what a rating sets off from the moment it counts: a call-back, a batch, new figures."""
    if rating.level in BAD_LEVELS and db.session.get(CallBack, rating.id) is None:
        due_on = working_days_after(today_in(visit.area, now), how.call_back_days)
        db.session.add(CallBack(rating_id=rating.id, area_id=visit.area_id, due_on=due_on))
    release_batches(visit.professional_id, now)
    refresh(visit.professional, [visit.visited_on], area=visit.area, now=now)


def _refuse_closed(ticket: Ticket, visit: Visit, now: datetime) -> None:
    is_cancelled = visit.state == VisitState.CANCELLED
    if not is_cancelled and now < ticket.expires_at:
        return
    if db.session.scalar(select(Rating.id).where(Rating.ticket_id == ticket.id)) is not None:
        raise Used(_used())
    if is_cancelled:
        raise Closed(_l("This visit was cancelled, so there is nothing to rate. Nothing was recorded."))
    raise Closed(_l("This ticket has expired. Nothing was recorded. Please ask for a new one if you want to rate."))


def _insert(
    ticket: Ticket, visit: Visit, marks: Marks, standing: Standing, network: str | None, now: datetime
) -> Rating:
    comment = marks.comment.strip()
    rating = Rating(
        ticket_id=ticket.id,
        visit_id=visit.id,
        professional_id=visit.professional_id,
        level=marks.level,
        efficiency=marks.efficiency,
        competence=marks.competence,
        manner=marks.manner,
        comment=comment or None,
        comment_state="waiting" if comment else "none",
        standing=standing.value,
        rated_on=today_in(visit.area, now),
        network=network_key(visit.professional_id, network) if network is not None else None,
    )
    db.session.add(rating)
    try:
        db.session.flush()  # Two taps can race: let the constraint decide.
    except IntegrityError as error:
        raise Used(_used()) from error
    return rating


def _used() -> object:
    return _l("This ticket was used already, and its rating is recorded. Thank you: nothing more is needed.")


def _check(marks: Marks) -> None:
    if marks.level not in LEVELS or type(marks.level) is not int:
        raise Invalid(_l("Please choose one of the five answers."), fields=("level",))
    for name in ("efficiency", "competence", "manner"):
        mark = getattr(marks, name)
        if mark is not None and (mark not in LEVELS or type(mark) is not int):
            raise Invalid(_l("Please choose one of the five answers, or none."), fields=(name,))
    if len(marks.comment) > MOST_COMMENT:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_COMMENT), fields=("comment",))
