import json
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from factories import DAY, NOON, make_election, make_slot
from sqlalchemy import select, text

from engage.ballotbox import queries, services
from engage.ballotbox.keys import election_key
from engage.ballotbox.models import Ballot, Turnout
from engage.errors import Closed
from engage.extensions import db
from engage.transaction import in_transaction, transaction

STORM = Path(__file__).with_name("storm.py")
PROCESSES, THREADS = 3, 6


def storm(app, slot):
    """Cast for one slot from many threads of several processes at once; return the outcomes."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, STORM, url, *map(str, (slot.id, slot.election_id, PROCESSES, THREADS))]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environ, check=True, timeout=300)
    return Counter(json.loads(done.stdout))


def check_one_ballot(app, slot):
    slot_id, election_id = slot.id, slot.election_id
    outcomes = storm(app, slot)
    db.session.rollback()
    ballots = db.session.scalar(db.select(db.func.count()).select_from(Ballot).filter_by(election_id=election_id))
    assert ballots == 1, outcomes
    assert outcomes == {"recorded": 1, "VotedElsewhere": PROCESSES * THREADS - 1}, slot_id
    assert queries.faults(election_id) == []
    assert db.session.scalars(select(Turnout.ballots).filter_by(election_id=election_id)).all() == [1]


def test_one_code_used_from_everywhere_at_once_gives_one_ballot(app):
    make_slot(make_election())

    check_one_ballot(app, make_slot(make_election()))


def test_it_is_the_constraint_that_decides(app):
    slot = make_slot(make_election())
    with db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_ballot_slot_key"))
    try:
        with pytest.raises(AssertionError, match="recorded"):
            check_one_ballot(app, slot)
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM ballot"))
            connection.execute(text("CREATE UNIQUE INDEX uq_ballot_slot_key ON ballot (slot_key)"))


def test_a_cast_that_waited_for_the_close_is_refused(app):
    slot = make_slot(make_election(closes_at=NOON + DAY))
    slot_id, election_id = slot.id, slot.election_id
    db.session.rollback()
    closing, outcome = threading.Event(), []

    def cast_late():
        with app.app_context():
            closing.wait()
            form = services.BallotForm(slot_id, ["a"], "late")
            try:
                # The clock of this host still says that it is open.
                in_transaction(
                    services.cast,
                    form,
                    election_key(b"k" * 32, election_id),
                    now=NOON,
                    day=NOON.date(),
                    freeze_rules=lambda: {"any": True},
                    marks_of=lambda rules, choices: choices,
                )
                outcome.append("recorded")
            except Closed:
                outcome.append("closed")
            finally:
                db.session.remove()

    voter = threading.Thread(target=cast_late)
    voter.start()
    with transaction():
        services.close(election_id, now=NOON + DAY)
        closing.set()
        voter.join(timeout=0.5)  # It waits for the lock that is held here.
        assert outcome == []
    voter.join()

    assert outcome == ["closed"]
    assert queries.counts(election_id).ballots == 0
