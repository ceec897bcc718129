"""Just enough of an HTTP/1.1 client to measure with: bytes out, whole answers in, nothing decoded."""

import socket
from dataclasses import dataclass

Address = tuple[str, int]

BODILESS = {204, 304}


class BadAnswer(Exception):
    """The server's bytes are not an HTTP/1.1 answer, or break off."""


@dataclass(slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes  # Chunks joined; still compressed if the server compressed it.
    wire_bytes: int  # What crossed the network for this answer: head, body and chunk marks.

    def header(self, name: str) -> str | None:
        return _header(self.head.lower(), self.head, name.lower().encode())

    def headers(self, name: str) -> list[str]:
        wanted = name.lower()
        lines = [line.decode("latin-1").partition(":") for line in self.head.split(b"\r\n")[1:]]
        return [value.strip() for key, _, value in lines if key.lower() == wanted]

    @property
    def is_last(self) -> bool:
        """Whether the server closes the connection after this answer."""
        connection = (self.header("connection") or "").lower()
        if self.head.startswith(b"HTTP/1.0"):
            return connection != "keep-alive"
        return connection == "close"


class AnswerReader:
    """Collects one answer from the pieces a socket gives; starts again after each."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head_end = -1
        self._chunked = False
        self._length: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self._buffer

    def feed(self, data: bytes, *, head_only: bool = False) -> Answer | None:
        """Take what was read, b"" at the end of the stream, and return the answer once it is whole."""
        self._buffer += data
        if self._head_end < 0 and not self._read_head(head_only=head_only):
            if not data:
                raise BadAnswer(f"the connection ended inside the head: {bytes(self._buffer[:80])!r}")
            return None
        end = self._body_end(ended=not data)
        if end is None:
            if not data:
                raise BadAnswer("the connection ended inside the body")
            return None
        return self._take(end)

    def _read_head(self, *, head_only: bool) -> bool:
        mark = self._buffer.find(b"\r\n\r\n")
        if mark < 0:
            return False
        if not self._buffer.startswith(b"HTTP/1."):
            raise BadAnswer(f"not an HTTP/1 answer: {bytes(self._buffer[:40])!r}")
        status = int(self._buffer[9:12])
        if 100 <= status < 200:  # An interim answer, such as "103 Early Hints": the real one follows.
            del self._buffer[: mark + 4]
            return self._read_head(head_only=head_only)
        head = bytes(self._buffer[:mark]).lower()
        self._head_end = mark + 4
        self._chunked = "chunked" in (_header(head, head, b"transfer-encoding") or "")
        length = _header(head, head, b"content-length")
        self._length = int(length) if length is not None else None
        if head_only or status in BODILESS:
            self._chunked, self._length = False, 0
        return True

    def _body_end(self, *, ended: bool) -> int | None:
        if self._chunked:
            return _chunks_end(self._buffer, self._head_end)
        if self._length is None:  # No length and no chunks: the body lasts as long as the connection.
            return len(self._buffer) if ended else None
        end = self._head_end + self._length
        return end if len(self._buffer) >= end else None

    def _take(self, end: int) -> Answer:
        body = bytes(self._buffer[self._head_end : end])
        answer = Answer(
            status=int(self._buffer[9:12]),
            head=bytes(self._buffer[: self._head_end - 4]),
            body=_join_chunks(body) if self._chunked else body,
            wire_bytes=end,
        )
        del self._buffer[:end]
        self._head_end = -1
        return answer


class Connection:
    """A connection that stays open as long as the server offers it and is opened anew when it does not."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.socket: socket.socket | None = None
        self.is_reused = False
        self.reader = AnswerReader()

    def send(self, request: bytes) -> None:
        if self.socket is None:
            self.open()
        assert self.socket is not None
        self.socket.sendall(request)

    def open(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.connect(self.address)
        self.reader = AnswerReader()
        self.is_reused = False

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def exchange(self, request: bytes) -> Answer:
        """Send one request and wait for its answer."""
        self.send(request)
        assert self.socket is not None
        answer = None
        while answer is None:
            answer = self.reader.feed(self.socket.recv(65536), head_only=request.startswith(b"HEAD "))
        if answer.is_last:
            self.close()
        return answer


def build_request(
    method: str, path: str, address: Address, *, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address[0]}:{address[1]}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _header(lower_head: bytes, head: bytes, name: bytes) -> str | None:
    start = lower_head.find(b"\r\n" + name + b":")
    if start < 0:
        return None
    start += len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else len(head)].strip().decode("latin-1")


def _chunks_end(buffer: bytearray, start: int) -> int | None:
    """Return where the last chunk and the trailers end, or None while they have not all arrived."""
    while True:
        line_end = buffer.find(b"\r\n", start)
        if line_end < 0:
            return None
        size = int(buffer[start:line_end].split(b";")[0], 16)
        if size == 0:
            return _trailers_end(buffer, line_end)
        start = line_end + 2 + size + 2
        if start > len(buffer):
            return None


def _trailers_end(buffer: bytearray, line_end: int) -> int | None:
    mark = buffer.find(b"\r\n\r\n", line_end)
    return mark + 4 if mark >= 0 else None


def _join_chunks(body: bytes) -> bytes:
    pieces, start = [], 0
    while True:
        line_end = body.index(b"\r\n", start)
        size = int(body[start:line_end].split(b";")[0], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[line_end + 2 : line_end + 2 + size])
        start = line_end + 2 + size + 2
