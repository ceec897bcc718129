import pytest
from conftest import make_settings
from factories import make_area
from pb_text import SOUND, changed
from vote_factories import counted, voted_cycle

from engage import cli, schema
from engage.budget.models import Cycle
from engage.budget.pabulib import parse
from engage.communities.models import Area
from engage.extensions import db


@pytest.fixture
def run(app, monkeypatch, tmp_path, store_url):
    """Return a function that runs the program as from a shell in an empty folder, on the store of the test."""
    from click.testing import CliRunner

    monkeypatch.setattr(schema, "refuse_out_of_date", lambda: None)  # The tests' tables were made without migrations.
    monkeypatch.setattr(cli, "_create_app", lambda: app)
    monkeypatch.chdir(tmp_path)
    assert make_settings(store_url).public_url == "http://localhost"

    def run(*arguments):
        return CliRunner().invoke(cli.main, ["budget", *arguments])

    return run


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and returns its name."""

    def file(text):
        (tmp_path / "a.pb").write_text(text, encoding="utf-8")
        return "a.pb"

    return file


def cycles():
    return db.session.scalars(db.select(Cycle)).all()


def test_imports_an_election_and_says_where_to_see_it(run, file):
    city = make_area("city")

    result = run("import", file(SOUND))

    [cycle] = cycles()
    assert result.exit_code == 0
    assert result.stdout == (
        f"Imported as budget {cycle.id}: 3 projects, 2 ballots.\nhttp://localhost/cycles/{cycle.id}/result\n"
    )
    assert cycle.area_id == city.id


def test_takes_area_title_and_currency(run, file):
    make_area("city")
    street = make_area("street", code="S7")

    result = run(
        "import", file(changed(("currency;PLN\n", ""))), "--area", "S7", "--title", "Łódź", "--currency", "eur"
    )

    [cycle] = cycles()
    assert (result.exit_code, cycle.area_id, cycle.title_zh, cycle.currency) == (0, street.id, "Łódź", "EUR")


def test_an_empty_store_gets_a_first_city_of_the_files_name(run, file):
    assert run("import", file(SOUND)).exit_code == 0

    [area] = db.session.scalars(db.select(Area)).all()
    assert (area.kind, area.name_en, cycles()[0].area_id) == ("city", "Example", area.id)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (changed(("01;600", "01;six")), [], "a.pb: Line 17: cost should be a number such as 1200"),
        (changed(("01;600", "01;0.001")), [], "a.pb: Line 17: cost is 0.001, but amounts in PLN have 2 decimals"),
        (changed(("currency;PLN\n", "")), [], "a.pb: Line 1: META does not say currency."),
        (SOUND, ["--area", "NOWHERE"], "engage: There is no area with the code NOWHERE."),
        (SOUND, ["--title", "x" * 121], "engage: The title may have 120 characters."),
        (SOUND, [], "engage: There are several cities. Say which area is meant: --area CODE."),
    ],
)
def test_a_refusal_is_plain_and_imports_nothing(run, file, text, options, words):
    make_area("city")
    if "several" in words:
        make_area("city")

    result = run("import", file(text), *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(words)
    assert result.stderr.count("\n") == 1
    assert cycles() == []


def test_exports_what_was_imported(run, file, tmp_path):
    make_area("city")
    run("import", file(SOUND))
    [cycle] = cycles()

    result = run("export", str(cycle.id), "b.pb")

    assert (result.exit_code, result.stdout) == (0, f"b.pb: budget {cycle.id}.\n")
    assert parse((tmp_path / "b.pb").read_bytes()) == parse(SOUND)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pb", "b.pb"]


def test_exports_a_budget_of_our_own(run, tmp_path):
    cycle = voted_cycle([["p1"]] * 5)
    counted(cycle)

    assert run("export", str(cycle.id), "b.pb").exit_code == 0
    assert parse((tmp_path / "b.pb").read_bytes()).votes == {"p1": 5, "p2": 0, "p3": 0}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("nothing", "engage: There is no such budget, or it is not published yet.\n"),
        ("an open vote", "engage: The ballots are not counted yet. A file can be had once they are.\n"),
        ("no folder", "nowhere/b.pb: No such file or directory\n"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_written(run, tmp_path, what, words):
    cycle = voted_cycle([["p1"]] * 5)
    if what == "no folder":
        counted(cycle)

    number = "999" if what == "nothing" else str(cycle.id)
    result = run("export", number, "nowhere/b.pb" if what == "no folder" else "b.pb")

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", words)
    assert list(tmp_path.iterdir()) == []
