"""Runs the application under its production server. Why this server: docs/decisions/0002-wsgi-server.md."""

import errno
import gc
import logging
import os
import signal
import socket
import threading
import time
from importlib import import_module

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from engage.whole_body import WholeBody

# Per worker. Most threads only wait, for bodies or their turn; they start when needed and end when idle.
THREADS = 64
CONNECTIONS = 800  # Below the 1,024 open files that most systems allow a process.
STOP_SECONDS = 15  # For the requests under way; then by force.
SETTLED_SECONDS = 10
logger = logging.getLogger(__name__)


class CannotListen(Exception):
    """The address cannot be served; the message says which and why."""


class PortBusy(CannotListen):
    """Another program listens on the port."""


def serve(app_target: str, host: str, port: int, workers: int) -> None:
    """Serve `module:name` until told to stop. Raises `CannotListen` before any worker starts.

    A worker that dies is replaced. The server gives up when one dies twice within seconds; if it had run well until
    then, it is started over, so that only an application that cannot start ends the program.
    """
    address = free_address(host, port)
    while True:
        started = time.monotonic()
        server = make_server(app_target, address, port, workers)
        try:
            server.serve(target_loader=load)
        except SystemExit:
            if not server.interrupt_signal and time.monotonic() - started < SETTLED_SECONDS:
                raise
        if server.interrupt_signal:
            return
        logger.warning("workers died in quick succession; starting over")


def free_address(host: str, port: int) -> str:
    """Return the numeric address of the host. Raises `CannotListen` where nobody could listen now.

    Workers share their port by SO_REUSEPORT, so a second server would start beside the first without an error and
    take half of its requests. A plain bind tells.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CannotListen(f"{host} is not an address of this machine.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortBusy(f"Port {port} is busy: another program listens on {host}:{port}.") from error
            raise CannotListen(f"Cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}.") from error
    return str(place[0])


def make_server(app_target: str, address: str, port: int, workers: int) -> MPServer:
    return MPServer(
        app_target,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
        log_access=False,
    )


def load(app_target: str) -> WholeBody:
    """Return the application as a worker serves it. Each worker calls this once, in its own process."""
    # The handler inherited from the main process would be deaf while the application loads. Control-C reaches workers,
    # too, and then meets the main process's own order to stop: a worker that gets both may hang, so it heeds one.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    module, _, name = app_target.partition(":")
    app = getattr(import_module(module), name)
    # The server copies the process's environment into that of every request: no secret belongs there, and nothing
    # that reads like a header. The application has read its settings by now.
    for variable in [name for name in os.environ if name.startswith(("ENGAGE_", "HTTP_"))]:
        del os.environ[variable]
    # What is loaded by now stays for good: the collector need not look through it over and over.
    gc.collect()
    gc.freeze()
    return WholeBody(app)


def _end_with_parent(parent: int) -> None:
    """Stop this worker when the main process was killed: nobody else would, and it would keep the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
