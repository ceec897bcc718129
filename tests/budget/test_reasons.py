import pytest

from engage.budget.reasons import fault_sentence, quoted, reasons
from engage.budget.result_page import BAR, money_bar
from engage.budget.rules import greedy

NAMES = {"a": "Lamp", "b": "Ramp", "c": "Bench", "d": "Tree", "e": "Gate"}


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def why(votes, cost, budget, of, *, min_support=0, by_lottery=True, tie_order="abcde"):
    """What is said of one proposal; amounts in whole yuan."""
    fen = {id_: amount * 100 for id_, amount in cost.items()}
    outcome = greedy(votes, fen, budget * 100, [id_ for id_ in tie_order if id_ in cost], min_support=min_support)
    step = next(step for step in outcome.plain()["steps"] if step["id"] == of)
    return reasons(step, NAMES, "CNY", min_support=min_support, by_lottery=by_lottery)


def test_says_what_was_left_and_what_it_costs():
    assert why({"a": 9}, {"a": 300}, 1000, "a") == [
        "When its turn came, CN¥1,000 was left. It costs CN¥300, so it is funded."
    ]


def test_says_how_much_money_and_how_many_votes_were_missing():
    assert why({"a": 9, "b": 7}, {"a": 700, "b": 400}, 1000, "b") == [
        "When its turn came, CN¥300 was left. It costs CN¥400, which is CN¥100 more.",
        "With 3 more votes it would have come before “Lamp” and been funded.",
    ]


def test_says_when_no_vote_would_have_helped():
    assert why({"a": 9, "b": 7}, {"a": 700, "b": 4000}, 1000, "b") == [
        "It costs CN¥4,000, more than all the money there is. No number of votes would help."
    ]


def test_says_what_the_lottery_decided():
    votes, cost = {"a": 5, "b": 5}, {"a": 700, "b": 700}

    assert why(votes, cost, 1000, "a")[1] == (
        "“Ramp” got just as many votes. The lottery drawn beforehand decided for this one."
    )
    assert why(votes, cost, 1000, "b")[1:] == [
        "“Lamp” got just as many votes. The lottery drawn beforehand decided for others.",
        "With 1 more vote it would have come before “Lamp” and been funded.",
    ]
    assert why(votes, cost, 1000, "b", by_lottery=False)[1] == (
        "“Lamp” got just as many votes. The order of the ids decided."
    )


def test_says_nothing_of_a_tie_that_decided_nothing():
    assert len(why({"a": 5, "b": 5}, {"a": 100, "b": 100}, 1000, "a")) == 1


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        (0, ["Nobody voted for it.", "10 more votes would have been enough."]),
        (9, ["It has fewer than 10 votes, the least that is needed.", "1 more vote would have been enough."]),
    ],
)
def test_says_when_support_was_too_low(votes, words):
    assert why({"a": votes}, {"a": 100}, 1000, "a", min_support=10) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Lamp"], "“Lamp”"),
        (["Lamp", "Ramp"], "“Lamp” and “Ramp”"),
        (["Lamp", "Ramp", "Tree"], "“Lamp”, “Ramp” and “Tree”"),
        (["Lamp", "Ramp", "Tree", "Gate", "Bench"], "“Lamp”, “Ramp”, “Tree” and 2 others"),
    ],
)
def test_lists_names_and_of_many_the_first(names, words):
    assert quoted(names) == words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            {"kind": "marks", "option": "a", "counted": 3, "kept": 4},
            "“Lamp”: the ballots give 3 votes, the running count 4.",
        ),
        (
            {"kind": "marks", "option": "zz", "counted": 0, "kept": 4},
            "“zz”: the ballots give 0 votes, the running count 4.",
        ),
        ({"kind": "ballots", "counted": 3, "kept": 4}, "3 ballots are in the box, the running count says 4."),
        ({"kind": "blank", "counted": 3, "kept": 4}, "3 ballots are blank, the running count says 4."),
        ({"kind": "slots", "counted": 3, "kept": 4}, "3 voters are marked as having voted, 4 ballots were counted in."),
        ({"kind": "refused", "counted": 3}, "Ballots that the rules do not allow, and that gave nobody a vote: 3."),
        ({"kind": "rules"}, "The rules are not the ones that were frozen at the first ballot."),
        ({"kind": "box", "text": "link 3 is missing"}, "Ballot box: link 3 is missing."),
    ],
)
def test_says_what_the_count_does_not_agree_with(fault, words):
    assert fault_sentence(fault, NAMES) == words


@pytest.mark.parametrize(
    ("left", "cost", "pot", "drawn"),
    [
        (1000, 300, 1000, (0, 300, 1000)),
        (600, 300, 1000, (400, 300, 1000)),
        (200, 1200, 1000, (400, 600, 500)),  # What does not fit reaches beyond the end of the money.
        (1000, 0, 1000, (0, 1, 1000)),
        (0, 0, 0, (0, 1, 0)),
    ],
)
def test_draws_the_money_at_a_turn(left, cost, pot, drawn):
    bar = money_bar({"left": left, "cost": cost}, pot)

    assert (bar.spent, bar.cost, bar.end) == drawn
    assert max(drawn) <= BAR
