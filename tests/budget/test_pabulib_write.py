from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pb_files import each_file
from pb_text import SOUND, changed

from engage.budget.pabulib import Ballot, Election, Project, parse, read, write

TRIMMED = " \t"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12).map(
    lambda text: text.strip(TRIMMED)
)
SAID = TEXT.filter(lambda text: text not in {"", "None"})
VALUE = st.none() | SAID
AMOUNT = st.integers(0, 10**9) | st.builds(Fraction, st.integers(0, 10**9), st.sampled_from([2, 10, 100]))
COLUMNS = st.lists(
    SAID.filter(lambda name: name not in {"project_id", "cost", "voter_id", "vote", "points"}), unique=True, max_size=3
)


@st.composite
def elections(draw):
    vote_type = draw(st.sampled_from(["approval", "choose-1", "cumulative", "ordinal", "scoring"]))
    ids = draw(st.lists(SAID.filter(lambda text: "," not in text), min_size=1, max_size=4, unique=True))
    project_columns, ballot_columns = draw(COLUMNS), draw(COLUMNS)
    meta = draw(st.dictionaries(SAID, TEXT, max_size=4))
    meta |= {"budget": str(draw(st.integers(0, 10**9))), "vote_type": vote_type}
    projects = tuple(Project(id_, draw(AMOUNT), extras(draw, project_columns)) for id_ in ids)
    ballots = []
    for voter_id in draw(st.lists(SAID, max_size=4, unique=True)):
        marks = tuple(draw(st.lists(st.sampled_from(ids), max_size=4)))
        points = tuple(draw(AMOUNT) for _ in marks) if vote_type in {"cumulative", "scoring"} else None
        ballots.append(Ballot(voter_id, marks, points, extras(draw, ballot_columns)))
    needed = ("voter_id", "vote", "points") if vote_type in {"cumulative", "scoring"} else ("voter_id", "vote")
    return Election(
        meta, projects, tuple(ballots), (), ("project_id", "cost", *project_columns), (*needed, *ballot_columns)
    )


def extras(draw, columns):
    return {column: draw(VALUE) for column in columns}


@given(elections())
def test_what_is_written_reads_as_the_same_election(election):
    again = parse(write(election))

    assert again == election
    assert list(again.meta) == list(election.meta)


@each_file
def test_a_real_file_is_written_as_it_was_but_for_line_ends_and_the_word_none(shared_data, name):
    """And read again it is the same election."""
    path = shared_data / "pb" / name
    original = path.read_bytes().decode()
    election = read(path)

    written = write(election)
    again = parse(written)

    assert written == original.replace("\r\n", "\n").replace(";None;", ";;")
    assert again == election
    assert list(again.meta) == list(election.meta)
    assert [project.cost_text for project in again.projects] == [project.cost_text for project in election.projects]


def test_writes_a_file_as_it_was():
    assert write(parse(SOUND)) == SOUND


def test_adds_the_header_line_that_old_files_lack():
    assert write(parse(changed(("key;value\n", "")))) == SOUND


@pytest.mark.parametrize("broken", ["Park\nam See", "Park\r\nam See", "Park\ram See", "Park\0am See"])
def test_a_line_break_in_a_name_becomes_a_space(broken):
    election = Election({"budget": "10", "vote_type": "approval"}, (Project("a", 5, {"name": broken}),), ())

    assert parse(write(election)).projects[0].name == "Park am See"
