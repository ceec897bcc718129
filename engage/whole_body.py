"""Between the server and the application: requests go in whole, and in turn."""

import tempfile
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import IO, Any

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

READ_BYTES = 65_536
MEMORY_BYTES = 1024 * 1024  # A longer body waits in a temporary file.
MOST_BYTES = 64 * 1024 * 1024  # Nothing longer is read; the application's own limit is lower and answers politely.
MOST_AT_ONCE = 4
PATIENCE_SECONDS = 0.25


class WholeBody:
    """Lets a request in once all of its body is here, and one after the other.

    Granian ends a request's body wherever the sender hung up, without a word: half a form would pass for a shorter
    form, and a ballot would lose choices. And a phone that sends slowly should hold up a waiting thread, never a
    working one.

    Threads of one process that work at the same time only wait for each other: the one that holds the store's write
    lock waits for the interpreter. So they take turns, but a request that takes long, such as an official's import,
    loses its turn to the next after `patience` seconds and goes on beside it.
    """

    def __init__(self, app: App, *, most_at_once: int = MOST_AT_ONCE, patience: float = PATIENCE_SECONDS) -> None:
        self._app = app
        self._patience = patience
        self._room = threading.BoundedSemaphore(most_at_once)
        self._turn = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if problem := take_body(environ):
            start_response(problem, [("Content-Type", "text/plain"), ("Content-Length", str(len(problem)))])
            return [problem.encode()]
        with self._room:
            has_turn = self._turn.acquire(timeout=self._patience)
            try:
                return self._app(environ, start_response)
            finally:
                environ["wsgi.input"].close()
                if has_turn:
                    self._turn.release()


def take_body(environ: Environ) -> str | None:
    """Put the whole body in place of the stream, or return the status that refuses the request."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return "411 Length Required"  # Without a length, the end of the body and a broken connection look alike.
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 < length <= MOST_BYTES:
        environ["wsgi.input"] = BytesIO()
        return None
    body: IO[bytes] = BytesIO() if length <= MEMORY_BYTES else tempfile.TemporaryFile()  # noqa: SIM115
    if _copy(environ["wsgi.input"], body, length) < length:
        body.close()
        return "400 Bad Request"
    body.seek(0)
    environ["wsgi.input"] = body
    return None


def _copy(source: Any, target: IO[bytes], length: int) -> int:
    copied = 0
    while copied < length and (piece := source.read(min(READ_BYTES, length - copied))):
        target.write(piece)
        copied += len(piece)
    return copied
