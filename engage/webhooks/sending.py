"""One try: connect to a checked address, post the body, and read how the receiver answers. No store, no clock."""

import io
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlunsplit

from engage import __version__
from engage.webhooks.addresses import WrongAddress, check_address, checked_url

SECONDS = 20.0  # For all of a try: name, connection, request and answer.
CONNECT_SECONDS = 8.0
MOST_ADDRESSES = 4
MOST_READ = 4 * 1024
READ_SECONDS = 1.0
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Message:
    """What is to be posted, and where."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """How a try ended: the receiver's status, or None with the code of a problem (see `words.py`)."""

    status: int | None
    problem: str = ""
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the numeric addresses of a host, the system's favourite first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_rest, place in found))


@dataclass(frozen=True)
class Sender:
    """Sends messages. A name is looked up once, all its addresses are checked, and the connection goes to one of them.

    Certificate and Host header are those of the name. Proxies of the environment are not used, redirects not followed.
    """

    allow_private: bool = False
    seconds: float = SECONDS
    resolve: Callable[[str, int], Sequence[str]] = resolved
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __call__(self, message: Message) -> Answer:
        try:
            return self._send(message)
        except WrongAddress as error:
            return Answer(None, str(error))
        except ssl.SSLCertVerificationError:
            return Answer(None, "certificate")
        except TimeoutError:
            return Answer(None, "slow")
        except socket.gaierror:
            return Answer(None, "name")
        except HTTPException:
            return Answer(None, "answer")
        except OSError:
            return Answer(None, "connection")

    def _send(self, message: Message) -> Answer:
        until = time.monotonic() + self.seconds
        url = checked_url(message.url, allow_private=self.allow_private)
        host, port = (url.hostname or "").rstrip("."), url.port or DEFAULT_PORTS[url.scheme]
        plain = _connected(self._addresses(url, host, port), port, until)
        with _Timed(plain, until) as connected:
            if url.scheme == "https":
                connected.encrypt(self.tls, host)
            connection = HTTPConnection(host, port)
            connection.auto_open = 0  # Never another connection than this one.
            connection.sock = connected
            headers = {"Host": _host_header(url), "User-Agent": f"engage/{__version__}", "Connection": "close"}
            target = urlunsplit(("", "", url.path or "/", url.query, ""))
            connection.request("POST", target, message.body, {**headers, **message.headers})
            return _read(connection.getresponse(), connected)

    def _addresses(self, url: SplitResult, host: str, port: int) -> list[str]:
        """Return the addresses of the host. One that is refused refuses them all: such a name is up to something."""
        found = [ip_address(text) for text in self.resolve(host, port)]
        for address in found:
            check_address(address, scheme=url.scheme, allow_private=self.allow_private)
        return [str(address) for address in found[:MOST_ADDRESSES]]


def _host_header(url: SplitResult) -> str:
    host = url.hostname or ""
    name = f"[{host}]" if ":" in host else host
    return name if url.port in (None, DEFAULT_PORTS[url.scheme]) else f"{name}:{url.port}"


def _connected(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    """Return a connection to the first of the addresses that takes one."""
    problem: OSError = socket.gaierror("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=min(CONNECT_SECONDS, _left(until)))
        except OSError as error:
            problem = error
    raise problem


def _left(until: float) -> float:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _read(response: HTTPResponse, connected: "_Timed") -> Answer:
    answer = Answer(response.status, retry_after=response.headers.get("Retry-After", ""))
    # Whoever is cut short logs a fault: a short answer is read, and thrown away. The status has decided.
    connected.until = min(connected.until, time.monotonic() + READ_SECONDS)
    with suppress(OSError, HTTPException, ValueError):
        response.read(MOST_READ)
    return answer


class _Timed:
    """A connection with one deadline for all that is done on it: a receiver that drips must not hold up a worker.

    Has of a socket what `http.client` uses; it closes with its `with` block, not when the headers have been read.
    """

    def __init__(self, connected: socket.socket, until: float) -> None:
        self.socket, self.until = connected, until
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "_Timed":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def ready(self) -> socket.socket:
        """Return the socket, allowed to wait for what is left of the time."""
        self.socket.settimeout(_left(self.until))
        return self.socket

    def encrypt(self, tls: ssl.SSLContext, host: str) -> None:
        self.socket = tls.wrap_socket(self.ready(), server_hostname=host)

    def sendall(self, data: bytes) -> None:
        self.ready().sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        pass


class _Incoming(io.RawIOBase):
    def __init__(self, connection: _Timed) -> None:
        self.connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.connection.ready().recv_into(buffer)
