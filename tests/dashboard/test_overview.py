from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import (
    DAY,
    NOON,
    commit,
    make_area,
    make_cycle,
    make_election,
    make_placement,
    make_slot,
    make_tree,
    make_user,
)
from rating_factories import give, make_professional, make_visit
from sqlalchemy import select
from statements import recorded

from engage.accounts.models import Role
from engage.ballotbox.models import ElectionCount
from engage.budget.models import Result
from engage.communities.models import ScanCount
from engage.extensions import db
from engage.ratings.models import CallBack, RatingAppeal

OUTCOME = {"steps": [], "votes": {}, "funded": []}


@pytest.fixture
def area(app):
    return make_area("city")


@pytest.fixture
def see(sign_in, area):
    """Return a function that gives the page of somebody with a role in the area, as soup."""

    def see(role=Role.OFFICIAL, now=NOON, where=None):
        with time_machine.travel(now, tick=False):
            response = sign_in(make_user(role, where or area)).get("/staff")
        assert response.status_code == 200
        return BeautifulSoup(response.data, "html.parser")

    return see


def titled(title, area, **kwargs):
    election = {name: kwargs.pop(name) for name in ("opens_at", "closes_at", "closed_at") if name in kwargs}
    return make_cycle(area, make_election(area, **election), title_en=title, **kwargs)


def headings(page):
    return [heading.get_text() for heading in page.select("main h2")]


def section(page, heading):
    """The words of a section of the page; None where there is no such section."""
    found = next((h2 for h2 in page.select("main h2") if h2.get_text() == heading), None)
    return " ".join(found.parent.get_text(" ").split()) if found else None


def test_shows_open_votes_with_turnout_and_closing_time(see, area):
    cycle = titled("Lamps", area)
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.slots, kept.ballots = 40, 10
    commit(kept)

    words = section(see(), "Open for voting now")

    assert "Lamps" in words
    assert "Turnout 25%" in words
    assert "10 of 40" in words
    assert "Voting closes Tue 2 Jun 2026, 20:00" in words


def test_shows_what_waits_for_a_hand_first(see, area):
    titled("To count", area, opens_at=NOON - 3 * DAY, closes_at=NOON - DAY)
    counted = titled("To publish", area, opens_at=NOON - 3 * DAY, closes_at=NOON - 2 * DAY, closed_at=NOON - DAY)
    commit(Result(cycle_id=counted.id, counted_at=NOON, outcome=OUTCOME))
    stuck = titled("Closed and not counted", area, opens_at=NOON - 3 * DAY, closes_at=NOON - DAY, closed_at=NOON)
    titled("Open", area)

    page = see()

    assert headings(page)[0] == "Waits for you"
    links = {link.get_text().split(": ")[-1]: link["href"] for link in page.select(".waits a.button")}
    assert links == {
        "To count": f"/staff/cycles/{counted.id - 1}/tally",
        "Closed and not counted": f"/staff/cycles/{stuck.id}/tally",
        "To publish": f"/staff/cycles/{counted.id}/result",
    }


def test_shows_what_is_in_preparation_and_what_it_lacks(see, area):
    titled("Ready", area, published_at=None, summary_zh="摘要", proposals=0, max_choices=1)
    titled("Coming", area, opens_at=NOON + DAY, closes_at=NOON + 2 * DAY)

    words = section(see(), "In preparation")

    assert "Coming Voting opens Tue 2 Jun 2026, 20:00 · no codes issued yet" in words
    assert "Draft · 1 thing missing" in words


def test_says_when_codes_are_there(see, area):
    cycle = titled("Coming", area, opens_at=NOON + DAY, closes_at=NOON + 2 * DAY)
    make_slot(cycle.election)
    db.session.get_one(ElectionCount, cycle.election_id).slots = 1
    db.session.commit()

    assert "no codes issued yet" not in section(see(), "In preparation")


def test_shows_lately_published_results_and_not_old_ones(see, area):
    for title, published_at in (("New", NOON - DAY), ("Old", NOON - 15 * DAY)):
        cycle = titled(title, area, opens_at=NOON - 40 * DAY, closes_at=NOON - 30 * DAY, closed_at=NOON - 29 * DAY)
        commit(Result(cycle_id=cycle.id, counted_at=NOON, published_at=published_at, outcome=OUTCOME))

    page = see()

    assert "New" in section(page, "Published lately")
    assert "Old" not in page.main.get_text()


def test_shows_the_posters_scanned_most_in_the_last_week(see, area):
    gate, lift, old = (make_placement(area, spot_en=spot) for spot in ("Gate", "Lift", "Old"))
    commit(
        ScanCount(placement_id=gate.id, hour_at=NOON - DAY, scans=3),
        ScanCount(placement_id=gate.id, hour_at=NOON - 2 * DAY, scans=4),
        ScanCount(placement_id=lift.id, hour_at=NOON - DAY, scans=9),
        ScanCount(placement_id=lift.id, hour_at=NOON - 8 * DAY, scans=99),
        ScanCount(placement_id=old.id, hour_at=NOON - 8 * DAY, scans=50),
    )

    rows = [" ".join(row.get_text(" ").split()) for row in see().select("tbody tr")]

    assert rows == [f"Lift {area.name_en} 9", f"Gate {area.name_en} 7"]


def test_shows_only_the_readers_own_areas(see, app):
    here, elsewhere = make_tree()[1], make_tree()[1]
    titled("Mine", here)
    titled("Not mine", elsewhere)
    make_placement(elsewhere)

    words = see(where=here).main.get_text()

    assert "Mine" in words
    assert "Not mine" not in words


def test_tells_an_official_how_to_begin(see):
    page = see()

    assert "No budget yet" in headings(page)
    assert page.select_one("a[href='/staff/cycles/new']") is not None


def test_names_what_waits_of_ratings_in_the_readers_areas_alone(see, area):
    give(make_visit(), 1, comment="of another city")
    assert section(see(), "Ratings") is None
    ratings = give(make_visit(make_professional(area)), 1, 1, 2, 5, 5, comment="等了很久", now=NOON)
    ratings[4].standing = "quarantined"
    commit(RatingAppeal(rating_id=ratings[0].id, text="我不在", made_at=NOON))
    due, late, later = db.session.scalars(
        select(CallBack).where(CallBack.rating_id.in_([one.id for one in ratings])).order_by(CallBack.rating_id)
    )
    due.due_on, late.due_on, later.due_on = ((NOON + DAY * days).date() for days in (0, -1, 1))
    db.session.commit()

    told = section(see(), "Ratings")

    assert told.startswith(
        "Ratings Call-backs due 2 · 1 is overdue. Appeals to decide 1 Comments to be read 5 Ratings held back 1"
    )
    assert "Appeals" not in section(see(Role.WORKER), "Ratings")


def test_says_nothing_of_ratings_to_a_worker_when_only_officials_have_something_to_do(see, area):
    give(make_visit(make_professional(area)), 5, comment="很好", now=NOON)

    assert "Comments to be read 1" in section(see(), "Ratings")
    assert section(see(Role.WORKER), "Ratings") is None


def test_offers_a_worker_what_a_worker_may_do(see, area):
    titled("Lamps", area)

    page = see(Role.WORKER)

    assert "Lamps" in section(page, "Open for voting now")
    assert page.select("a[href='/staff/cycles/new']") == []


def test_tells_a_professional_what_the_account_can_do(see, area):
    titled("Lamps", area)

    page = see(Role.PROFESSIONAL)

    assert headings(page) == ["Needs for me"]
    assert "Lamps" not in page.main.get_text()


def test_needs_an_account(client):
    assert client.get("/staff").status_code == 303


def test_costs_the_same_however_many_cycles_there_are(see, area):
    def fill(number):
        for _ in range(number):
            titled("Open", make_area("community", area))
            titled("Draft", make_area("community", area), published_at=None)
            titled("Over", make_area("community", area), opens_at=NOON - 3 * DAY, closes_at=NOON - timedelta(hours=1))

    asked = []
    for number in (1, 6):
        fill(number)
        db.session.expire_all()
        with recorded() as statements:
            see()
        asked.append([one for one in statements if one.startswith("SELECT")])

    assert len(asked[0]) == len(asked[1]) <= 20
