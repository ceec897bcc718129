"""Rating with one ticket from several threads at once, here or in a process of its own.

Usage: storm.py STORE_URL TICKET_CODE THREADS. It says when it is ready, waits for a line, and says what became of each.
"""

import json
import sys
import threading

from conftest import make_settings
from factories import NOON

from engage.app import create_app
from engage.errors import EngageError
from engage.extensions import db
from engage.ratings.services.rate import Marks, rate
from engage.transaction import in_transaction


def use_at_once(app, code, threads):
    """Return what became of each: "recorded" or the name of the refusal."""
    start = threading.Barrier(threads)
    outcomes = []

    def use(level):
        with app.app_context():
            start.wait()
            try:
                in_transaction(rate, code, Marks(level), network=None, now=NOON)
                outcomes.append("recorded")
            except EngageError as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    workers = [threading.Thread(target=use, args=(1 + number % 5,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return outcomes


def main(url, code, threads):
    app = create_app(make_settings(url))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(use_at_once(app, code, int(threads))))


if __name__ == "__main__":
    main(*sys.argv[1:])
