"""Votes for proposals stay hidden until they may be seen: on every page, in every fragment, file and export."""

import io
import itertools
import zipfile

import pytest
import time_machine
from factories import DAY, NOON, commit, make_cycle, make_user
from test_routes import address, routes
from vote_factories import CLOSED, counted, vote

from engage.accounts.models import Role
from engage.ballotbox.models import ElectionCount
from engage.budget.models import Cycle, Result
from engage.budget.shown import may_see_tally, votes_so_far
from engage.extensions import db

# Numbers that stand nowhere by chance.
MARKS = {"p1": 48611, "p2": 73019, "p3": 20983}
HTMX = {"HX-Request": "true"}


def content(response):
    """All that an answer says, unpacked and without the separators of thousands."""
    data = response.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.replace(b",", b"").replace("\u202f".encode(), b"").replace("\u00a0".encode(), b"")


def leaks(app, browser, samples, *, asks_twice=False):
    """Return the rule of every page that tells a number of votes, itself, as a fragment, or by where it leads.

    It asks for a fragment where a page says that it has one, or everywhere.
    """
    asked = set()

    def tells(path, **headers):
        asked.add(path)
        answer = browser.get(path, headers=headers)
        if any(str(number).encode() in content(answer) for number in MARKS.values()):
            return True
        # Most of a stranger's pages lead to the one for signing in.
        if answer.location and answer.location not in asked and tells(answer.location, **headers):
            return True
        return not headers and (asks_twice or varies(answer)) and tells(path, **HTMX)

    return [rule.rule for rule, method in routes(app) if method == "GET" and tells(address(app, rule, samples))]


def varies(answer):
    return "HX-Request" in answer.vary


class Noting:
    """A browser that remembers what it was answered: {(path, whether htmx asked): answer}."""

    def __init__(self, browser):
        self.browser, self.answers = browser, {}

    def get(self, path, headers):
        answer = self.answers[path, bool(headers)] = self.browser.get(path, headers=headers)
        return answer


@pytest.fixture
def walked(samples):
    """The cycle that a walk over all pages comes by, with votes."""
    return voted(db.session.get_one(Cycle, samples["cycle_id"]))


@pytest.fixture
def cycle(app):
    return voted(make_cycle())


def voted(cycle):
    """Return a cycle in which somebody has voted, and whose kept counters have known numbers."""
    vote(cycle, ["p1"])
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.marks = dict(MARKS)
    commit(kept)
    return cycle


def count(cycle):
    """Count the cycle, with the known numbers as its result."""
    result = counted(cycle)
    steps = [{**step, "votes": MARKS[step["id"]]} for step in result.outcome["steps"]]
    result.outcome = {**result.outcome, "votes": MARKS, "steps": steps}
    return commit(result)


def publish(cycle):
    result = count(cycle)
    result.published_at = CLOSED
    return commit(result)


@pytest.fixture
def staff(sign_in, district):
    """A function that signs somebody in who may do everything there, or less."""
    return lambda role=Role.ADMINISTRATOR: sign_in(make_user(role, district))


@pytest.mark.parametrize(
    ("role", "now"),
    [
        *itertools.product([None, Role.OFFICIAL], [NOON, CLOSED + DAY]),
        (Role.ADMINISTRATOR, CLOSED + DAY),  # While voting goes on: see below.
    ],
)
@pytest.mark.usefixtures("walked")
def test_nobody_sees_votes_before_the_box_is_closed(app, client, staff, samples, now, role):
    with time_machine.travel(now, tick=False):
        assert leaks(app, staff(role) if role else client, samples) == []


def test_residents_see_no_votes_before_the_result_is_published(app, client, staff, samples, walked):
    count(walked)

    with time_machine.travel(CLOSED + DAY, tick=False):
        assert leaks(app, client, samples) == []
        assert "/staff/cycles/<int:cycle_id>/result" in leaks(app, staff(), samples)


def test_a_published_result_is_found_by_this_test(app, client, samples, walked):
    """So that its silence about the others means something."""
    publish(walked)

    with time_machine.travel(CLOSED + DAY, tick=False):
        found = leaks(app, client, samples)

    assert {f"/cycles/<int:cycle_id>/result{ending}" for ending in ("", ".csv", ".xlsx", ".pb")} <= set(found)


@pytest.mark.usefixtures("walked")
def test_an_administrator_sees_no_votes_in_fragments_and_every_page_that_has_one_says_so(app, staff, samples):
    """So that the other walks need not ask for each page twice, and a cache keeps the two apart."""
    with time_machine.travel(NOON, tick=False):
        browser = Noting(staff())
        assert leaks(app, browser, samples, asks_twice=True) == []

    pages = {
        path: answer for (path, is_part), answer in browser.answers.items() if not is_part and answer.status_code == 200
    }
    parted = {
        path
        for path, page in pages.items()
        if b"<html" in page.data and b"<html" not in browser.answers[path, True].data
    }
    assert parted
    assert parted == {path for path, page in pages.items() if varies(page)}


@pytest.mark.parametrize(
    ("now", "state", "shows", "resident", "official"),
    [
        (NOON - 2 * DAY, None, True, False, False),
        (NOON, None, False, False, False),
        (NOON, None, True, True, True),
        (CLOSED, None, False, False, False),
        (CLOSED, None, True, True, True),
        (CLOSED, count, False, False, True),
        (CLOSED, publish, False, True, True),
    ],
)
def test_one_function_decides(cycle, now, state, shows, resident, official):
    cycle.shows_tally = shows
    cycle.election.rules = {**cycle.election.rules, "shows_tally": shows}
    commit(cycle)
    if state:
        state(cycle)

    assert (may_see_tally(cycle, now), may_see_tally(cycle, now, as_staff=True)) == (resident, official)
    assert (votes_so_far(cycle, now) is not None) == resident


def test_from_the_freeze_on_the_frozen_word_counts(cycle):
    cycle.shows_tally = True
    commit(cycle)

    assert not may_see_tally(cycle, NOON)


def test_a_draft_shows_nothing(cycle):
    cycle.published_at, cycle.shows_tally = None, True
    commit(cycle)

    assert not may_see_tally(cycle, NOON, as_staff=True)
    assert db.session.get(Result, cycle.id) is None
