"""The server itself: real processes on real ports, with an application of a few lines."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request

import pytest

from engage.serve import STOP_SECONDS, CannotListen, PortBusy, free_address

LONG = 120  # Seconds, however busy the machine; only a server that is stuck takes them.
APP = """
    import os
    os.environ["HTTP_X_FORWARDED_FOR"] = "from the process"

    def app(environ, start_response):
        path = environ["PATH_INFO"]
        answer = {
            "/pid": lambda: str(os.getpid()),
            "/body": lambda: str(len(environ["wsgi.input"].read())),
            "/address": lambda: environ["REMOTE_ADDR"],
            "/environ": lambda: " ".join(environ),
        }[path]().encode()
        with open(os.environ["SEEN"], "a") as seen:
            seen.write(path + " ")
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]
"""


class Server:
    def __init__(self, folder):
        (folder / "tiny_app.py").write_text(textwrap.dedent(APP))
        self.seen = folder / "seen"
        self.seen.touch()
        self.log = folder / "log"
        self.port = free_port()
        environ = {**os.environ, "SEEN": str(self.seen), "ENGAGE_SECRET_KEY": "secret", "PYTHONPATH": str(folder)}
        code = f"from engage.serve import serve; serve('tiny_app:app', 'localhost', {self.port}, 2)"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code], env=environ, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(lambda: len(self.workers()) == 2)
        time.sleep(0.5)  # A worker that is told to stop in its first instants may not hear it, and is stopped by force.

    def get(self, path, body=None):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", body, timeout=LONG) as answer:
            return answer.read().decode()

    def send(self, data, *, then_hang_up=False):
        connection = socket.create_connection(("localhost", self.port), timeout=LONG)
        connection.sendall(data)
        if then_hang_up:
            connection.shutdown(socket.SHUT_WR)
        return connection

    def workers(self):
        return {int(self.get("/pid")) for _ in range(40)}

    def stop(self):
        self.process.terminate()
        return self.process.wait(LONG)


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    yield server
    if server.process.poll() is None:
        server.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_for(check, seconds=LONG):
    """Return the first true value of the check; what it raises counts as not yet."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if value := check():
                return value
        except OSError:
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_answers_from_two_workers_and_stops_when_told(server):
    assert len(server.workers()) == 2
    assert server.get("/address") == "127.0.0.1"
    assert server.stop() == 0


def test_stops_at_once_on_control_c(server):
    os.killpg(server.process.pid, signal.SIGINT)  # A terminal tells the workers, too.

    # Of themselves: later they would be stopped by force.
    assert server.process.wait(STOP_SECONDS - 1) == 0


def test_gives_requests_no_secret_and_no_made_up_header(server):
    names = server.get("/environ").split()

    assert "HTTP_HOST" in names
    assert not {"ENGAGE_SECRET_KEY", "HTTP_X_FORWARDED_FOR"} & set(names)


def test_replaces_a_killed_worker(server):
    before = server.workers()
    killed = before.pop()
    os.kill(killed, signal.SIGKILL)

    after = wait_for(lambda: len(found := server.workers()) == 2 and found)
    assert killed not in after
    assert before < after


def test_survives_kills_in_quick_succession(server):
    time.sleep(10)  # Past the time in which dying means that the application cannot start.
    for _ in range(3):
        os.kill(int(wait_for(lambda: server.get("/pid"))), signal.SIGKILL)
        time.sleep(0.5)

    assert wait_for(lambda: server.get("/pid"))
    assert server.process.poll() is None


def test_workers_end_when_the_main_process_is_killed(server):
    workers = server.workers()
    server.process.kill()
    server.process.wait()

    wait_for(lambda: not any(is_alive(pid) for pid in workers))
    assert free_address("localhost", server.port)


def test_ends_when_the_application_cannot_start(tmp_path):
    code = f"from engage.serve import serve; serve('no_such_module:app', 'localhost', {free_port()}, 1)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LONG)

    assert result.returncode == 1
    assert "no_such_module" in result.stderr


def test_says_that_the_port_is_busy(server):
    with pytest.raises(PortBusy, match=rf"Port {server.port} is busy"):
        free_address("localhost", server.port)


def test_says_that_an_address_is_not_ours():
    with pytest.raises(CannotListen, match=re.escape("192.0.2.1:8080")):
        free_address("192.0.2.1", 8080)
    with pytest.raises(CannotListen, match="no-such-host"):
        free_address("no-such-host.invalid", 8080)


def test_takes_a_large_upload(server):
    assert server.get("/body", b"x" * 10_000_000) == "10000000"


def test_a_form_that_breaks_off_never_reaches_the_application(server):
    head = b"POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n"
    with server.send(head + b"choice=1&choice=2&cho", then_hang_up=True) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 400")

    assert "/body" not in server.seen.read_text()


def test_wants_to_know_the_length_of_a_body(server):
    head = b"POST /body HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
    with server.send(head + b"3\r\nabc\r\n0\r\n\r\n") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 411")


def test_slow_senders_do_not_hold_up_the_others(server):
    head = b"POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nab"
    slow = [server.send(head) for _ in range(30)]
    try:
        assert server.get("/pid")
        slow[0].sendall(b"cde")
        assert slow[0].recv(1000).endswith(b"5")
    finally:
        for connection in slow:
            connection.close()
