"""A process of its own that rates with one ticket from several threads at once; prints what became of each.

Usage: storm.py STORE_URL TICKET_CODE THREADS
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


def main(url, code, threads):
    app = create_app(make_settings(url))
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
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
