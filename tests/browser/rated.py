"""A visit to be rated, for browser tests: a professional with an account, and tickets of every kind."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from browser.world import PASSWORD
from factories import make_area
from live_server import Site
from rating_factories import give, make_professional, make_tickets, make_visit

from engage.accounts.services import add_user
from engage.clock import utcnow
from engage.extensions import db
from engage.ratings.models import Rating, Visit
from engage.ratings.services.professionals import link_account
from engage.ratings.services.rate import Marks, rate
from engage.transaction import transaction

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Rated:
    """A visit of today, and what one needs to rate it or to read its ratings."""

    site: Site
    account: str
    professional: str
    visit_id: int
    ticket: str
    used: str
    expired: str
    cancelled: str

    def ratings(self) -> list[tuple[int, str | None]]:
        """Return (level, comment) of the visit's ratings in the order in which they came."""
        with self.site.store():
            found = db.select(Rating.level, Rating.comment).where(Rating.visit_id == self.visit_id).order_by(Rating.id)
            return [tuple(row) for row in db.session.execute(found)]

    def rate_too(self, *levels: int) -> None:
        """Let neighbours rate the same visit."""
        with self.site.store():
            give(db.session.get_one(Visit, self.visit_id), *levels, now=utcnow())


def new_visit(site: Site) -> Rated:
    number, now = next(_numbers), utcnow()
    today = now.date() - timedelta(days=1)
    with site.store():
        area = make_area(name_zh=f"红砂碛社区{number}", name_en=f"Red Gravel {number}")
        who = make_professional(area, staff_no=f"B-{number}", name="周敏", now=now)
        account = f"engineer-{number}"
        with transaction():
            user, _ = add_user(account, "周敏", PASSWORD, role="professional", area=area, actor_id=None, now=now)
            link_account(who.id, user.id, now=now)
        visit = make_visit(who, visit_no=f"B-{number}-1", visited_on=today, now=now)
        elsewhere = make_visit(who, visit_no=f"B-{number}-2", visited_on=today, now=now)
        called_off = make_visit(who, visit_no=f"B-{number}-3", visited_on=today, now=now)
        [ticket] = make_tickets(visit, now=now)
        [expired] = make_tickets(elsewhere, now=now - timedelta(days=90))
        [used] = make_tickets(elsewhere, now=now)
        [cancelled] = make_tickets(called_off, now=now)
        with transaction():
            rate(used, Marks(4), network=None, now=now)
        make_visit(who, visit_no=called_off.visit_no, visited_on=today, state="cancelled", now=now)
        return Rated(site, account, who.card_code, visit.id, ticket, used, expired, cancelled)
