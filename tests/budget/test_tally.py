import json
from decimal import Decimal

import pytest
from pb_files import NAMES, expected
from pb_text import SOUND, changed

from engage.budget.pabulib import parse, read
from engage.budget.tally import tally
from engage.budget.tally_text import tally_text


@pytest.fixture(scope="module", params=NAMES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def election(shared_data, name):
    """A real election, read once: the tests of one follow each other."""
    return read(shared_data / "pb" / name)


def test_reproduces_the_outcome_of_a_real_election(shared_data, name, election):
    known = expected(shared_data, name)

    answer = json.loads(tally(election).json_text(), parse_float=Decimal)

    assert answer == {
        "rule": "greedy",
        "winners": known["rules"]["greedy"]["winners"],
        "cost": exactly(known["rules"]["greedy"]["cost"]),
        "budget": exactly(known["budget"]),
        "num_votes": known["num_votes"],
        "num_projects": known["num_projects"],
    }


def exactly(number):
    return Decimal(str(number))


def test_reproduces_what_the_city_decided_where_it_went_by_votes(shared_data, name, election):
    official = expected(shared_data, name).get("official")

    if official is None:
        assert not election.official_winners
    else:
        assert list(election.official_winners) == official["winners"]
        assert (tally(election).winners == official["winners"]) == official["by_votes_reproduces"]


def test_no_expected_outcome_is_left_untried(shared_data):
    known = json.loads((shared_data / "pb" / "expected.json").read_text(encoding="utf-8"))

    assert sorted(known) == NAMES


def test_answers_with_one_object():
    assert tally(parse(SOUND)).json_text() == (
        '{"rule": "greedy", "winners": ["01", "c15"], "cost": 900.5, "budget": 1000, "num_votes": 2, "num_projects": 3}'
    )


def test_keeps_all_decimals_of_an_amount():
    election = parse(changed(("budget;1000", "budget;90071992547409.9300001"), ("01;600", "01;90071992547409.93")))

    text = tally(election).json_text()
    assert '"budget": 90071992547409.9300001,' in text
    assert '"cost": 90071992547409.93,' in text


def test_a_tie_goes_to_the_id_that_comes_first_as_text():
    tied = changed(("01;600", "9;600"), ("c15;300.50", "10;600"), ("01,c15", "9,10"), ("v2;;01", "v2;;9,10"))

    assert tally(parse(tied)).winners == ["10", "L21/05/XII"]


def test_winners_are_sorted_as_text():
    assert tally(parse(changed(("c15;300.50", "00;300.50"), ("01,c15", "01,00")))).winners == ["00", "01"]


def test_a_minimum_support_can_be_asked_for():
    assert tally(parse(SOUND), min_support=2).winners == ["01"]


def test_an_unknown_rule_is_refused():
    with pytest.raises(KeyError):
        tally(parse(SOUND), "coin-toss")


def test_says_in_words_who_wins_and_why():
    lines = tally_text(tally(parse(changed(("c15;300.50", "c15;500"))))).splitlines()

    assert lines == [
        "Local PB in Example",
        "Rule: greedy. Most votes first; a project that no longer fits is passed over.",
        "Ties: the project whose id comes first as text.",
        "Budget: 1000 PLN. Ballots: 2. Projects: 3.",
        "",
        "   project     votes  cost  money left  result                          name",
        "1  01              2   600        1000  funded                          Park",
        '2  c15             1   500         400  does not fit, votes lacking: 2  Hall; "big" one',
        "3  L21/05/XII      0   400         400  funded                          Tree",
        "",
        "Funded: 2 of 3 projects for 1000 PLN. Left: 0 PLN.",
    ]


@pytest.mark.parametrize(
    ("change", "min_support", "words"),
    [
        (("c15;300.50", "c15;1001"), 0, "costs more than the budget  "),
        (("c15;300.50", "c15;300"), 2, "fewer than 2 votes, votes lacking: 1  "),
        (("v2;;01", "v2;;01,c15"), 0, "funded  "),
    ],
)
def test_every_reason_has_its_words(change, min_support, words):
    text = tally_text(tally(parse(changed(change)), min_support=min_support))

    assert words in next(line for line in text.splitlines() if "big" in line)


def test_says_that_a_tie_was_decided_by_the_id():
    text = tally_text(tally(parse(changed(("c15;300.50", "c15;500"), ("v2;;01", "v2;;01,c15")))))

    assert text.count("tie decided by id") == 2


def test_a_name_cannot_steer_the_terminal():
    assert "\x1b" not in tally_text(tally(parse(changed(("Park", "\x1b[2JPark")))))
