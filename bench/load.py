"""A load generator: a fixed number of clients in one process, each sending its next request when its last is answered.

It is light enough for two cores to carry it beside the server, and serves every contestant alike: the same clients,
the same code, connections kept when the server offers that and opened anew when it does not.
"""

import select
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from bench.http1 import Address, Answer, BadAnswer, Connection

CLIENTS = 8
STALL_SECONDS = 60


class Unexpected(Exception):
    """An answer that the measurement must not count: the figure would be of something else."""


@dataclass
class Report:
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list, repr=False)
    wire_bytes: int = 0
    opened: int = 0  # Connections.

    @property
    def requests(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Requests answered per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def latency_ms(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    def summary(self) -> str:
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"{self.rate:7.0f}/s  p50 {self.latency_ms(0.5):6.2f} ms  p99 {self.latency_ms(0.99):7.2f} ms  "
            f"{statuses}  ({self.opened} connections)"
        )


def run(
    address: Address,
    requests: Iterable[bytes],
    *,
    seconds: float | None = None,
    clients: int = CLIENTS,
    expect: Collection[int] = (200,),
    check: Callable[[Answer], None] | None = None,
) -> Report:
    """Send the requests, each once and in order, until they or the seconds run out.

    Raises `Unexpected` for a status that is not in `expect`, and `BadAnswer` for one that breaks off.
    """
    return _Run(address, iter(requests), expect, check).go(clients, seconds)


class _Client:
    __slots__ = ("connection", "request", "started")

    def __init__(self, address: Address) -> None:
        self.connection = Connection(address)
        self.request = b""
        self.started = 0.0


class _Run:
    def __init__(
        self,
        address: Address,
        requests: Iterator[bytes],
        expect: Collection[int],
        check: Callable[[Answer], None] | None,
    ) -> None:
        self.address = address
        self.requests = requests
        self.expect = frozenset(expect)
        self.check = check
        self.report = Report()
        self.poll = select.epoll()
        self.busy: dict[int, _Client] = {}
        self.deadline = float("inf")

    def go(self, clients: int, seconds: float | None) -> Report:
        everyone = [_Client(self.address) for _ in range(clients)]
        started = time.perf_counter()
        if seconds is not None:
            self.deadline = started + seconds
        try:
            for client in everyone:
                self._send_next(client)
            while self.busy:
                self._wait()
        finally:
            for client in everyone:
                client.connection.close()
            self.poll.close()
        self.report.seconds = time.perf_counter() - started
        return self.report

    def _wait(self) -> None:
        ready = self.poll.poll(STALL_SECONDS)
        if not ready:
            raise Unexpected(f"no answer for {STALL_SECONDS} seconds")
        for descriptor, _event in ready:
            self._read(self.busy[descriptor])

    def _send_next(self, client: _Client) -> None:
        request = next(self.requests, None) if time.perf_counter() < self.deadline else None
        if request is None:
            self._close(client)  # An idle connection would only report when the server tires of it.
            return
        client.request = request
        client.started = time.perf_counter()
        self._send(client)

    def _send(self, client: _Client) -> None:
        connection = client.connection
        if connection.socket is None:
            connection.open()
            self.report.opened += 1
            self.poll.register(connection.socket, select.EPOLLIN)
        assert connection.socket is not None
        self.busy[connection.socket.fileno()] = client
        try:
            connection.socket.sendall(client.request)
        except (BrokenPipeError, ConnectionResetError):
            self._reopen(client)

    def _read(self, client: _Client) -> None:
        connection = client.connection
        assert connection.socket is not None
        try:
            data = connection.socket.recv(262144)
        except ConnectionResetError:
            data = b""
        if not data and connection.reader.is_empty:
            self._reopen(client)
            return
        answer = connection.reader.feed(data, head_only=client.request.startswith(b"HEAD "))
        if answer is not None:
            self._count(client, answer)
            del self.busy[connection.socket.fileno()]
            connection.is_reused = True
            if answer.is_last or not data:
                self._close(client)
            self._send_next(client)

    def _reopen(self, client: _Client) -> None:
        """The server closed a kept connection just as it was used again: any client sends its request once more."""
        was_reused = client.connection.is_reused
        self._close(client)
        if not was_reused:
            raise BadAnswer("the connection was closed without an answer")
        self._send(client)

    def _close(self, client: _Client) -> None:
        if client.connection.socket is not None:
            self.busy.pop(client.connection.socket.fileno(), None)
        client.connection.close()  # Closing takes it out of the poll, too.

    def _count(self, client: _Client, answer: Answer) -> None:
        report = self.report
        report.latencies.append(time.perf_counter() - client.started)
        report.statuses[answer.status] += 1
        report.wire_bytes += answer.wire_bytes
        if answer.status not in self.expect:
            what = client.request.split(b"\r\n", 1)[0].decode("latin-1")
            raise Unexpected(f"{what} was answered {answer.status}: {answer.body[:300]!r}")
        if self.check:
            self.check(answer)
