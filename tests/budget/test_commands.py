import json

import pytest
from click.testing import CliRunner
from pb_text import SOUND, changed

from engage.budget.commands import tally_command


@pytest.fixture
def run(tmp_path):
    """Return a function that writes a file, counts it with the options given, and returns what was printed."""

    def run(text, *options):
        path = tmp_path / "example.pb"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(tally_command, [str(path), *options])

    return run


def test_prints_one_json_object(run):
    result = run(SOUND, "--rule", "greedy", "--json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "rule": "greedy",
        "winners": ["01", "c15"],
        "cost": 900.5,
        "budget": 1000,
        "num_votes": 2,
        "num_projects": 3,
    }


def test_prints_words_for_people(run):
    result = run(SOUND)

    assert result.exit_code == 0
    assert "Funded: 2 of 3 projects for 900.5 PLN. Left: 99.5 PLN." in result.stdout


def test_takes_a_minimum_support(run):
    assert json.loads(run(SOUND, "--json", "--min-support", "2").stdout)["winners"] == ["01"]


def test_warnings_stay_out_of_the_answer(run):
    result = run(changed(("num_votes;2", "num_votes;5")), "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["num_votes"] == 2
    assert "warning: Line 8: META says num_votes is “5”, but the rows are 2." in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (changed(("01;600", "01;six")), "Line 17: cost should be a number such as 1200 or 1200.50, not “six”."),
        (SOUND.replace("Tree", "Café").encode("latin-1"), "Line 19: The bytes here are not UTF-8 text."),
        ("", "Line 1: The file is empty."),
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_malformed_file_ends_with_its_line_and_fault(run, text, words, options):
    result = run(text, *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"example.pb: {words}\n")


@pytest.mark.parametrize("arguments", [[], ["no-such-file.pb"], ["."], ["--rule", "coin-toss", "no-such-file.pb"]])
def test_wrong_use_is_said_plainly(arguments):
    result = CliRunner().invoke(tally_command, arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr
