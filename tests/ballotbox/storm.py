"""Processes that cast for one slot from several threads each, all at once; prints what became of each form.

Usage: storm.py STORE_URL SLOT_ID ELECTION_ID PROCESSES THREADS
"""

import json
import multiprocessing
import sys
import threading
from datetime import UTC, datetime

from engage.app import create_app
from engage.ballotbox import services
from engage.ballotbox.keys import election_key
from engage.config import Settings
from engage.errors import EngageError
from engage.extensions import db
from engage.transaction import in_transaction

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
READY_SECONDS = 100  # For whoever is stuck, or is waited for in vain.


def storm(settings, slot_id, election_id, threads, start, told):
    """Cast from the threads of this process, when every thread of every process is ready to."""
    app = create_app(settings)
    key = election_key(b"k" * 32, election_id)
    outcomes = []

    def cast(token):
        form = services.BallotForm(slot_id, [token], token)
        with app.app_context():
            start.wait(READY_SECONDS)
            try:
                answer = in_transaction(
                    services.cast,
                    form,
                    key,
                    now=NOON,
                    day=NOON.date(),
                    freeze_rules=lambda: {"any": True},
                    marks_of=lambda rules, choices: choices,
                )
                outcomes.append(answer.outcome)
            except EngageError as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    name = multiprocessing.current_process().name
    workers = [threading.Thread(target=cast, args=(f"{name} {number}",)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    told.put(outcomes)  # Few enough for the pipe to hold them until all have ended.


def main(url, slot_id, election_id, processes, threads):
    """What is imported by now is there in every process: importing it takes far longer than the storm."""
    settings = Settings(
        secret_key="test secret key, long enough for the check",
        ballot_key=b"b" * 32,
        signing_key=b"s" * 32,
        database_url=url,
        public_url="http://localhost",
        log_level="ERROR",
    )
    forked = multiprocessing.get_context("fork")
    start, told = forked.Barrier(processes * threads), forked.SimpleQueue()
    running = [
        forked.Process(target=storm, args=(settings, slot_id, election_id, threads, start, told))
        for _number in range(processes)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    outcomes = [outcome for _process in running for outcome in told.get()]
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
