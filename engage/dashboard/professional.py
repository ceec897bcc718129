"""What waits for a professional today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engage.accounts.models import User
from engage.accounts.permissions import Permission, may
from engage.needs.models import Need
from engage.needs.queries.desk import needs_for
from engage.ratings.kept import today_in
from engage.ratings.models import Professional, Visit
from engage.ratings.periods import year_of
from engage.ratings.queries.figures import Figure, shown_figure
from engage.ratings.queries.own import answers_owed, visits
from engage.ratings.queries.professionals import of_user
from engage.ratings.queries.scopes import main_area

MOST_SHOWN = 3


@dataclass(frozen=True)
class ProfessionalPage:
    """Needs taken up and needs that nobody has; and for whoever has a staff number, visits, answers owed and figure."""

    mine: Sequence[Need]
    mine_total: int
    open_total: int
    professional: Professional | None
    visits: Sequence[Visit]
    owed: int
    figure: Figure | None


def is_for(user: User) -> bool:
    """Tell whether the overview is a professional's: somebody who also runs budgets has the office's."""
    return may(user, Permission.OWN_RATINGS) and not may(user, Permission.WATCH_CYCLES)


def professional_page(user: User, now: datetime) -> ProfessionalPage:
    mine = needs_for(user, which="mine", page=1)
    open_ = needs_for(user, which="open", page=1)
    professional = of_user(user.id)
    area = main_area(professional) if professional else None
    year = year_of(today_in(area, now) if area else now.date())
    return ProfessionalPage(
        mine=mine.items[:MOST_SHOWN],
        mine_total=mine.total or 0,
        open_total=open_.total or 0,
        professional=professional,
        visits=visits(professional.id, state=None, page=1).items[:MOST_SHOWN] if professional else (),
        owed=answers_owed(professional.id) if professional else 0,
        figure=shown_figure(professional.id, year, now=now) if professional else None,
    )
