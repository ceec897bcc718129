"""Visits: services rendered, called off or missed."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from engage.accounts import audit
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.i18n import _l
from engage.ratings.kept import refresh
from engage.ratings.locks import lock_professionals, lock_visit
from engage.ratings.models import Professional, Rating, Visit, VisitState
from engage.ratings.queries.professionals import survivor
from engage.ratings.services.history import note_changes
from engage.ratings.services.release import release_batches
from engage.ratings.sums import moving

# What professionals do in communities; the staff platform may send others.
VISIT_CATEGORIES = ("advice", "survey", "design", "inspection", "repair", "meeting", "training", "other")
MOST_VISIT_NO, MOST_CATEGORY, MOST_INVITED = 60, 24, 200
EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=366)


def put_visit(
    visit_no: str,
    *,
    professional: Professional,
    area: Area,
    category: str,
    visited_on: date,
    state: str,
    invited: str = "",
    now: datetime,
    actor_id: int | None = None,
) -> tuple[Visit, bool]:
    """Record a visit under a number, or change the recorded one; the same again changes nothing.

    Returns whether the number was new. Tickets and ratings stay with their visit: they move with it to another
    professional, area or month. Those of a visit that is cancelled afterwards count as excluded. `visited_on` is the
    day where the visit took place. Raises `Invalid` with the names of the fields, and `Conflict` for a professional who
    had left before.
    """
    values: dict[str, Any] = {"category": category.strip(), "invited": invited.strip(), "visited_on": visited_on}
    _check(visit_no, {**values, "state": state}, now)
    professional = survivor(professional)
    if professional.left_on is not None and visited_on > professional.left_on:
        raise Conflict(_l("This professional had left before that day."))
    values |= {"professional_id": professional.id, "area_id": area.id, "state": str(state)}
    visit_id = db.session.scalar(select(Visit.id).where(Visit.visit_no == visit_no))
    if visit_id is None and (visit := _insert(visit_no, values, actor_id, now)) is not None:
        _audit(visit, "visit recorded", actor_id, now)
        return visit, True
    visit_id = visit_id or db.session.scalars(select(Visit.id).where(Visit.visit_no == visit_no)).one()
    visit = lock_visit(visit_id, professional.id)
    if any(getattr(visit, name) != value for name, value in values.items()):
        _change(visit, values, actor_id, now)
    return visit, False


def _insert(visit_no: str, values: dict[str, Any], actor_id: int | None, now: datetime) -> Visit | None:
    """Insert the visit; None when somebody else did so just now."""
    lock_professionals(values["professional_id"])
    visit = Visit(visit_no=visit_no, created_at=now, updated_at=now, entered_by_id=actor_id, **values)
    try:
        with db.session.begin_nested():
            db.session.add(visit)
    except IntegrityError:
        return None
    return visit


def _change(visit: Visit, values: dict[str, Any], actor_id: int | None, now: datetime) -> None:
    old = (visit.professional, visit.visited_on, visit.area)
    counted_by = ("professional_id", "area_id", "visited_on", "state")
    is_moved = any(getattr(visit, name) != values[name] for name in counted_by)
    if is_moved:
        note_changes(Visit.id == visit.id, now=now, actor_id=actor_id)
    with moving(visit):
        if visit.professional_id != values["professional_id"]:
            _hand_ratings_over(visit, values["professional_id"])
        for name, value in values.items():
            setattr(visit, name, value)
    visit.version += 1
    visit.updated_at = now
    db.session.flush()
    db.session.refresh(visit)
    _audit(visit, "visit changed", actor_id, now)
    if is_moved and (visit.tickets or visit.ratings):
        release_batches(visit.professional_id, now)
        who = {person.id: person for person in (old[0], visit.professional)}
        for number in sorted(who):
            refresh(who[number], {old[1], visit.visited_on}, area=visit.area, now=now)


def _hand_ratings_over(visit: Visit, professional_id: int) -> None:
    """The new professional has seen none of these ratings: they wait for a batch of theirs."""
    unseen = {"professional_id": professional_id, "batch": None, "released_month": None, "handle": None}
    statement = update(Rating).where(Rating.visit_id == visit.id).values(unseen)
    db.session.execute(statement.execution_options(synchronize_session="fetch"))


def _check(visit_no: str, values: dict[str, Any], now: datetime) -> None:
    if not 0 < len(visit_no) <= MOST_VISIT_NO or not visit_no.isprintable() or set(visit_no) & set(" /\\?#%"):
        raise Invalid(
            _l("A visit number has up to %(most)s letters, digits, dots or hyphens.", most=MOST_VISIT_NO),
            fields=("visit_no",),
        )
    if not 0 < len(values["category"]) <= MOST_CATEGORY or not values["category"].isprintable():
        raise Invalid(_l("A category has up to %(most)s characters.", most=MOST_CATEGORY), fields=("category",))
    if len(values["invited"]) > MOST_INVITED:
        raise Invalid(_l("That is too long: at most %(most)s characters.", most=MOST_INVITED), fields=("invited",))
    if values["state"] not in set(VisitState):
        raise Invalid(_l("A visit is completed, cancelled or missed."), fields=("state",))
    if not EARLIEST <= values["visited_on"] <= now.date() + FURTHEST:
        raise Invalid(_l("Please look at the day of the visit again."), fields=("visited_on",))


def _audit(visit: Visit, action: str, actor_id: int | None, now: datetime) -> None:
    if actor_id is not None:
        audit.record(user_id=actor_id, area_id=visit.area_id, action=action, subject=f"visit {visit.id}", now=now)
