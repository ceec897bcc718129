"""The budgets of the demonstration city, with their proposals and drawings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engage.budget import services
from engage.budget.models import Cycle
from engage.budget.terms import CycleTerms, ProposalTerms
from engage.communities.models import Area
from engage.demo.city import TIMEZONE
from engage.demo.shapes import CycleData, ProposalData
from engage.pictures.reencode import Reencoded
from engage.pictures.services import store_picture

OPENS, CLOSES = time(9), time(21)
WORKED_OUT = timedelta(days=20)
PUBLISHED = timedelta(days=7)
Pictures = Callable[[str], Reencoded]


@dataclass(frozen=True)
class Calendar:
    """When things happen, told from the moment at which the city is made."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(TIMEZONE)).date()

    def at(self, days: int, clock: time) -> datetime:
        """Return the instant of that clock time, so many days from today."""
        return datetime.combine(self.today + timedelta(days=days), clock, ZoneInfo(TIMEZONE))


def add_cycle(
    data: CycleData, areas: dict[str, Area], pictures: Pictures, calendar: Calendar, *, actor_id: int
) -> Cycle:
    """Make, fill and publish a cycle, each step at the time at which it would have been done."""
    opens_at = calendar.at(data.opens_in_days, OPENS)
    made_at = min(opens_at - WORKED_OUT, calendar.now - timedelta(hours=2))
    cycle = services.create_cycle(_terms(data, areas, calendar), actor_id=actor_id, now=made_at, is_demo=True)
    for proposal in data.proposals:
        digest = store_picture(pictures(proposal.drawing))
        services.add_proposal(cycle.id, _proposal(proposal, areas, digest), actor_id=actor_id, now=made_at)
    published_at = min(opens_at - PUBLISHED, calendar.now - timedelta(hours=1))
    return services.publish(cycle.id, actor_id=actor_id, now=published_at)


def _terms(data: CycleData, areas: dict[str, Area], calendar: Calendar) -> CycleTerms:
    opens_at = calendar.at(data.opens_in_days, OPENS)
    return CycleTerms(
        area_id=areas[data.area].id,
        title_zh=data.title.zh,
        title_en=data.title.en,
        summary_zh=data.summary.zh,
        summary_en=data.summary.en,
        voters=data.voters,
        min_age=data.min_age,
        max_age=data.max_age,
        age_as_of=date(opens_at.year, 12, 31) if data.min_age is not None else None,
        ties=data.ties,
        currency="CNY",
        pot_minor=data.pot_fen,
        min_choices=data.min_choices,
        max_choices=data.max_choices,
        opens_at=opens_at,
        closes_at=calendar.at(data.closes_in_days, CLOSES),
    )


def _proposal(data: ProposalData, areas: dict[str, Area], digest: str) -> ProposalTerms:
    return ProposalTerms(
        title_zh=data.title.zh,
        title_en=data.title.en,
        text_zh=data.text.zh,
        text_en=data.text.en,
        place_zh=data.place.zh,
        place_en=data.place.en,
        area_id=areas[data.area].id,
        cost_minor=data.cost_fen,
        picture_digest=digest,
    )
