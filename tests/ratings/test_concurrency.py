import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from factories import NOON
from rating_factories import make_tickets, make_visit
from ratings.storm import use_at_once
from sqlalchemy import text

from engage.extensions import db
from engage.ratings.models import Rating
from engage.ratings.queries.figures import figure
from engage.ratings.queries.verify import begin_snapshot, differences

STORM = Path(__file__).with_name("storm.py")
THREADS = 3


def check_one_rating(app):
    """Rate with one ticket from several threads of two processes at once: this one and another."""
    visit = make_visit()
    professional_id = visit.professional_id
    [code] = make_tickets(visit)
    db.session.rollback()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, str(STORM), url, code, str(THREADS)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, text=True) as other:
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("\n")
        other.stdin.flush()
        here = use_at_once(app, code, THREADS)
        outcomes = Counter([*here, *json.loads(other.stdout.read())])

    ratings = db.session.scalar(db.select(db.func.count()).select_from(Rating))
    assert (ratings, outcomes) == (1, {"recorded": 1, "Used": 2 * THREADS - 1})
    assert figure(professional_id, "2026", now=NOON).n == 1
    begin_snapshot()
    assert list(differences(Counter())) == []


def test_one_ticket_used_from_everywhere_at_once_gives_one_rating(app):
    check_one_rating(app)


def test_it_is_the_constraint_that_decides(app):
    """Without it every sending would be recorded."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    name = "uq_rating_ticket_id"
    if is_sqlite:
        pytest.skip("SQLite cannot drop a constraint of a table; the other store tries it")
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE rating DROP CONSTRAINT {name}"))
    try:
        with pytest.raises(AssertionError, match="recorded"):
            check_one_rating(app)
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            for table in ("call_back", "rating"):
                connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text(f"ALTER TABLE rating ADD CONSTRAINT {name} UNIQUE (ticket_id)"))
