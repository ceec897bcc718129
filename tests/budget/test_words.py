from datetime import date

import pytest
from cycle_factories import draft, freeze, published
from factories import DAY, NOON

from engage.ballotbox import services as ballotbox
from engage.budget.presets import NEIGHBOURHOOD, YOUTH, starting_values
from engage.budget.timeline import timeline
from engage.budget.words import choices, who_may_vote
from engage.transaction import transaction

NEW_YEARS_EVE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, ["Everybody on the voter roll of this area."]),
        ({"ties": ("works",)}, ["You work here."]),
        ({"ties": ("studies", "lives", "works")}, ["You live, work or study here."]),
        ({"min_age": 12, "age_as_of": NEW_YEARS_EVE}, ["Everybody", "in 2026, is 12 or more"]),
        ({"max_age": 25, "age_as_of": NEW_YEARS_EVE}, ["Everybody", "in 2026, is 25 or less"]),
        ({"min_age": 0, "max_age": 25, "age_as_of": NEW_YEARS_EVE}, ["Everybody", "from 0 to 25"]),
        ({"age_as_of": NEW_YEARS_EVE}, ["Everybody on the voter roll of this area."]),
    ],
)
def test_says_which_persons_may_vote(app, changes, sentences):
    found = who_may_vote(draft(proposals=0, voters="persons", **changes))

    assert len(found) == len(sentences)
    for sentence, part in zip(found, sentences, strict=True):
        assert part in sentence


def test_says_that_households_vote(app):
    (sentence,) = who_may_vote(draft(proposals=0))

    assert "Every household" in sentence


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (0, 1, "Choose up to 1 proposal."),
        (1, 1, "Choose 1 proposal."),
        (1, 3, "Choose up to 3 proposals."),
        (3, 3, "Choose 3 proposals."),
        (2, 3, "Choose 2 to 3 proposals."),
    ],
)
def test_says_how_many_may_be_chosen(app, low, high, sentence):
    assert choices(draft(proposals=0, min_choices=low, max_choices=high)) == sentence


def states(cycle, at):
    return [(str(moment.name), str(moment.state)) for moment in timeline(cycle, at)]


def test_the_line_moves_with_the_phases(app):
    cycle = published()
    names = ["Published", "Voting begins", "First ballot", "Voting ends", "Result"]

    def marks(at):
        found = states(cycle, at)
        assert [name for name, _state in found] == names
        return [state for _name, state in found]

    assert marks(NOON) == ["now", "ahead", "ahead", "ahead", "ahead"]
    assert marks(NOON + DAY) == ["past", "now", "ahead", "ahead", "ahead"]
    freeze(cycle, now=NOON + DAY)
    assert marks(NOON + DAY) == ["past", "past", "now", "ahead", "ahead"]
    assert marks(NOON + 9 * DAY) == ["past", "past", "past", "now", "ahead"]
    with transaction():
        ballotbox.close(cycle.election_id, now=NOON + 9 * DAY)
    assert marks(NOON + 9 * DAY) == ["past", "past", "past", "past", "now"]


def test_a_draft_has_only_plans(app):
    assert {state for _name, state in states(draft(), NOON)} == {"ahead"}


def test_a_vote_without_ballots_had_no_first_one(app):
    assert "First ballot" not in dict(states(published(), NOON + 9 * DAY))


def test_presets_begin_with_terms_that_go_together():
    youth = starting_values(YOUTH, date(2027, 3, 1))
    assert (youth["min_age"], youth["max_age"], youth["age_as_of"]) == (12, 25, date(2027, 12, 31))
    assert "age_as_of" not in starting_values(NEIGHBOURHOOD, date(2027, 3, 1))
