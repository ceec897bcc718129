"""What a block asks of the store, for tests that count."""

from contextlib import contextmanager

from sqlalchemy import event

from engage.extensions import db


@contextmanager
def recorded():
    """Give a list that fills with the statements of the block."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
