"""What browser tests find on the site: the demonstration city, and small communities, each with a vote of its own."""

import itertools
import random
import secrets
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from cycle_factories import draft, make_proposal_terms
from factories import make_area, make_dwelling
from live_server import Site
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from engage.accounts.services import add_user
from engage.ballotbox.models import Ballot
from engage.ballotbox.queries import faults
from engage.budget import services as budget
from engage.budget.models import Cycle
from engage.clock import utcnow
from engage.communities.models import Area
from engage.communities.services import Spot, create_placements, revoke_placement
from engage.demo import guide, loader
from engage.demo.places import CITY
from engage.extensions import db
from engage.needs.models import CannedAnswer, Need, NeedPhoto
from engage.pictures.reencode import Reencoded, reencode
from engage.pictures.services import store_picture
from engage.ratings.models import Professional, RatingAppeal, Visit
from engage.residents.eligibility import Eligibility
from engage.residents.hashing import fresh_secrets
from engage.residents.models import Channel, Dwelling, Resident
from engage.residents.services import Order, issue_letters
from engage.transaction import transaction

PASSWORD = "willow-kettle-harbour-27"
HOUSEHOLDS = 6
PROPOSALS = {
    "ramp": ("3号楼门口加装坡道和扶手", "A ramp and handrails at the door of Building 3", 86_400_00),
    "lamps": ("楼道声控灯全部更换", "New lamps in every stairwell", 42_000_00),
    "benches": ("小广场增设带靠背的座椅", "Benches with backs on the small square", 31_500_00),
    "trees": ("补种行道树并修整树池", "Trees where trees are missing", 175_000_00),
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Vote:
    """An open vote and what one needs to take part in it or to run it."""

    site: Site
    cycle_id: int
    election_id: int
    community: str
    building_id: int
    poster: str
    official: str
    official_id: int

    def ballots(self) -> int:
        """Return the number of ballots in the box, which must be sound."""
        with self.site.store():
            assert faults(self.election_id) == []
            return db.session.scalar(select(func.count()).select_from(Ballot).filter_by(election_id=self.election_id))

    def code(self) -> str:
        """Make the letter of one household more, and return its code."""
        with self.site.store(), transaction():
            area = db.session.get_one(Area, self.building_id)
            token = secrets.token_hex(10)
            order = Order(self.election_id, area, Channel.LETTER, token, self.official_id, utcnow())
            return issue_letters(order, Eligibility("dwellings"), fresh_secrets(1)).codes[0].code

    def end(self) -> None:
        """End the vote now, as an official does."""
        with self.site.store(), transaction():
            budget.end_now(self.cycle_id, actor_id=self.official_id, now=utcnow())


def new_vote(site: Site) -> Vote:
    """Make a community with one building, its households on the roll, a poster, an official and an open vote."""
    number, now = next(_numbers), utcnow()
    with site.store():
        city = make_area("city", name_zh=f"试点市{number}", name_en=f"Pilot City {number}")
        community = make_area(parent=city, name_zh=f"青松里社区{number}", name_en=f"Pine Lane {number}")
        building = make_area("building", community, name_zh="3号楼", name_en="Building 3")
        for _ in range(HOUSEHOLDS):
            make_dwelling(building)
        with transaction():
            poster = create_placements(community, spots=[Spot("2号门公告栏", "Gate 2 notice board")], now=now)[0]
            name = f"official-{number}"
            user, _ = add_user(name, "李卫", PASSWORD, role="official", area=community, actor_id=None, now=now)
        cycle = _open_cycle(community, now)
        return Vote(
            site=site,
            cycle_id=cycle.id,
            election_id=cycle.election_id,
            community=community.code,
            building_id=building.id,
            poster=poster.code,
            official=name,
            official_id=user.id,
        )


def _open_cycle(area: Area, now) -> Cycle:
    times = {"opens_at": now + timedelta(days=1), "closes_at": now + timedelta(days=9)}
    cycle = draft(area, proposals=0, title_zh="青松里微更新", title_en="Small works in Pine Lane", **times)
    with transaction():
        for key, (title_zh, title_en, cost_minor) in PROPOSALS.items():
            digest = store_picture(picture(key))
            terms = make_proposal_terms(
                title_zh=title_zh, title_en=title_en, cost_minor=cost_minor, picture_digest=digest
            )
            budget.add_proposal(cycle.id, terms, actor_id=None, now=now)
    with transaction():
        budget.publish(cycle.id, actor_id=None, now=now)
        budget.open_now(cycle.id, actor_id=None, now=now)
    return cycle


def fill_city(site: Site) -> dict:
    """Make the demonstration city with pictures that are quick to paint; return what demo.json says of it, and more."""
    with site.store():
        key, now = site.app.extensions["engage.settings"].ballot_key, utcnow()
        city = loader.fill(key, picture, now=now)
        with transaction():
            revoked = create_placements(city.poster.area, spots=[Spot("旧公告栏", "Old notice board")], now=now)[0]
            revoke_placement(revoked, actor_id=None, now=now)
        with site.app.test_request_context():
            ids = {key: cycle.id for key, cycle in city.cycles.items()}
            facts = guide.facts_of(city, site.url)
            return {
                **facts,
                "cycles": ids,
                "revoked": revoked.code,
                "colleague": city.staff["worker"][0].id,
                "needs_pages": needs_pages(),
                "ratings_pages": ratings_pages(facts["tickets"][-1].removeprefix(site.url)),
                "flats": db.session.scalar(select(Dwelling.area_id).order_by(Dwelling.id.desc())),
                "residents": db.session.scalar(select(Resident.area_id).order_by(Resident.id.desc())),
            }


def needs_pages() -> list[str]:
    """Return the addresses of needs in the states that have pages of their own."""
    states = ("received", "published", "under-way", "done", "declined")
    ids = [
        db.session.scalar(select(Need.id).where(Need.state == state, Need.is_private.is_(False))) for state in states
    ]
    ids.append(db.session.scalar(select(NeedPhoto.need_id)))
    answer = db.session.scalar(select(CannedAnswer.id))
    desk = [*(f"/staff/needs/{id_}" for id_ in ids), f"/staff/needs/canned/{answer}"]
    return [*desk, *(f"/needs/{id_}" for id_ in ids[1:4]), "/needs/where"]


def ratings_pages(ticket: str) -> list[str]:
    """Return the addresses of the public pages of ratings, and of those of the office that need an example."""
    rated = db.session.scalar(select(Professional).join(Visit).where(Visit.ratings >= 5).order_by(Professional.id))
    visit = db.session.scalar(select(Visit.id).where(Visit.ratings >= 5))
    case = db.session.scalar(select(RatingAppeal.rating_id))
    public = [ticket, f"/p/{rated.card_code}", "/r", "/api/v1/"]
    desk = [
        f"/staff/ratings/professionals/{rated.id}",
        f"/staff/ratings/visits/{visit}",
        f"/staff/ratings/cases/{case}",
    ]
    city = db.session.scalar(select(Area.id).where(Area.code == CITY))
    desk += [f"/staff/ratings/visits/{visit}/rate", f"/staff/ratings/import/{city}?kind=visits"]
    return [*public, *desk]


def picture(key: str) -> Reencoded:
    """Return a picture of coloured boxes: as heavy as the drawings of the demonstration, and painted in no time."""
    dice = random.Random(key)
    image = Image.new("RGB", (400, 300), _colour(dice))
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        left, top = dice.randrange(360), dice.randrange(260)
        pen.rectangle([left, top, left + dice.randrange(10, 80), top + dice.randrange(10, 60)], fill=_colour(dice))
    file = BytesIO()
    image.save(file, "PNG")
    return reencode(file.getvalue())


def _colour(dice: random.Random) -> tuple[int, ...]:
    return tuple(dice.randrange(60, 240) for _ in range(3))
