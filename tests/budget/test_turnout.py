from datetime import date, timedelta

import pytest
from factories import DAY, NOON, commit, make_area, make_cycle, make_tree
from statements import recorded
from vote_factories import make_counted_slot, vote

from engage.ballotbox.models import ElectionCount, Turnout
from engage.budget.turnout import by_day, watch
from engage.extensions import db
from engage.residents.models import CodeBatch


@pytest.fixture
def community(app):
    return make_tree()[3]


@pytest.fixture
def cycle(community):
    return make_cycle(community)


def house(community, stairwells=0):
    building = make_area("building", community)
    return building, [make_area("stairwell", building) for _ in range(stairwells)]


def voted(cycle, area, ballots, size, choices=("p1",), **kwargs):
    for _ in range(ballots):
        vote(cycle, list(choices), area=area, **kwargs)
    for _ in range(size - ballots):
        make_counted_slot(cycle, area)


def rows(cycle, now=NOON):
    return [(row.area, row.size, row.ballots, row.depth) for row in watch(cycle, now).areas]


def test_shows_turnout_by_building_and_stairwell(cycle, community):
    first, (unit, other) = house(community, 2)
    second, _ = house(community)
    voted(cycle, unit, 5, 7)
    voted(cycle, other, 6, 7)
    voted(cycle, second, 5, 9)
    voted(make_cycle(community), unit, 3, 3)  # Noise: another vote in the same house.

    assert rows(cycle) == [(first, 14, 11, 0), (unit, 7, 5, 1), (other, 7, 6, 1), (second, 9, 5, 0)]


def test_hides_a_small_group_and_the_one_that_would_give_it_away(cycle, community):
    (first, _), (second, _), (third, _) = house(community), house(community), house(community)
    voted(cycle, first, 2, 9)
    voted(cycle, second, 6, 8)
    voted(cycle, third, 7, 12)

    assert rows(cycle) == [(first, 9, None, 0), (second, 8, None, 0), (third, 12, 7, 0)]


def test_does_not_split_a_hidden_group(cycle, community):
    first, (unit, other) = house(community, 2)
    (second, _), (third, _) = house(community), house(community)
    voted(cycle, unit, 1, 5)
    voted(cycle, other, 1, 5)
    voted(cycle, second, 6, 8)
    voted(cycle, third, 7, 12)

    assert rows(cycle) == [(first, 10, None, 0), (second, 8, None, 0), (third, 12, 7, 0)]


def test_an_only_building_is_split_at_once(cycle, community):
    _, (unit, other) = house(community, 2)
    voted(cycle, unit, 5, 7)
    voted(cycle, other, 6, 7)

    assert rows(cycle) == [(unit, 7, 5, 0), (other, 7, 6, 0)]


def test_voters_without_a_building_are_a_group_of_their_own(cycle, community):
    first, _ = house(community)
    voted(cycle, first, 6, 7)
    voted(cycle, community, 5, 8)

    assert rows(cycle) == [(first, 7, 6, 0), (None, 8, 5, 0)]


def test_there_is_no_table_where_there_is_nothing_to_split(cycle, community):
    voted(cycle, community, 5, 8)

    assert rows(cycle) == []


def test_a_roll_that_grows_is_seen(cycle, community):
    (first, _), (second, _) = house(community), house(community)
    voted(cycle, first, 5, 6)
    voted(cycle, second, 5, 6)
    rows(cycle)

    voted(cycle, second, 1, 2)

    assert rows(cycle) == [(first, 6, 5, 0), (second, 8, 6, 0)]


def test_while_votes_are_shown_areas_are_told_a_day_late(community):
    """Else a building's number that rises beside the votes would tell what somebody there chose."""
    cycle = make_cycle(community, shows_tally=True)
    (first, _), (second, _) = house(community), house(community)
    voted(cycle, first, 5, 7, day=NOON.date() - DAY)
    voted(cycle, second, 6, 7, day=NOON.date() - DAY)
    vote(cycle, ["p2"], area=first)

    assert watch(cycle, NOON).areas_until == NOON.date() - DAY
    assert rows(cycle) == [(first, 8, 5, 0), (second, 7, 6, 0)]
    assert rows(cycle, now=NOON + DAY) == [(first, 8, 6, 0), (second, 7, 6, 0)]  # Voting has ended.


def test_counts_first_ballots_by_day_with_the_days_between(cycle, community):
    voted(cycle, community, 2, 2, day=date(2026, 5, 29))
    voted(cycle, community, 1, 1, day=date(2026, 5, 31))

    assert [(row.day.day, row.ballots) for row in by_day(cycle.election_id, date(2026, 6, 1))] == [
        (29, 2), (30, 0), (31, 1), (1, 0),
    ]  # fmt: skip
    assert [row.day.day for row in by_day(cycle.election_id, None)] == [29, 30, 31]


def test_of_a_very_long_vote_only_the_latest_days_are_shown(cycle, community):
    voted(cycle, community, 1, 1, day=date(2026, 1, 1))

    days = by_day(cycle.election_id, date(2026, 6, 1))

    assert (len(days), days[-1].day) == (45, date(2026, 6, 1))


@pytest.mark.parametrize(("ballots", "is_told"), [(19, False), (20, True)])
def test_tells_how_ballots_are_filled_in_once_there_are_enough(cycle, ballots, is_told):
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.ballots, kept.blank, kept.lengths = ballots, 1, {"0": 1, "1": 6, "2": ballots - 7}
    commit(kept)

    shares = watch(cycle, NOON).shares

    assert (shares is not None) == is_told
    if shares:
        assert (shares.blank, shares.short, shares.is_warning) == (1, 7, True)
        # In steps of five, so that no single ballot shows.
        assert (shares.blank_percent, shares.short_percent) == (5, 35)


def test_full_ballots_are_no_reason_to_warn(cycle):
    kept = db.session.get_one(ElectionCount, cycle.election_id)
    kept.ballots, kept.lengths = 100, {"0": 1, "1": 23, "2": 76}
    commit(kept)

    assert not watch(cycle, NOON).shares.is_warning


def test_counts_the_codes_that_were_made(cycle, community):
    def batch(channel, codes, election_id=cycle.election_id):
        token = f"{channel}{codes}{election_id}"
        return CodeBatch(
            election_id=election_id, area_id=community.id, channel=channel, codes=codes, token=token, created_at=NOON
        )

    commit(batch("letter", 30), batch("letter", 12), batch("desk", 1), batch("letter", 99, make_cycle().election_id))

    assert watch(cycle, NOON).codes == {"letter": 42, "desk": 1}


def test_costs_the_same_however_many_ballots_there_are(cycle, community):
    (first, _), (second, _) = house(community), house(community)
    voted(cycle, first, 5, 6)
    voted(cycle, second, 5, 6)
    with recorded() as few:
        watch(cycle, NOON)
    voted(cycle, second, 15, 15, now=NOON + timedelta(minutes=1))
    with recorded() as many:
        watch(cycle, NOON)

    assert len(many) <= len(few)
    assert not [statement for statement in few + many if "FROM ballot" in statement or "commitment" in statement]


def test_reads_kept_numbers_and_no_ballots(cycle, community):
    """The kept rows alone decide, so that a million ballots cost what ten do."""
    first, _ = house(community)
    second, _ = house(community)
    for area in (first, second):
        for _ in range(6):
            make_counted_slot(cycle, area)
    commit(
        Turnout(election_id=cycle.election_id, day=NOON.date(), area_id=first.id, ballots=6),
        Turnout(election_id=cycle.election_id, day=NOON.date(), area_id=second.id, ballots=5),
    )

    assert rows(cycle) == [(first, 6, 6, 0), (second, 6, 5, 0)]
