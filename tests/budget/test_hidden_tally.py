"""Votes for proposals stay hidden until they may be seen: on every page, in every fragment, file and export."""

import io
import zipfile

import pytest
import time_machine
from factories import DAY, NOON, commit, make_user
from test_routes import address, routes
from vote_factories import CLOSED, counted, vote

from engage.accounts.models import Role
from engage.ballotbox.models import ElectionCount
from engage.budget.models import Cycle, Result
from engage.budget.shown import may_see_tally, votes_so_far
from engage.extensions import db

# Numbers that stand nowhere by chance.
MARKS = {"p1": 48611, "p2": 73019, "p3": 20983}


def content(response):
    """All that an answer says, unpacked and without the separators of thousands."""
    data = response.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    return data.replace(b",", b"").replace("\u202f".encode(), b"").replace("\u00a0".encode(), b"")


def leaks(app, browser, samples):
    """Return (route, headers) of every page that tells a number of votes."""
    found = []
    for rule, method in routes(app):
        if method != "GET":
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer = browser.get(address(app, rule, samples), headers=headers, follow_redirects=True)
            if any(str(number).encode() in content(answer) for number in MARKS.values()):
                found.append((rule.rule, headers))
    return found


@pytest.fixture
def cycle(samples):
    """The cycle of the samples, in which somebody has voted, and whose kept counters have known numbers."""
    cycle = db.session.get_one(Cycle, samples["cycle_id"])
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


@pytest.mark.parametrize("now", [NOON, CLOSED + DAY], ids=["voting", "ended"])
@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.ADMINISTRATOR])
def test_nobody_sees_votes_before_the_box_is_closed(app, client, staff, samples, cycle, now, role):
    with time_machine.travel(now, tick=False):
        assert leaks(app, staff(role) if role else client, samples) == []


def test_residents_see_no_votes_before_the_result_is_published(app, client, staff, samples, cycle):
    count(cycle)

    with time_machine.travel(CLOSED + DAY, tick=False):
        assert leaks(app, client, samples) == []
        assert "/staff/cycles/<int:cycle_id>/result" in {rule for rule, _ in leaks(app, staff(), samples)}


def test_a_published_result_is_found_by_this_test(app, client, samples, cycle):
    """So that its silence about the others means something."""
    publish(cycle)

    with time_machine.travel(CLOSED + DAY, tick=False):
        found = {rule for rule, _ in leaks(app, client, samples)}

    assert {f"/cycles/<int:cycle_id>/result{ending}" for ending in ("", ".csv", ".xlsx", ".pb")} <= found


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
