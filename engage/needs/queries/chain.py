"""What became of needs so far, as one line: need → professional → visit → outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engage.accounts.models import User
from engage.extensions import db
from engage.needs.models import Need, NeedVisit
from engage.needs.states import State


@dataclass(frozen=True)
class Chain:
    """The links that there are. `visit_at` and `visit_state` are those of the visit that counts: the last one that was
    not called off. `state` is what the need ends in so far.
    """

    state: State
    professional: str | None = None
    profession: str | None = None
    visit_at: datetime | None = None
    visit_state: str | None = None
    outcome_zh: str = ""
    outcome_en: str = ""

    @property
    def steps(self) -> int:
        """Return how many of the four links are reached, for a picture of it."""
        if self.state in (State.DONE, State.CONFIRMED):
            return 4
        return 1 + bool(self.professional) + bool(self.visit_state) + bool(self.visit_state == "made")


def chains(needs: Sequence[Need]) -> dict[int, Chain]:
    """Return the chain of each of these needs, by its id: two queries for all of them."""
    people = {need.professional_id for need in needs if need.professional_id is not None}
    names = {
        row.id: row
        for row in db.session.execute(select(User.id, User.display_name, User.profession).where(User.id.in_(people)))
    }
    visits: dict[int, NeedVisit] = {}
    ids = [need.id for need in needs]
    found = select(NeedVisit).where(NeedVisit.need_id.in_(ids), NeedVisit.state != "cancelled").order_by(NeedVisit.id)
    for visit in db.session.scalars(found):
        visits[visit.need_id] = visit
    return {need.id: _chain(need, names.get(need.professional_id), visits.get(need.id)) for need in needs}


def _chain(need: Need, person: object, visit: NeedVisit | None) -> Chain:
    return Chain(
        State(need.state),
        getattr(person, "display_name", None),
        getattr(person, "profession", None),
        visit.visit_at if visit else None,
        visit.state if visit else None,
        visit.outcome_zh if visit else "",
        visit.outcome_en if visit else "",
    )
