"""Structured logs: one JSON object a line. Ids, and never names, free text, codes, tokens or network addresses."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TextIO

from flask import Flask, Response, g, request

from engage.clock import utcnow

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger("engage.request")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _at(int(record.created)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update((name, value) for name, value in vars(record).items() if name not in STANDARD)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = list(_places(record.exc_info[1]))
        return ENCODER.encode(line)


@lru_cache(maxsize=4)
def _at(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(second))


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield where it happened, then where its cause did. No messages: the values in them may be personal."""
    while error is not None:
        yield type(error).__name__
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


class Lines(logging.StreamHandler[TextIO]):
    """Writes records, and finished lines past `logging`, which takes 60 µs around each."""

    def write(self, line: str) -> None:
        self.acquire()
        try:
            self.stream.write(line + "\n")
            self.stream.flush()
        finally:
            self.release()


def configure(level: str) -> None:
    # What no line of ours tells need not be found out for each: logging's own documentation names these switches.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = Lines(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("engage")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False


@lru_cache(maxsize=1024)
def _request(method: str, rule: str | None) -> str:
    """Return what the lines of all requests of this kind have in common, ready to be continued."""
    line = {"level": "INFO", "logger": logger.name, "message": "request", "method": method, "rule": rule}
    return ENCODER.encode(line).removeprefix("{").removesuffix("}")


def request_line(method: str, rule: str | None, status: int, started: float) -> str:
    """Return the line of a request. The rule, not the path: a path may hold a poster's or a receipt's code."""
    kind = _request(method if method in METHODS else "other", rule)
    ms = (time.perf_counter() - started) * 1000
    return f'{{"at": "{_at(int(utcnow().timestamp()))}", {kind}, "status": {status}, "ms": {ms:.1f}}}'


def init_app(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def log(response: Response) -> Response:
        if logger.isEnabledFor(logging.INFO):
            rule = request.url_rule.rule if request.url_rule else None
            started = g.get("started", time.perf_counter())
            line = request_line(request.method, rule, response.status_code, started)
            for handler in logging.getLogger("engage").handlers:
                if isinstance(handler, Lines):
                    handler.write(line)
        return response
