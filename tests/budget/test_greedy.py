import json
from fractions import Fraction
from itertools import groupby, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
from pabutools.rules import greedy_utilitarian_welfare
from pabutools.tiebreaking import TieBreakingRule

from engage.budget.rules import RULES, Verdict, greedy


def count(*rows, budget, **options):
    """Count proposals given as (id, votes, cost), which is also the tie order."""
    votes = {id_: votes for id_, votes, _ in rows}
    cost = {id_: cost for id_, _, cost in rows}
    return greedy(votes, cost, budget, [id_ for id_, _, _ in rows], **options)


def steps_by_id(outcome):
    return {step.id: step for step in outcome.steps}


@st.composite
def elections(draw):
    """Arguments for a rule, with few different votes and costs, so that ties and tight fits are common."""
    ids = draw(st.permutations("abcdefg"))[: draw(st.integers(0, 7))]
    return {
        "votes": {id_: draw(st.integers(0, 5)) for id_ in ids},
        "cost": {id_: draw(st.integers(0, 9) | st.fractions(0, 9, max_denominator=4)) for id_ in ids},
        "budget": draw(st.integers(0, 25) | st.fractions(0, 25, max_denominator=4)),
        "tie_order": ids,
        "min_support": draw(st.integers(0, 3)),
    }


def test_passes_over_what_no_longer_fits():
    outcome = count(("park", 9, 60), ("hall", 7, 50), ("bench", 4, 30), ("tree", 2, 20), budget=100)

    assert outcome.funded == ("park", "bench")
    assert (outcome.spent, outcome.left) == (90, 10)
    assert [(step.rank, step.id, step.votes, step.cost, step.left, step.verdict) for step in outcome.steps] == [
        (1, "park", 9, 60, 100, Verdict.FUNDED),
        (2, "hall", 7, 50, 40, Verdict.NO_ROOM),
        (3, "bench", 4, 30, 40, Verdict.FUNDED),
        (4, "tree", 2, 20, 10, Verdict.NO_ROOM),
    ]


def test_says_how_many_votes_a_loser_lacks_and_whom_it_must_pass():
    outcome = count(("park", 9, 60), ("hall", 7, 50), ("bench", 4, 30), ("tree", 2, 20), budget=100)

    steps = steps_by_id(outcome)
    assert (steps["hall"].extra_votes, steps["hall"].must_pass) == (3, "park")  # At 9 the tie goes to the park.
    assert (steps["tree"].extra_votes, steps["tree"].must_pass) == (3, "bench")
    assert (steps["park"].extra_votes, steps["park"].must_pass) == (None, None)


def test_an_equal_vote_is_enough_for_the_one_that_wins_ties():
    outcome = greedy({"park": 9, "hall": 7}, {"park": 60, "hall": 50}, 100, ["hall", "park"])

    assert steps_by_id(outcome)["hall"].extra_votes == 2


def test_no_number_of_votes_helps_what_costs_more_than_the_budget():
    step = count(("tower", 9, 101), ("tree", 1, 5), budget=100).steps[0]

    assert (step.verdict, step.extra_votes, step.must_pass) == (Verdict.OVER_BUDGET, None, None)


def test_the_tie_order_decides_between_equals():
    outcome = count(("hall", 5, 60), ("park", 5, 70), ("tree", 5, 10), ("tower", 5, 200), budget=100)

    steps = steps_by_id(outcome)
    assert outcome.funded == ("hall", "tree")
    assert {id_ for id_, step in steps.items() if step.tie_decided} == {"hall", "park", "tree"}
    assert steps["park"].tied == ("hall", "park", "tree", "tower")
    assert steps["park"].extra_votes == 1


def test_a_tie_with_money_for_all_is_no_matter():
    outcome = count(("hall", 5, 60), ("park", 5, 40), ("tree", 4, 10), budget=100)

    assert not any(step.tie_decided for step in outcome.steps)
    assert [step.tied for step in outcome.steps] == [("hall", "park"), ("hall", "park"), ()]


def test_what_costs_nothing_owes_nothing_to_the_tie_order():
    outcome = count(("hall", 5, 60), ("path", 5, 0), ("park", 5, 70), budget=100)

    assert [step.id for step in outcome.steps if step.tie_decided] == ["hall", "park"]


def test_too_little_support_means_no_turn():
    outcome = count(("park", 9, 60), ("bench", 4, 30), ("tree", 2, 20), ("pond", 1, 50), budget=100, min_support=5)

    steps = steps_by_id(outcome)
    assert outcome.funded == ("park",)
    assert [steps[id_].verdict for id_ in ("bench", "tree", "pond")] == [Verdict.LOW_SUPPORT] * 3
    assert (steps["bench"].extra_votes, steps["bench"].must_pass) == (1, None)
    assert (steps["tree"].extra_votes, steps["tree"].must_pass) == (3, None)
    assert (steps["pond"].extra_votes, steps["pond"].must_pass) == (9, "park")


def test_funds_a_proposal_without_votes_when_there_is_money():
    assert greedy({}, {"park": 60}, 60, ["park"]).funded == ("park",)


def test_counts_fractions_of_a_unit_exactly():
    tenth = Fraction(1, 10)

    outcome = count(("a", 3, tenth), ("b", 2, 2 * tenth), budget=3 * tenth)

    assert outcome.funded == ("a", "b")
    assert outcome.left == 0


def test_an_outcome_goes_into_json():
    outcome = count(("park", 9, Fraction(121, 2)), ("hall", 7, 50), budget=100)

    plain = json.loads(json.dumps(outcome.plain()))
    assert plain["rule"] == "greedy"
    assert plain["funded"] == ["park"]
    assert (plain["spent"], plain["left"], plain["budget"]) == ("60.5", "39.5", 100)
    assert plain["steps"][1] == {
        "id": "hall",
        "rank": 2,
        "votes": 7,
        "cost": 50,
        "left": "39.5",
        "verdict": "no-room",
        "tied": [],
        "tie_decided": False,
        "extra_votes": 3,
        "must_pass": "park",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"votes": {"a": 1, "x": 2}}, "no cost for"),
        ({"cost": {"a": 1, "b": -1}}, "exact amount"),
        ({"cost": {"a": 1, "b": 0.5}}, "exact amount"),
        ({"budget": -1}, "exact amount"),
        ({"budget": 10.0}, "exact amount"),
        ({"tie_order": ["a"]}, "no place"),
        ({"tie_order": ["a", "b", "a"]}, "twice"),
    ],
)
def test_refuses_input_that_does_not_hold_together(changes, message):
    sound = {"votes": {"a": 1}, "cost": {"a": 1, "b": 2}, "budget": 10, "tie_order": ["a", "b"]}

    with pytest.raises(ValueError, match=message):
        greedy(**{**sound, **changes})


@pytest.mark.parametrize("rule", RULES)
@given(election=elections())
def test_never_spends_more_than_the_budget(rule, election):
    outcome = RULES[rule](**election)

    assert outcome.rule == rule
    assert sum(election["cost"][id_] for id_ in outcome.funded) == outcome.spent <= election["budget"]


@given(elections())
def test_takes_turns_by_votes_and_then_by_the_tie_order(election):
    outcome = greedy(**election)

    turns = [(-step.votes, election["tie_order"].index(step.id)) for step in outcome.steps]
    assert turns == sorted(turns)
    assert [step.rank for step in outcome.steps] == list(range(1, len(election["cost"]) + 1))
    assert {step.id for step in outcome.steps} == set(election["cost"])


@given(elections())
def test_every_verdict_fits_the_money_left_at_its_turn(election):
    left = election["budget"]

    for step in greedy(**election).steps:
        assert step.left == left
        supported = step.votes >= election["min_support"]
        assert step.is_funded == (supported and step.cost <= left)
        assert (step.verdict is Verdict.LOW_SUPPORT) == (not supported)
        assert (step.verdict is Verdict.OVER_BUDGET) == (supported and step.cost > election["budget"])
        left -= step.cost if step.is_funded else 0


@given(elections(), st.randoms())
def test_does_not_depend_on_the_order_of_the_input(election, random):
    ids = random.sample(list(election["cost"]), len(election["cost"]))
    shuffled = {key: {id_: election[key][id_] for id_ in ids} for key in ("votes", "cost")}

    assert greedy(**{**election, **shuffled}) == greedy(**election)


@given(elections())
def test_the_votes_lacking_are_the_fewest_that_help(election):
    for step in greedy(**election).steps:
        enough = None
        if not step.is_funded:
            most = max(election["votes"].values()) + election["min_support"] + 1
            enough = next(
                (extra for extra in range(1, most + 1) if step.id in rerun(election, step.id, extra).funded), None
            )
        assert step.extra_votes == enough


@given(elections())
def test_with_the_votes_lacking_it_passes_the_one_named(election):
    for step in greedy(**election).steps:
        if step.must_pass is not None:
            ranks = {other.id: other.rank for other in rerun(election, step.id, step.extra_votes).steps}
            assert ranks[step.id] < ranks[step.must_pass]


def rerun(election, id_, extra):
    votes = {**election["votes"], id_: election["votes"][id_] + extra}
    return greedy(**{**election, "votes": votes})


@given(elections())
def test_a_tie_is_decided_by_its_order_when_someone_must_lose_who_could_have_won(election):
    for _, equals in groupby(greedy(**election).steps, key=lambda step: step.votes):
        tied = list(equals)
        left = tied[0].left
        winners = [winners_in_order(order, left, election) for order in permutations(tied)]
        could_win = set().union(*winners)
        someone_loses = all(could_win - winning for winning in winners)
        for step in tied:
            assert step.tie_decided == (someone_loses and step.id in could_win and step.cost > 0)


def winners_in_order(steps, left, election):
    winners = set()
    for step in steps:
        if step.votes >= election["min_support"] and step.cost <= left:
            winners.add(step.id)
            left -= step.cost
    return winners


@given(
    st.lists(st.frozensets(st.sampled_from("abcdef")), max_size=12),
    st.fixed_dictionaries({id_: st.integers(1, 20) for id_ in "abcdef"}),
    st.integers(1, 60),
    st.permutations("abcdef"),
)
def test_agrees_with_an_independent_count(ballots, cost, budget, tie_order):
    votes = {id_: sum(id_ in ballot for ballot in ballots) for id_ in cost}

    assert set(greedy(votes, cost, budget, tie_order).funded) == pabutools_winners(ballots, cost, budget, tie_order)


def pabutools_winners(ballots, cost, budget, tie_order):
    """Cost as satisfaction, divided by cost: greedy by the number of votes."""
    projects = {id_: Project(id_, amount) for id_, amount in cost.items()}
    profile = ApprovalProfile([ApprovalBallot({projects[id_] for id_ in ballot}) for ballot in ballots])
    ties = TieBreakingRule(lambda instance, profile, project: tie_order.index(project.name))
    instance = Instance(projects.values(), budget_limit=budget)
    allocation = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties)
    return {project.name for project in allocation}
