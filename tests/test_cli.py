"""The `engage` program: its help, its commands, and plain sentences where something is in the way."""

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import make_settings
from factories import NOON, make_cycle, make_slot

from engage import backup, schema, serve
from engage.app import create_app
from engage.ballotbox.keys import election_key
from engage.ballotbox.models import Ballot
from engage.ballotbox.services import BallotForm, cast
from engage.cli import PLACES, main
from engage.config import read_settings
from engage.extensions import db
from engage.transaction import transaction

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """The settings of a small installation in a folder that is not there yet."""
    for name in [name for name in os.environ if name.startswith("ENGAGE_")]:
        monkeypatch.delenv(name)
    settings = {
        "ENGAGE_SECRET_KEY": "a secret key that is long enough for the check",
        "ENGAGE_BALLOT_KEY": KEY,
        "ENGAGE_SIGNING_KEY": KEY,
        "ENGAGE_PUBLIC_URL": "https://engage.example.org",
        "ENGAGE_DATA_DIR": str(tmp_path / "data"),
        "ENGAGE_LOG_LEVEL": "CRITICAL",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The file of a store with its tables and one open vote, in which somebody has voted. To be copied."""
    file = tmp_path_factory.mktemp("filled") / "engage.sqlite"
    with create_app(make_settings(f"sqlite:///{file}")).app_context():
        schema.upgrade()
        cycle = make_cycle()
        slot = make_slot(cycle.election)
        with transaction():
            cast(
                BallotForm(slot.id, ["p1"], "token"),
                election_key(b"k" * 32, cycle.election_id),
                now=NOON,
                day=NOON.date(),
                freeze_rules=lambda: {"proposals": []},
                marks_of=lambda _rules, choices: choices,
            )
        db.session.remove()
        db.engine.dispose()
    assert os.listdir(file.parent) == [file.name]
    return file


@pytest.fixture
def store(environment, tmp_path, filled):
    """The filled store in its place."""
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(filled, tmp_path / "data"))


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def refusal(*arguments):
    """Return the one sentence with which a command is refused."""
    answer = run(*arguments)
    assert answer.exit_code == 2, answer.output
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    assert answer.stderr.count("\n") == 1, answer.stderr
    return answer.stderr


def test_help_lists_every_command_with_one_line_by_section():
    text = run("--help").stdout

    for section in ("To try it", "To set it up", "To run it"):
        assert section in text
    for name in PLACES:
        [line] = [line for line in text.splitlines() if line.startswith(f"  {name} ")]
        assert line.endswith(".") or line.endswith("?"), line
        assert len(line) <= 80


@pytest.mark.parametrize("name", PLACES)
def test_every_command_explains_itself_without_any_setting(name, environment):
    environment.delenv("ENGAGE_SECRET_KEY")

    answer = run(name, "--help")

    assert answer.exit_code == 0
    assert f"{name} " in answer.stdout


def test_an_unknown_command_is_named():
    answer = run("elect")

    assert answer.exit_code == 2
    assert "No such command 'elect'" in answer.stderr


def test_keys_are_fresh_and_good_for_the_settings(environment):
    environment.delenv("ENGAGE_SECRET_KEY")
    first, second = run("keys").stdout, run("keys").stdout

    printed = dict(line.split("=", 1) for line in first.splitlines())
    settings = read_settings(os.environ | printed)
    assert len(settings.ballot_key) == 32
    assert settings.ballot_key != settings.signing_key
    assert not set(first.splitlines()) & set(second.splitlines())


def test_a_missing_setting_is_named(environment):
    environment.delenv("ENGAGE_BALLOT_KEY")

    assert "ENGAGE_BALLOT_KEY is not set" in refusal("migrate")


def test_the_program_runs_as_a_module_and_says_its_version():
    done = subprocess.run([sys.executable, "-m", "engage", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("engage, version ")


def test_migrate_makes_the_folder_and_the_tables_once(environment, tmp_path):
    first, second = run("migrate"), run("migrate")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Now at revision" in first.stdout
    assert "up to date" in second.stdout
    assert (tmp_path / "data" / "engage.sqlite").exists()


def test_a_store_that_cannot_be_reached_is_a_sentence(environment, tmp_path):
    (tmp_path / "file").write_text("in the way")
    environment.setenv("ENGAGE_DATABASE_URL", f"sqlite:///{tmp_path / 'file'}")
    assert "The store cannot be used: file is not a database." in refusal("migrate")

    environment.setenv("ENGAGE_DATABASE_URL", "postgresql://127.0.0.1:1/engage")
    assert "The store cannot be used: " in refusal("migrate")


def test_serve_refuses_a_store_without_our_tables(environment, tmp_path):
    (tmp_path / "data").mkdir()

    assert "Run `engage migrate` first" in refusal("serve")


def test_serve_listens_where_it_is_told(store, environment):
    served = []
    environment.setattr(serve, "serve", lambda *arguments: served.append(arguments))

    assert run("serve", "--host", "0.0.0.0", "--port", 8080, "--workers", 3).exit_code == 0
    environment.setenv("ENGAGE_WORKERS", "5")
    assert run("serve").exit_code == 0

    assert served == [("engage.wsgi:app", "0.0.0.0", 8080, 3), ("engage.wsgi:app", "127.0.0.1", 8000, 5)]


def test_serve_says_that_it_cannot_listen(store):
    assert "Cannot listen on 192.0.2.1:8000" in refusal("serve", "--host", "192.0.2.1")


def test_a_backup_is_taken_while_the_store_is_in_use_and_is_found_sound(store, tmp_path):
    copy = tmp_path / "copy.sqlite"
    with create_app(make_settings(f"sqlite:///{store}")).app_context():
        with db.engine.connect().execution_options(engage_writes=True) as writing:
            writing.exec_driver_sql("UPDATE election SET opens_at = opens_at")
            answer = run("backup", copy)
            writing.rollback()
        db.engine.dispose()

    assert answer.exit_code == 0, answer.output
    assert "keys are not in it" in answer.stdout
    assert copy.stat().st_mode & 0o777 == 0o600
    checked = run("check-backup", copy)
    assert (checked.exit_code, checked.stdout) == (0, f"{copy}: sound.\n")
    assert sorted(os.listdir(tmp_path)) == ["copy.sqlite", "data"]


def test_a_backup_never_overwrites(store, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_text("precious")

    assert "exists already" in refusal("backup", copy)
    assert copy.read_text() == "precious"


def test_a_backup_into_nowhere_is_a_sentence(store, tmp_path):
    assert "No such file or directory" in refusal("backup", tmp_path / "missing" / "copy.sqlite")


def test_a_backup_of_postgres_names_its_own_tool_without_the_password(environment, postgres_url):
    environment.setenv("ENGAGE_DATABASE_URL", postgres_url.replace("@", ":hush@", 1))

    said = refusal("backup", "copy")

    assert "pg_dump" in said
    assert "hush" not in said


def test_a_broken_backup_is_found_out(store, tmp_path):
    copy = tmp_path / "copy.sqlite"
    run("backup", copy)
    data = bytearray(copy.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    copy.write_bytes(data)

    answer = run("check-backup", copy)

    assert answer.exit_code == 1
    assert "sound" not in answer.output


def tamper(file):
    """Change a recorded ballot behind the ballot box's back."""
    with create_app(make_settings(f"sqlite:///{file}")).app_context():
        with transaction():
            db.session.query(Ballot).update({"choices": '["p2"]'})
        db.engine.dispose()


def test_a_backup_with_an_edited_ballot_is_found_out(store, tmp_path):
    copy = tmp_path / "copy.sqlite"
    run("backup", copy)
    tamper(copy)

    answer = run("check-backup", copy)

    assert answer.exit_code == 1
    assert "vote 1: 1 ballots are not the ones that were committed to" in answer.stderr


def test_verify_reads_a_ballot_box_again(store):
    sound = run("verify", 1)
    tamper(store)
    edited = run("verify", 1)

    assert (sound.exit_code, edited.exit_code) == (0, 1)
    assert "sound. 1 ballots, 1 links" in sound.stdout
    assert "not the ones that were committed to" in edited.stderr


def test_verify_knows_which_votes_there_are(store):
    assert "There is no such vote." in refusal("verify", 99)


def test_the_address_of_a_store_gives_its_file():
    assert str(backup.store_file("sqlite:////srv/engage/engage.sqlite")) == "/srv/engage/engage.sqlite"
