"""`engage demo`: makes the city once, keeps it, and says plainly what is in the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import click
import pytest
from click.testing import CliRunner

from engage.cli import main
from engage.demo import commands
from engage.demo.folder import MARK, DemoFolder
from engage.pictures.reencode import Reencoded

LOCK_IT = (
    "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); input()"
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def undrawn():
    yield lambda key: Reencoded(key.encode(), b"thumb", 800, 600, key.encode().hex().ljust(64, "0"))


@pytest.fixture(scope="module")
def demo():
    """Return a function that runs the command with everything real but drawing and serving."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "drawn_in_background", undrawn)
        patch.setattr(commands, "serve", lambda *arguments: click.echo(f"served {arguments}"))
        for name in [name for name in os.environ if name.startswith("ENGAGE_")]:
            patch.delenv(name)

        def demo(*arguments):
            environ = dict(os.environ)
            try:
                return CliRunner().invoke(main, ["demo", *map(str, arguments)])
            finally:
                os.environ.clear()
                os.environ.update(environ)

        yield demo


@pytest.fixture(scope="module")
def made(demo, tmp_path_factory):
    """A folder with a city in it, the port it was made for, and what was printed. An earlier start was cut short."""
    path, port = tmp_path_factory.mktemp("demo") / "new" / "city", free_port()
    folder = DemoFolder(path)
    with folder.claimed():
        folder.unfinished.write_bytes(b"half a city")
        (path / "unfinished.sqlite-wal").write_bytes(b"and its log")
        folder.write_facts({"base_url": "http://old"})
    answer = demo("--port", port, "--data", path)
    assert answer.exit_code == 0, answer.output
    return path, port, answer.output


def facts_in(folder):
    return json.loads((folder / "demo.json").read_text(encoding="utf-8"))


def test_prints_how_to_begin_in_both_languages(made):
    folder, port, printed = made

    assert f"http://127.0.0.1:{port}" in printed
    assert "Where to begin / 从这里开始" in printed
    assert facts_in(folder)["household_codes"][0] in printed
    assert f"served {('engage.wsgi:app', '127.0.0.1', port, 2)}" in printed


def test_leaves_one_whole_store_and_no_file_that_others_can_read(made):
    folder, *_ = made

    assert sorted(os.listdir(folder)) == ["demo.json", "engage.sqlite", "keys.env", "lock"]
    for name in ("demo.json", "engage.sqlite", "keys.env"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_keeps_the_keys_out_of_the_store(made):
    folder, *_ = made
    keys = [line.partition("=")[2] for line in (folder / "keys.env").read_text().splitlines()[1:]]

    assert len(keys) == 3
    assert not any(key.encode() in (folder / "engage.sqlite").read_bytes() for key in keys)


def test_a_second_start_keeps_city_and_codes_and_moves_the_addresses(made, demo):
    folder, _, _ = made
    before, store = facts_in(folder), (folder / "engage.sqlite").read_bytes()
    port = free_port()

    answer = demo("--port", port, "--data", folder)

    assert answer.exit_code == 0
    assert "Making" not in answer.output
    assert (folder / "engage.sqlite").read_bytes() == store
    after = facts_in(folder)
    assert after["base_url"] == f"http://127.0.0.1:{port}"
    assert after["pages"]["home"] == f"http://127.0.0.1:{port}/"
    assert (after["household_codes"], after["accounts"]) == (before["household_codes"], before["accounts"])


def test_other_settings_of_the_shell_do_not_lead_it_astray(made, demo, monkeypatch):
    folder, *_ = made
    monkeypatch.setenv("ENGAGE_DATABASE_URL", "postgresql://nowhere.invalid/real")
    monkeypatch.setenv("ENGAGE_PUBLIC_URL", "https://real.example.org")

    assert demo("--port", free_port(), "--data", folder).exit_code == 0


def test_other_commands_can_work_on_the_city(made):
    folder, *_ = made
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENGAGE_")}

    command = [sys.executable, "-m", "engage", "--demo", str(folder), "user", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert "official\tenabled\tofficial of CQ-YZ" in done.stdout


def refusal(answer):
    """Return what was said on standard error by a start that was refused."""
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output
    assert answer.stdout == ""
    return answer.stderr


def test_says_that_the_port_is_busy_before_it_makes_anything(demo, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = refusal(demo("--port", port, "--data", tmp_path / "city"))

    assert f"Port {port} is busy" in said
    assert not (tmp_path / "city").exists()


def test_leaves_a_folder_with_something_else_alone(demo, tmp_path):
    (tmp_path / "engage.sqlite").write_bytes(b"a real store")

    assert "holds something else, such as engage.sqlite" in refusal(demo("--port", free_port(), "--data", tmp_path))
    assert os.listdir(tmp_path) == ["engage.sqlite"]


def test_leaves_real_keys_alone(demo, tmp_path):
    (tmp_path / "keys.env").write_text("ENGAGE_SECRET_KEY=real\n")

    assert "not a demonstration's" in refusal(demo("--port", free_port(), "--data", tmp_path))


def test_says_that_a_folder_cannot_be_made(demo, tmp_path):
    (tmp_path / "file").write_text("in the way")

    assert "cannot be used: Not a directory" in refusal(demo("--port", free_port(), "--data", tmp_path / "file" / "x"))


def test_says_that_another_demonstration_uses_the_folder(demo, tmp_path):
    with DemoFolder(tmp_path).claimed():
        pass
    with subprocess.Popen(
        [sys.executable, "-c", LOCK_IT, tmp_path / "lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()

        said = refusal(demo("--port", free_port(), "--data", tmp_path))
        other.communicate(b"\n")

    assert "Another demonstration is using" in said


def test_says_that_demo_json_is_gone(demo, tmp_path):
    (tmp_path / "keys.env").write_text(MARK + "\n")
    (tmp_path / "engage.sqlite").write_bytes(b"")

    assert "demo.json is missing or broken" in refusal(demo("--port", free_port(), "--data", tmp_path))


def start(folder, port):
    command = [sys.executable, "-m", "engage", "demo", "--port", str(port), "--data", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(condition, process, seconds=900):
    limit = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < limit
        time.sleep(0.05)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.read().decode()
    except OSError:
        return ""


def test_serves_a_city_after_a_first_start_that_was_killed(tmp_path):
    """The real thing: separate processes, drawn pictures, the production server, `kill -9` in the middle."""
    port = free_port()
    with start(tmp_path, port) as killed:
        while "budgets" not in killed.stdout.readline():
            assert killed.poll() is None
        killed.kill()
    assert (tmp_path / "unfinished.sqlite").exists()
    assert not (tmp_path / "engage.sqlite").exists()

    with start(tmp_path, port) as process:
        try:
            wait_for(lambda: "社区" in answers(f"http://127.0.0.1:{port}/"), process)
            pages = facts_in(tmp_path)["pages"]
            assert "demo-mark" in answers(pages["community"])
            assert answers(pages["poster"]) != ""
        finally:
            process.send_signal(signal.SIGTERM)
        assert "演示城市的网址" in process.communicate(timeout=300)[0]
