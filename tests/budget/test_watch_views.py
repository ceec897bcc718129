import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_cycle, make_tree, make_user
from statements import recorded
from vote_factories import CLOSED, counted, published, vote, voted_cycle

from engage.accounts.models import AuditEntry, Role
from engage.ballotbox.models import ElectionCount
from engage.budget.models import Result
from engage.extensions import db


@pytest.fixture
def area(app):
    return make_area("city")


class Browser:
    """A signed-in browser that can be used at any moment: sessions last some hours, and none begins in the future."""

    def __init__(self, sign_in, user):
        self.sign_in, self.user, self.now = sign_in, user, None

    def at(self, now):
        if now != self.now:
            self.client, self.now = self.sign_in(self.user), now
        return self.client


@pytest.fixture
def signed_in(sign_in):
    return lambda role, area: Browser(sign_in, make_user(role, area))


@pytest.fixture
def official(signed_in, area):
    return signed_in(Role.OFFICIAL, area)


@pytest.fixture
def worker(signed_in, area):
    return signed_in(Role.WORKER, area)


@pytest.fixture
def cycle(area):
    return voted_cycle([["p1", "p2"], ["p2"], ["p2"]], area=area)


def ask(browser, cycle, page, now=CLOSED, method="get", **kwargs):
    with time_machine.travel(now, tick=False):
        return getattr(browser.at(now), method)(f"/staff/cycles/{cycle.id}/{page}", **kwargs)


def soup(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.data, "html.parser")


def test_shows_turnout_and_hides_votes_while_voting_goes_on(worker, cycle):
    page = soup(ask(worker, cycle, "tally", NOON))

    facts = {dt.get_text(): dd.get_text() for dt, dd in zip(page.select("dt"), page.select("dd"), strict=True)}
    assert (facts["Turnout"], facts["Ballots / voters"]) == ("100%", "3 / 3")
    assert "Proposal 1" not in page.get_text()
    assert page.select_one("a[href$='/count']") is None


def test_renews_itself_and_has_a_link_that_does_the_same(worker, cycle):
    page = soup(ask(worker, cycle, "tally", NOON))

    [link] = page.select("[hx-get]")
    assert link["href"] == link["hx-get"] == f"/staff/cycles/{cycle.id}/tally"
    assert link["hx-trigger"] == "every 10s, click"
    assert page.select_one(link["hx-target"]) is not None


def test_htmx_gets_the_part_that_it_renews(worker, cycle):
    part = soup(ask(worker, cycle, "tally", NOON, headers={"HX-Request": "true"}))

    assert [element["id"] for element in part.find_all(recursive=False)] == ["watch"]
    assert part.select_one("[hx-get]") is not None


def test_stops_renewing_itself_once_voting_is_over(worker, cycle):
    assert not soup(ask(worker, cycle, "tally")).select_one("[hx-get]").has_attr("hx-trigger")


def test_shows_votes_where_the_rules_say_so(worker, area):
    cycle = voted_cycle([["p2"], ["p2"], ["p1"]], area=area, shows_tally=True)

    rows = soup(ask(worker, cycle, "tally", NOON)).select("#votes ~ .scroll tbody tr, section tbody tr")

    assert [" ".join(row.get_text(" ").split()) for row in rows][:3] == [
        "2. Proposal 2 2", "1. Proposal 1 1", "3. Proposal 3 0",
    ]  # fmt: skip


def test_shows_votes_once_the_box_is_closed(worker, cycle):
    assert "Proposal 1" not in soup(ask(worker, cycle, "tally")).get_text()
    counted(cycle)

    assert "2. Proposal 2" in soup(ask(worker, cycle, "tally")).get_text()


def test_warns_of_short_ballots(worker, cycle):
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.ballots, kept.lengths = 100, {"1": 40, "2": 60}
    commit(kept)

    page = soup(ask(worker, cycle, "tally", NOON))

    assert "Many ballots use fewer choices" in page.get_text()
    assert "about 40%" in page.get_text()
    assert "under 3%" in page.get_text()


def test_the_page_costs_the_same_however_many_ballots_there_are(worker, area):
    cycle = voted_cycle([["p1"]], area=area)
    ask(worker, cycle, "tally", NOON)
    asked = []
    for _ in range(2):
        db.session.expire_all()
        with recorded() as statements:
            ask(worker, cycle, "tally", NOON)
        asked.append(statements)
        for _ in range(20):
            vote(cycle, ["p1"])

    before, after = ([one for one in some if one.startswith("SELECT")] for some in asked)
    assert len(after) == len(before) + 1  # The roll grew, so that it was read once more.
    assert not [one for one in before + after if "FROM ballot" in one or "commitment" in one]


def test_an_official_counts_looks_it_through_and_publishes(official, area, cycle):
    button = soup(ask(official, cycle, "tally")).select_one("a.button[href$='/count']")
    assert button.get_text() == "Count and see the result"
    assert "3 ballots are in the box." in soup(ask(official, cycle, "count")).get_text()

    answer = ask(official, cycle, "count", method="post")
    assert (answer.status_code, answer.location) == (303, f"/staff/cycles/{cycle.id}/result")
    preview = soup(ask(official, cycle, "result"))
    assert "Not published yet." in preview.get_text()
    assert preview.select_one("a[href$='/publish-result']") is not None
    assert preview.select("a[href$='.csv']") == []
    assert "Publish the result?" in soup(ask(official, cycle, "publish-result")).get_text()

    answer = ask(official, cycle, "publish-result", method="post")
    assert (answer.status_code, answer.location) == (303, f"/staff/cycles/{cycle.id}/result")
    page = soup(ask(official, cycle, "result")).get_text()
    assert "The result is published." in page
    assert "This result has been public since" in page
    assert official.client.get(f"/cycles/{cycle.id}/result").status_code == 200
    actions = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["count ballots", "publish result"]


def test_counting_and_publishing_twice_changes_nothing(official, cycle):
    for page in ("count", "count", "publish-result", "publish-result"):
        assert ask(official, cycle, page, method="post").status_code == 303

    assert db.session.scalar(db.select(db.func.count()).select_from(AuditEntry)) == 2


def test_nothing_is_counted_while_voting_goes_on(official, cycle):
    assert "Ballots are counted after the end of voting." in soup(ask(official, cycle, "count", NOON)).get_text()
    assert ask(official, cycle, "count", NOON, "post").status_code == 409

    assert db.session.get(Result, cycle.id) is None


def test_nothing_is_published_that_is_not_counted(official, cycle):
    assert ask(official, cycle, "publish-result", method="post").status_code == 409
    assert ask(official, cycle, "publish-result").location == f"/staff/cycles/{cycle.id}/tally"
    assert ask(official, cycle, "result").location == f"/staff/cycles/{cycle.id}/tally"


def test_what_is_done_need_not_be_confirmed_again(official, cycle):
    published(cycle)

    for page in ("count", "publish-result"):
        assert ask(official, cycle, page).location == f"/staff/cycles/{cycle.id}/result"


def test_a_worker_watches_and_does_not_count(worker, cycle):
    assert soup(ask(worker, cycle, "tally")).select_one("a[href$='/count']") is None
    for method in ("get", "post"):
        assert ask(worker, cycle, "count", method=method).status_code == 403
        assert ask(worker, cycle, "publish-result", method=method).status_code == 403
    counted(cycle)
    page = soup(ask(worker, cycle, "result"))
    assert page.select_one("a[href$='/publish-result']") is None


def test_another_districts_vote_is_not_there(signed_in, cycle):
    stranger = signed_in(Role.OFFICIAL, make_tree()[1])

    for page in ("tally", "count", "result", "publish-result"):
        assert ask(stranger, cycle, page).status_code == 404
        assert ask(stranger, cycle, page, method="post").status_code in (404, 405)


@pytest.mark.parametrize("state", ["draft", "upcoming", "without roll"])
def test_there_is_a_page_before_anybody_voted(official, area, state):
    cycle = make_cycle(area, published_at=None if state == "draft" else NOON)
    now = NOON - 2 * DAY if state == "upcoming" else NOON

    page = soup(ask(official, cycle, "tally", now))

    assert ("Voting has not begun yet." in page.get_text()) == (state != "without roll")
    assert page.select("section table") == []


def test_reading_is_open_to_every_role_that_watches(signed_in, area, cycle):
    assert ask(signed_in(Role.ADMINISTRATOR, area), cycle, "tally").status_code == 200
    assert ask(signed_in(Role.PROFESSIONAL, area), cycle, "tally").status_code == 403
