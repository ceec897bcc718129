"""The two servers of the benchmark, each in processes of its own: the yardstick, and the product as it is run."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import yardstick
from bench.http1 import Address, Connection, build_request

HOST = "127.0.0.1"
WORKERS = 2
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_yardstick(folder: Path) -> Iterator[Address]:
    """Serve the yardstick with gunicorn and two sync workers, everything else as gunicorn has it."""
    folder.mkdir()
    store = folder / "yardstick.sqlite"
    yardstick.create_store(str(store))
    address = HOST, free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "sync"]
    command += ["--bind", f"{HOST}:{address[1]}", "--no-control-socket", "bench.yardstick:app"]
    with _run(command, {"YARDSTICK_DATABASE": str(store)}, folder / "log", address, "/constant"):
        yield address


@contextmanager
def run_product(settings: Mapping[str, str], port: int, folder: Path) -> Iterator[Address]:
    """Serve the product with its own command, two workers and production settings."""
    address = HOST, port
    program = Path(sys.executable).with_name("engage")  # Installed beside the interpreter of this environment.
    command = [str(program), "serve", "--port", str(port), "--workers", str(WORKERS)]
    with _run(command, settings, folder / "log", address, "/readyz"):
        yield address


@contextmanager
def _run(command: list[str], settings: Mapping[str, str], log: Path, address: Address, path: str) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen(command, env={**os.environ, **settings}, cwd=ROOT, stdout=output, stderr=output)
    try:
        _wait_until_ready(process, address, path, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_until_ready(process: subprocess.Popen, address: Address, path: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        connection = Connection(address)
        try:
            if connection.exchange(build_request("GET", path, address)).status == 200:
                time.sleep(0.5)  # For the second worker.
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
