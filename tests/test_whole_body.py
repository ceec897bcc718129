import threading
from io import BytesIO

import pytest

from engage.whole_body import MOST_BYTES, WholeBody, take_body

LONG = 60  # Seconds, however busy the machine; nothing waits for them unless it is stuck.


class Sender:
    """A stream that gives a few bytes at a time and ends where the sender hung up."""

    def __init__(self, data):
        self.data = BytesIO(data)

    def read(self, size):
        return self.data.read(min(size, 7))


def make_environ(data=b"", length=None, **kwargs):
    return {"wsgi.input": Sender(data), "CONTENT_LENGTH": str(len(data) if length is None else length), **kwargs}


@pytest.mark.parametrize("size", [1, 7, 5_000, 1_500_000])
def test_gives_the_whole_body(size):
    environ = make_environ(b"x" * size)

    assert take_body(environ) is None
    with environ["wsgi.input"] as body:
        assert body.read() == b"x" * size


def test_leaves_what_follows_the_body():
    environ = make_environ(b"choice=1&choice=2", length=8)

    assert take_body(environ) is None
    assert environ["wsgi.input"].read() == b"choice=1"


@pytest.mark.parametrize("sent", [b"", b"choice=1&cho", b"x" * 1_200_000])
def test_refuses_a_body_that_breaks_off(sent):
    assert take_body(make_environ(sent, length=len(sent) + 1)) == "400 Bad Request"


def test_refuses_a_body_without_a_length():
    assert take_body({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Sender(b"x")}) == "411 Length Required"


def test_never_reads_a_body_that_is_far_too_long():
    environ = make_environ(b"x" * 100, length=MOST_BYTES + 1)

    assert take_body(environ) is None
    assert environ["wsgi.input"].read() == b""
    assert environ["CONTENT_LENGTH"] == str(MOST_BYTES + 1)  # By which the application refuses it.


def test_needs_no_body():
    environ = {"wsgi.input": Sender(b"")}

    assert take_body(environ) is None
    assert environ["wsgi.input"].read() == b""


class Visitors:
    """Runs requests in threads of their own through an application that waits until it is told to go on."""

    def __init__(self, **kwargs):
        self.go_on = threading.Event()
        self.inside = threading.Semaphore(0)
        self.app = WholeBody(self._work, **kwargs)
        self.threads = []

    def _work(self, environ, start_response):
        self.inside.release()
        if environ.get("slow"):
            self.go_on.wait(10 * LONG)
        return []

    def send(self, **environ):
        thread = threading.Thread(target=self.app, args=({"wsgi.input": Sender(b""), **environ}, None))
        thread.start()
        self.threads.append(thread)

    def let_go(self):
        self.go_on.set()
        for thread in self.threads:
            thread.join(LONG)


@pytest.fixture
def visitors():
    made = []

    def make(**kwargs):
        made.append(Visitors(**kwargs))
        return made[-1]

    yield make
    for each in made:
        each.let_go()


def test_requests_take_turns(visitors):
    here = visitors(patience=10 * LONG)
    here.send(slow=True)
    assert here.inside.acquire(timeout=LONG)
    here.send()

    assert not here.inside.acquire(timeout=0.3)
    here.go_on.set()
    assert here.inside.acquire(timeout=LONG)


def test_a_long_request_loses_its_turn(visitors):
    here = visitors(patience=0.1)
    here.send(slow=True)
    here.send()

    assert here.inside.acquire(timeout=LONG)
    assert here.inside.acquire(timeout=LONG)


def test_no_more_than_so_many_at_once(visitors):
    here = visitors(patience=0.05, most_at_once=2)
    for _ in range(3):
        here.send(slow=True)

    assert here.inside.acquire(timeout=LONG)
    assert here.inside.acquire(timeout=LONG)
    assert not here.inside.acquire(timeout=0.5)


def test_a_failing_request_gives_its_turn_back():
    def fail(environ, start_response):
        raise RuntimeError

    app = WholeBody(fail, most_at_once=1, patience=10 * LONG)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            app({"wsgi.input": Sender(b"")}, None)
