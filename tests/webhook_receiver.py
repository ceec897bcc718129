"""A real HTTP receiver of webhooks on this machine, which answers as a test plans it."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import time_machine
from standardwebhooks.webhooks import Webhook

LONG_SECONDS = 15  # A slow answer has an end, so that whoever waits for it is found out.


@dataclass
class Plan:
    """How the receiver answers one request."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    hangs: bool = False
    drips: bool = False
    raw: bytes | None = None


@dataclass
class Received:
    path: str
    headers: dict
    body: bytes

    def verified(self, secret, at):
        """Return the event, checked by the published package as a receiver would at that moment."""
        with time_machine.travel(at, tick=False):
            return Webhook(secret).verify(self.body, self.headers)


class Receiver(ThreadingHTTPServer):
    """Answers as planned, then with 200; keeps what it got."""

    daemon_threads = True

    def __init__(self, *, tls=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plans, self.received, self.let_go = deque(), [], threading.Event()
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hooks?from=engage"

    def handle_error(self, _request, _client_address):
        pass  # A sender that hangs up is what some tests are about.

    def stop(self):
        self.let_go.set()
        self.shutdown()
        self.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(Received(self.path, dict(self.headers), body))
        plan = self.server.plans.popleft() if self.server.plans else Plan()
        if plan.hangs:
            self.server.let_go.wait(LONG_SECONDS)
            return
        if plan.drips:
            self._drip()
            return
        if plan.raw is not None:
            self.wfile.write(plan.raw)
            return
        self.send_response(plan.status)
        for name, value in plan.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(plan.body)))
        self.end_headers()
        self.wfile.write(plan.body)

    def _drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        until = time.monotonic() + LONG_SECONDS
        while time.monotonic() < until and not self.server.let_go.wait(0.02):
            self.wfile.write(b"x")
            self.wfile.flush()

    def log_message(self, *_args):
        pass
