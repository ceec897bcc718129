"""The yardstick: what a bare Flask app does on this machine, neither tuned nor slowed.

It is always served by gunicorn with two sync workers. One route returns a constant. The other makes one durable insert
the plain way: a connection kept per process, write-ahead log, synchronous=FULL, one short immediate transaction.
"""

import os
from functools import cache

from flask import Flask
from pysqlite3 import dbapi2 as sqlite3

app = Flask(__name__)


@app.get("/constant")
def constant() -> str:
    return "constant"


@app.post("/insert")
def insert() -> str:
    connection = connect()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO entry (kind, text) VALUES (?, ?)", (1, "a small row of plain text"))
    connection.execute("COMMIT")
    return "inserted"


@cache
def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(os.environ["YARDSTICK_DATABASE"], isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def create_store(path: str) -> None:
    """Make the file before the workers start: two that switch it to write-ahead logging at once would collide."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, kind INTEGER, text TEXT)")
    connection.close()
