"""What of each professional of the list waits for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from engage.accounts.models import User
from engage.accounts.permissions import Permission
from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.models import CallBack, Rating, RatingAppeal, Visit
from engage.ratings.queries.office import reach
from engage.ratings.queries.queues import PENDING


@dataclass(frozen=True)
class OpenCases:
    """Call-backs whose day has come, and appeals that nobody has decided."""

    call_backs_due: int = 0
    appeals: int = 0


def open_cases(user: User, professional_ids: Sequence[int], today: date) -> dict[int, OpenCases]:
    """Return what waits in the user's areas, by professional: the same rows that the lists of cases show."""
    found = _by_professional(user, professional_ids)
    due = found.join(CallBack, CallBack.rating_id == Rating.id)
    call_backs = _counts(due.where(CallBack.state.in_(PENDING), CallBack.due_on <= today))
    appeals = _counts(found.join(RatingAppeal, RatingAppeal.rating_id == Rating.id).where(RatingAppeal.state == "open"))
    return {id_: OpenCases(call_backs.get(id_, 0), appeals.get(id_, 0)) for id_ in professional_ids}


def _counts(found: Select[int, int]) -> dict[int, int]:
    return dict(iter(db.session.execute(found).all()))


def _by_professional(user: User, professional_ids: Sequence[int]) -> Select[int, int]:
    return (
        select(Rating.professional_id, func.count())
        .join(Visit, Visit.id == Rating.visit_id)
        .join(Area, Area.id == Visit.area_id)
        .where(Rating.professional_id.in_(professional_ids), reach(user, Permission.SEE_RATINGS))
        .group_by(Rating.professional_id)
    )
