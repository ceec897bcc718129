import itertools
import socket
import threading

import pytest

from bench import load
from bench.http1 import BadAnswer

REQUEST = b"GET / HTTP/1.1\r\nHost: test\r\n\r\n"
KEPT = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.fixture
def serve():
    """Return a function that serves one canned answer and hangs up after so many on a connection."""
    listeners = []

    def serve(answer, hang_up_after=None):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=accept, args=(listener, answer, hang_up_after), daemon=True).start()
        return listener.getsockname()

    def accept(listener, answer, hang_up_after):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection, answer, hang_up_after), daemon=True).start()

    def talk(connection, answer, hang_up_after):
        with connection:
            for number in itertools.count(1):
                if not connection.recv(1000):
                    return
                connection.sendall(answer)
                if number == hang_up_after or answer is CLOSED:
                    return

    yield serve
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_sends_each_request_once_over_kept_connections(serve):
    report = load.run(serve(KEPT), [REQUEST] * 50, clients=4)

    assert (report.requests, report.statuses, report.opened) == (50, {200: 50}, 4)
    assert report.rate > 0
    assert report.latency_ms(0.5) <= report.latency_ms(1)


def test_opens_connections_anew_when_the_server_closes_them(serve):
    assert load.run(serve(CLOSED), [REQUEST] * 20, clients=2).opened == 20


def test_sends_again_what_a_closed_connection_swallowed(serve):
    report = load.run(serve(KEPT, hang_up_after=5), [REQUEST] * 23, clients=1)

    assert (report.requests, report.opened) == (23, 5)


def test_ends_when_its_time_is_up(serve):
    report = load.run(serve(KEPT), itertools.repeat(REQUEST), seconds=0.2)

    assert 0.2 <= report.seconds < 5
    assert report.requests > 0


def test_an_unexpected_answer_ends_the_measurement(serve):
    with pytest.raises(load.Unexpected, match="answered 200"):
        load.run(serve(KEPT), [REQUEST], expect=(303,))


def test_a_broken_answer_ends_the_measurement(serve):
    with pytest.raises(BadAnswer):
        load.run(serve(KEPT[:-1], hang_up_after=1), [REQUEST])
