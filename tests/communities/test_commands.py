import pytest
from factories import make_area

from engage.communities import queries
from engage.communities.commands import areas_commands
from engage.communities.models import Area
from engage.extensions import db


@pytest.fixture
def run(app):
    """Run `engage areas …` and return the result."""
    return lambda *arguments: app.test_cli_runner().invoke(areas_commands, [str(argument) for argument in arguments])


@pytest.fixture
def write(tmp_path):
    """Write a table of areas and return its path."""

    def write(*rows, name="areas.csv"):
        path = tmp_path / name
        path.write_text("\n".join(["code,kind,name_zh,name_en,parent", *rows]), encoding="utf-8")
        return path

    return write


def codes():
    db.session.rollback()
    return set(db.session.scalars(db.select(Area.code)))


def test_imports_a_city_into_an_empty_store(run, write):
    result = run("import", write("C,city,城,City,", "D,district,区,,C"))

    assert (result.exit_code, result.stdout) == (0, "2 areas added, 0 renamed, 0 unchanged.\n")
    assert queries.area_by_code("D").ancestor_ids == [queries.area_by_code("C").id, queries.area_by_code("D").id]


def test_imports_twice_without_harm(run, write):
    file = write("C,city,城,City,", "D,district,区,,C")
    run("import", file)

    assert run("import", file).stdout == "0 areas added, 0 renamed, 2 unchanged.\n"


def test_names_every_fault_and_imports_nothing(run, write):
    make_area("city", code="X")
    result = run("import", write("C,city,城,City,", "D,street,街,,C", "E,planet,区,,C"))

    assert result.exit_code == 2
    assert "areas.csv: Row 3, Parent code: " in result.stderr
    assert "Row 4, kind: " in result.stderr
    assert "2 faults. Nothing was imported." in result.stderr
    assert codes() == {"X"}


def test_a_trial_run_changes_nothing(run, write):
    result = run("import", "--dry-run", write("C,city,城,City,"))

    assert (result.exit_code, result.stdout) == (0, "1 areas to add, 0 renamed, 0 unchanged.\n")
    assert codes() == set()


def test_says_what_is_ignored(run, tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text("code,kind,name_zh,weather\nC,city,城,rain\n", encoding="utf-8")
    result = run("import", file)

    assert result.exit_code == 0
    assert "weather" in result.stderr


def test_a_file_that_is_no_table_is_refused(run, tmp_path):
    (tmp_path / "areas.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "areas.pdf").write_bytes(b"%PDF")

    for name in ("areas.xlsx", "areas.pdf", "missing.csv"):
        assert run("import", tmp_path / name).exit_code == 2
