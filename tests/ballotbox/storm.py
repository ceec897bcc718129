"""A process of its own that casts for one slot from several threads at once; prints what became of each form.

Usage: storm.py STORE_URL SLOT_ID ELECTION_ID THREADS
"""

import json
import sys
import threading

from conftest import make_settings
from factories import NOON

from engage.app import create_app
from engage.ballotbox import services
from engage.ballotbox.keys import election_key
from engage.errors import EngageError
from engage.extensions import db
from engage.transaction import in_transaction


def main(url, slot_id, election_id, threads):
    app = create_app(make_settings(url))
    key = election_key(b"k" * 32, election_id)
    start = threading.Barrier(threads)
    outcomes = []

    def cast(token):
        form = services.BallotForm(slot_id, [token], token)
        with app.app_context():
            start.wait()
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

    workers = [threading.Thread(target=cast, args=(f"{url[:4]}{id(app)}-{number}",)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
