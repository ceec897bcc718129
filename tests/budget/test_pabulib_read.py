from fractions import Fraction

import pytest
from pb_text import SOUND, changed

from engage.budget.pabulib import Ballot, Election, Project, parse, read

NO_BREAK_SPACE = "\u00a0"


def kinds(election):
    return [(warning.kind, warning.line) for warning in election.warnings]


def test_reads_an_election():
    election = parse(SOUND)

    assert (election.title, election.currency, election.vote_type) == ("Local PB in Example", "PLN", "approval")
    assert election.budget == 1000
    assert list(election.meta)[:3] == ["description", "country", "unit"]
    assert election.projects[0] == Project("01", 600, {"votes": "2", "name": "Park", "selected": "1"})
    assert election.cost == {"01": 600, "c15": Fraction(601, 2), "L21/05/XII": 400}
    assert election.ballots == (
        Ballot("v1", ("01", "c15"), None, {"age": "34"}),
        Ballot("v2", ("01",), None, {"age": None}),
    )
    assert election.votes == {"01": 2, "c15": 1, "L21/05/XII": 0}
    assert election.official_winners == ("01",)
    assert election.warnings == ()


def test_a_ballot_unpacks():
    voter_id, ids, points, extra = parse(SOUND).ballots[0]

    assert (voter_id, ids, points, extra) == ("v1", ("01", "c15"), None, {"age": "34"})


def test_keeps_the_cost_as_it_was_written():
    assert parse(changed(("01;600", "01;600.00"))).projects[0].cost_text == "600.00"


def test_undoes_quoting():
    assert parse(SOUND).projects[1].name == 'Hall; "big" one'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"""Park X"". More text"', '"Park X". More text'),
        (' "Park; X" ', "Park; X"),
        ('Park "X"', 'Park "X"'),
        ('""', "01"),
        ("None", "01"),
        ('";"', ";"),
    ],
)
def test_reads_quoted_names(text, name):
    assert parse(changed(("Park", text))).projects[0].name == name


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r\n", 7),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("PROJECTS", "\n \nPROJECTS") + "\n\n",
        lambda text: text.replace("META", "meta ").replace("PROJECTS", " Projects").replace("VOTES", "votes"),
        lambda text: text.replace(";", " ; "),
        lambda text: text.replace("01,c15", "01 , c15"),
        lambda text: text.replace("v2;;", "v2;None;"),
        lambda text: text.replace("key;value\n", ""),
    ],
    ids=["bom", "crlf", "mixed", "cr", "no-last", "blank", "case", "spaces", "mark-spaces", "none", "no-meta-header"],
)
def test_reads_what_other_tools_write(change):
    # The quoted field holds a semicolon of its own, to which spaces would be added.
    plain = SOUND.replace('"Hall; ""big"" one"', "Hall")

    assert parse(change(plain).encode()) == parse(plain)


@pytest.mark.parametrize("space", [NO_BREAK_SPACE, "\u0085", "\u2028", "\x0b", "\x1c"])
def test_other_white_space_is_text(space):
    election = parse(changed(("Park", f"Park{space}am{space}See"), ("PLN", f"PLN{space}")))

    assert election.projects[0].name == f"Park{space}am{space}See"
    assert election.currency == f"PLN{space}"


def test_goes_by_the_names_of_columns():
    text = SOUND.replace("voter_id;age;vote", "vote;age;voter_id").replace("v1;34;01,c15", "01,c15;34;v1")

    assert parse(text.replace("v2;;01", "01;;v2")).ballots == parse(SOUND).ballots


def test_keeps_unknown_keys_and_columns():
    election = parse(changed(("currency;PLN", "currency;PLN\nmood;sunny"), (";selected", ";chosen")))

    assert election.meta["mood"] == "sunny"
    assert election.projects[0].extra["chosen"] == "1"
    assert election.official_winners is None


def test_an_empty_ballot_is_a_ballot():
    election = parse(changed(("v2;;01", "v2;;")))

    assert election.ballots[1].ids == ()


def test_a_project_named_twice_counts_once():
    election = parse(changed(("01,c15", "01,c15,01")))

    assert election.ballots[0].ids == ("01", "c15", "01")
    assert election.votes["01"] == 2
    assert kinds(election) == [("repeated-mark", 22)]


def test_reads_points():
    election = parse(points_file("cumulative"))

    assert [ballot.points for ballot in election.ballots] == [(3, Fraction(1, 2)), (2,)]
    assert election.ballots[0].extra == {}


def test_points_of_ordinal_ballots_may_be_missing():
    election = parse(points_file("ordinal").replace("v2;01;2", "v2;01;"))

    assert [ballot.points for ballot in election.ballots] == [(3, Fraction(1, 2)), None]


def test_points_of_approval_ballots_are_a_column_like_others():
    assert parse(points_file("approval")).ballots[0] == Ballot("v1", ("01", "c15"), None, {"points": "3,0.5"})


def points_file(vote_type):
    return changed(
        ("vote_type;approval", f"vote_type;{vote_type}"),
        ("voter_id;age;vote", "voter_id;vote;points"),
        ("v1;34;01,c15", "v1;01,c15;3,0.5"),
        ("v2;;01", "v2;01;2"),
    )


@pytest.mark.parametrize(
    ("replacements", "warnings"),
    [
        ([("num_votes;2", "num_votes;3")], [("other-count", 8)]),
        ([("num_projects;3", "num_projects;many")], [("other-count", 7)]),
        ([("currency;PLN", "min_length;2")], [("below-limit", 23)]),
        ([("currency;PLN", "max_length;1")], [("above-limit", 22)]),
        ([("currency;PLN", "max_sum_cost;900")], [("above-limit", 22)]),
        ([("currency;PLN", "max_sum_cost;900.5")], []),
        ([("currency;PLN", "max_length;lots")], [("strange-limit", 14)]),
        ([("currency;PLN", "max_length;")], []),
        ([("approval", "choose-1")], [("not-one-choice", 22)]),
        ([("01;600;2", "01;600;7")], [("other-votes", 17)]),
        ([("01;600;2", "01;600;")], []),
        ([("country;Poland\n", ""), ("unit;Example\n", "")], [("unsaid-key", 1), ("unsaid-key", 1)]),
    ],
)
def test_warns_of_what_does_not_add_up(replacements, warnings):
    assert kinds(parse(changed(*replacements))) == warnings


@pytest.mark.parametrize(
    ("limit", "warnings"),
    [
        ("max_sum_points;3", [("above-limit", 22)]),
        ("min_sum_points;3", [("below-limit", 23)]),
        ("max_points;2", [("above-limit", 22)]),
        ("min_points;1", [("below-limit", 22)]),
        ("max_sum_points;3.5", []),
    ],
)
def test_warns_of_points_beyond_the_limits(limit, warnings):
    assert kinds(parse(points_file("cumulative").replace("currency;PLN", limit))) == warnings


def test_a_warning_reads_as_a_sentence():
    warning = parse(changed(("currency;PLN", "max_length;1"))).warnings[0]

    assert str(warning) == "Line 22: Ballots above the limit max_length of 1: 1. The first is on this line."
    assert warning.params == {"key": "max_length", "limit": "1", "count": 1}


def test_reads_a_file(tmp_path):
    path = tmp_path / "example.pb"
    path.write_bytes(SOUND.encode())

    assert read(path) == parse(SOUND)


def test_an_election_made_by_hand_finds_its_columns():
    election = Election(
        meta={"budget": "10", "vote_type": "cumulative"},
        projects=(Project("a", 5), Project("b", Fraction(5, 2), {"name": "Tree"})),
        ballots=(Ballot("1", ("a",), (3,), {"age": "40"}),),
    )

    assert election.project_columns == ("project_id", "cost", "name")
    assert election.ballot_columns == ("voter_id", "vote", "points", "age")
    assert election.projects[1].cost_text == "2.5"
