"""A storm of votes over HTTP while a worker is killed: what was acknowledged is in the box, and the box is sound."""

import http.client
import os
import secrets
import signal
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from urllib.parse import urlencode, urlsplit

import pytest
from cycle_factories import published
from factories import commit, make_area
from flask import session
from flask_wtf.csrf import generate_csrf
from live_server import another_database, run_site
from sqlalchemy import func, select

from engage.ballotbox import services as ballotbox
from engage.ballotbox.models import Ballot, Commitment, RollSlot
from engage.ballotbox.queries import faults
from engage.budget import services as budget
from engage.budget import voter_session
from engage.budget.voting import OpenedBallot
from engage.clock import utcnow
from engage.extensions import db
from engage.residents.models import AccessCode, CodeBatch, Dwelling
from engage.transaction import transaction

VOTERS, THREADS = 240, 12
KILL_AFTER = VOTERS // 3


@dataclass
class Voter:
    """One household before its review page: the signed session and the form that the page holds."""

    slot_id: int
    cookie: str
    form: bytes


@dataclass
class Storm:
    """Phones that send ballots until all are sent. Nobody looks whether a worker lives."""

    host: str
    path: str
    cookie: str
    waiting: SimpleQueue
    acknowledged: dict[int, set[str]] = field(default_factory=dict)
    unanswered: list[Voter] = field(default_factory=list)
    others: list[tuple[int, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        while True:
            try:
                voter = self.waiting.get_nowait()
            except Empty:
                break
            try:
                self._keep(voter, *self._send(connection, voter))
            except (OSError, http.client.HTTPException):
                connection.close()
                with self.lock:
                    self.unanswered.append(voter)
        connection.close()

    def _send(self, connection, voter):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{self.cookie}={voter.cookie}"}
        connection.request("POST", self.path, voter.form, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read()

    def _keep(self, voter, status, location, body):
        with self.lock:
            if status == 303 and "/receipts/" in location:
                self.acknowledged.setdefault(voter.slot_id, set()).add(urlsplit(location).path.rpartition("/")[2])
            elif status == 503:
                self.unanswered.append(voter)
            else:
                self.others.append((status, body))


@pytest.fixture(params=["sqlite", "postgres"])
def site(request, tmp_path):
    """The product with two workers over an empty store."""
    if request.config.getoption("--store") not in (None, request.param):
        pytest.skip("another store was asked for")
    url = ""
    if request.param == "postgres":
        url = another_database(request.getfixturevalue("postgres_url"), "storm")
    with run_site(tmp_path, database_url=url, workers=2) as site:
        yield site


@pytest.fixture
def opened(site):
    """Ballots that households have opened in one vote, each with a letter's code of its own."""
    with site.store():
        now = utcnow()
        cycle = published(make_area(), now, opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=1))
        with transaction():
            budget.open_now(cycle.id, actor_id=None, now=now)
            ballotbox.add_slots(cycle.election_id, VOTERS)
        building = make_area("building")
        own = {"election_id": cycle.election_id, "area_id": building.id}
        batch = commit(CodeBatch(channel="letter", codes=VOTERS, created_at=now, **own))
        homes = [Dwelling(area_id=building.id, label=str(i), floor_area_dm2=8000) for i in range(VOTERS)]
        commit(*homes)
        slots = [RollSlot(dwelling_id=home.id, **own) for home in homes]
        commit(*slots)
        letters = [make_letter(batch, slot, f"{number:04d}") for number, slot in enumerate(slots)]
        commit(*letters)
        return [OpenedBallot(cycle.id, cycle.election_id, letter.slot_id, letter.id) for letter in letters]


def make_letter(batch, slot, locator):
    values = {"batch_id": batch.id, "election_id": batch.election_id, "slot_id": slot.id, "locator": locator}
    return AccessCode(secret_hash="-", state="issued", **values)


def make_voter(site, opened):
    """Return what a household's browser holds after the review page, signed by the application itself."""
    choices = secrets.SystemRandom().sample(["p1", "p2", "p3"], 2)
    with site.app.test_request_context():
        voter_session.open_session(opened, now=utcnow())
        fields = [("csrf_token", generate_csrf()), ("token", secrets.token_urlsafe(16)), ("seen", "")]
        form = urlencode(fields + [("choice", option) for option in choices]).encode()
        serializer = site.app.session_interface.get_signing_serializer(site.app)
        return Voter(opened.slot_id, serializer.dumps(dict(session)), form)


def start(storm):
    threads = [threading.Thread(target=storm.run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    return threads


def test_loses_no_acknowledged_ballot_when_a_worker_is_killed(site, opened):
    cookie, cycle_id = site.app.config["SESSION_COOKIE_NAME"], opened[0].cycle_id
    storm = Storm(urlsplit(site.url).netloc, f"/cycles/{cycle_id}/vote/cast", cookie, SimpleQueue())
    for number, voter in enumerate([make_voter(site, one) for one in opened]):
        for _ in range(2 if number % 5 == 0 else 1):  # Some tap twice.
            storm.waiting.put(voter)
    before = site.workers()

    threads = start(storm)
    wait_for(lambda: len(storm.acknowledged) >= KILL_AFTER or storm.others)
    os.kill(before[0], signal.SIGKILL)
    assert any(thread.is_alive() for thread in threads), "the storm was over before the blow"
    for thread in threads:
        thread.join()

    check(site, opened[0].election_id, storm)
    wait_for(lambda: len(site.workers()) == 2)
    assert before[0] not in site.workers()

    for voter in storm.unanswered:  # Their phones say "try again", and they do.
        storm.waiting.put(voter)
    storm.unanswered = []
    for thread in start(storm):
        thread.join()
    assert storm.unanswered == []
    assert len(check(site, opened[0].election_id, storm)) == VOTERS
    with urllib.request.urlopen(f"{site.url}/readyz", timeout=300) as answer:
        assert answer.status == 200


def check(site, election_id, storm):
    """Check the box against what was acknowledged, and return the receipts."""
    assert storm.others == []
    assert all(len(receipts) == 1 for receipts in storm.acknowledged.values()), "two receipts for one form"
    receipts = set().union(*storm.acknowledged.values())
    with site.store():
        chained = set(db.session.scalars(select(Commitment.receipt).filter_by(election_id=election_id)))
        stored = db.session.scalar(select(func.count()).select_from(Ballot).filter_by(election_id=election_id))
        assert receipts <= chained
        assert len(receipts) == len(storm.acknowledged) <= stored == len(chained)
        assert faults(election_id) == []
    return receipts


def wait_for(condition, seconds=300):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)
