"""Structured logs: one JSON object a line. Ids, and never names, free text, codes, tokens or network addresses."""

import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, g, request

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
logger = logging.getLogger("engage.request")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update((name, value) for name, value in vars(record).items() if name not in STANDARD)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = list(_places(record.exc_info[1]))
        return ENCODER.encode(line)


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield where it happened, then where its cause did. No messages: the values in them may be personal."""
    while error is not None:
        yield type(error).__name__
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


def configure(level: str) -> None:
    # What no line of ours tells need not be found out for each: logging's own documentation names these switches.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("engage")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False


def init_app(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def log(response: Response) -> Response:
        if logger.isEnabledFor(logging.INFO):
            # The rule, not the path: a path may hold a poster's or a receipt's code.
            logger.info(
                "request",
                extra={
                    "method": request.method if request.method in METHODS else "other",
                    "rule": request.url_rule.rule if request.url_rule else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
                },
            )
        return response
